import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { z } from 'zod'
import { addMinutes } from '#platform/prelude/index.ts'
import { perform, type Command, type PerformOptions, type Query } from '#platform/use-case.ts'
import { aPresence, scanned } from '#tests/support/attendance.ts'
import { aConfirmedContribution } from '#tests/support/contributions.ts'
import { aShift, signedUp } from '#tests/support/opportunities.ts'
import { anOrganiser } from '#tests/support/organisers.ts'
import { aPerson } from '#tests/support/people.ts'
import { testWorld, type TestWorld } from '#tests/support/world.ts'
import { hoursView, versionsView } from '../ui/hours-view.ts'

const start = new Date('2026-11-28T05:00:00Z')
const end = addMinutes(start, 240)
const at = (minutes: number) => addMinutes(start, minutes)

let world: TestWorld
let organiserId: string
let ownerId: string
let secondId: string

before(async () => {
  world = await testWorld()
  ;({ organiserId, ownerId } = await anOrganiser(world))
  secondId = await aPerson(world, { givenName: 'Нұрлан', familyName: 'Әбенов' })
  await joinStaff(secondId)
})
after(() => world[Symbol.asyncDispose]())

const ask = <P extends z.ZodType, O>(
  personId: string,
  useCase: Query<P, O> | Command<P, O>,
  input: object,
  options?: PerformOptions
) => perform(world.app.runtime, world.actor(personId), useCase, input, options)

/** The value of what must succeed. */
async function got<T>(asked: Promise<{ ok: true; value: T } | { ok: false; error: unknown }>): Promise<T> {
  const result = await asked
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

const outcome = async (asked: Promise<{ ok: boolean }>): Promise<string> => {
  const result = (await asked) as { ok: true } | { ok: false; error: { code: string } }
  return result.ok ? 'done' : result.error.code
}

async function joinStaff(personId: string): Promise<void> {
  const { commands, queries } = world.app.organisers
  await got(ask(ownerId, commands.invite, { organiserId, role: 'coordinator' }))
  const { invitations } = await got(ask(ownerId, queries.staff, { organiserId }))
  await got(ask(personId, commands.acceptInvitation, { token: invitations[0]!.token }))
}

const decideBy = (coordinatorId: string, shiftId: string, decisions: object, options?: PerformOptions) =>
  ask(coordinatorId, world.app.contributions.commands.decideHours, { shiftId, decisions }, options)

const correctBy = (coordinatorId: string, input: object) =>
  ask(coordinatorId, world.app.contributions.commands.correctHours, input)

const confirmedOf = (personId: string) => world.app.contributions.confirmedOf(world.app.runtime.db, personId)

const CONFIRM = { decision: 'confirm' }

/** A shift with volunteers who came by the code and left by it, after its end. */
async function shiftWith(volunteers: number, leave = true) {
  world.at('2026-11-23T05:00:00Z')
  const wishes = { organiserId, coordinatorId: ownerId, startsAt: start, endsAt: end, capacity: 20 }
  const { shiftId } = await aShift(world, wishes)
  const people: string[] = []
  for (let left = volunteers; left > 0; left -= 1) people.push(await aPerson(world))
  world.at(at(0))
  for (const personId of people) await scanned(world, personId, { shiftId, coordinatorId: ownerId }, 'in')
  world.at(at(240))
  if (leave)
    for (const personId of people) await scanned(world, personId, { shiftId, coordinatorId: ownerId }, 'out')
  return { shiftId, people }
}

/** Rows of every table of facts about a shift. */
async function factsOf(shiftId: string): Promise<number[]> {
  const { rows } = await sql<{ versions: number; confirmations: number; outbox: number }>`
    select count(*) as versions, count(c.version) as confirmations, count(o.version) as outbox
    from contribution_version v
    left join confirmation c using (person_id, contribution_id, version)
    left join outbox o using (person_id, contribution_id, version)
    where v.shift_id = ${shiftId}`.execute(world.app.runtime.db)
  const { versions, confirmations, outbox } = rows[0]!
  return [versions, confirmations, outbox]
}

test('a coordinator confirms many at once; each volunteer is told and sees it in the passport', async () => {
  const { shiftId, people } = await shiftWith(3)
  const decided = await got(
    decideBy(ownerId, shiftId, Object.fromEntries(people.map((personId) => [personId, CONFIRM])))
  )
  assert.deepEqual(
    decided.map(({ status, minutes, grade, version }) => [status, minutes, grade, version]),
    people.map(() => ['confirmed', 240, 'strong', 1])
  )
  const [record] = await confirmedOf(people[0]!)
  assert.deepEqual(record?.title, { kk: 'Өзен жағасын тазалау', ru: 'Уборка берега реки' })
  assert.equal(record.confirmerRole, 'owner')
  assert.equal(record.confirmerName, 'Айгерім С.')
  assert.deepEqual(record.organiserName, { kk: 'Жасыл қала' })
  assert.deepEqual(record.directions, ['environmental'])
  assert.deepEqual([record.startedAt, record.endedAt], [at(0), at(240)])
  assert.ok(record.signals.every(({ at: instant, proof }) => instant instanceof Date && proof === 'code'))
  const inbox = await got(ask(people[0]!, world.app.notices.queries.myNotices, {}))
  assert.ok(inbox.items.some(({ kind }) => kind === 'hours-confirmed'))
  assert.deepEqual(await factsOf(shiftId), [3, 3, 3])
})

test('of two coordinators at once exactly one wins, and the other is told who', async () => {
  const { shiftId, people } = await shiftWith(5)
  const all = Object.fromEntries(people.map((personId) => [personId, CONFIRM]))
  const reversed = Object.fromEntries(people.toReversed().map((personId) => [personId, CONFIRM]))
  const results = await Promise.all([decideBy(ownerId, shiftId, all), decideBy(secondId, shiftId, reversed)])
  const lost = results.find((result) => !result.ok)
  assert.equal(results.filter((result) => result.ok).length, 1)
  assert.ok(lost && !lost.ok)
  assert.equal(lost.error.code, 'hours-already-decided')
  assert.equal(lost.error.kind, 'conflict')
  assert.equal(lost.error.args?.name, results[0]!.ok ? 'Айгерім С.' : 'Нұрлан Ә.')
  assert.ok(people.some((personId) => lost.error.field === `decisions.${personId}`))
  assert.deepEqual(await factsOf(shiftId), [5, 5, 5])
})

test('a form pressed twice, and a lost answer with a retry, confirm once and answer alike', async () => {
  const { shiftId, people } = await shiftWith(1)
  const send = () => decideBy(ownerId, shiftId, { [people[0]!]: CONFIRM }, { idempotencyKey: 'confirm-once' })
  const [first, second] = await Promise.all([send(), send()])
  assert.ok(first.ok)
  assert.deepEqual(second, first)
  assert.deepEqual(await send(), first)
  assert.deepEqual(await factsOf(shiftId), [1, 1, 1])
  assert.equal(await outcome(decideBy(ownerId, shiftId, { [people[0]!]: CONFIRM })), 'hours-already-decided')
})

test('one mistake among many refuses all, and each is named at its person', async () => {
  const { shiftId, people } = await shiftWith(3)
  const [fine, silent, tooMany] = people as [string, string, string]
  const refused = await decideBy(ownerId, shiftId, {
    [fine]: CONFIRM,
    [silent]: { decision: 'reject' },
    [tooMany]: { decision: 'confirm', minutes: 300 }
  })
  assert.ok(!refused.ok)
  const each = [refused.error, ...(refused.error.also ?? [])]
  assert.deepEqual(each.map(({ code, field }) => [code, field]).sort(), [
    ['minutes-need-reason', `decisions.${tooMany}.reason`],
    ['reason-needed', `decisions.${silent}.reason`]
  ])
  assert.deepEqual(await factsOf(shiftId), [0, 0, 0])
})

test('nobody confirms themselves, nor somebody who was never there', async () => {
  world.at('2026-11-23T05:00:00Z')
  const wishes = { organiserId, coordinatorId: ownerId, startsAt: start, endsAt: end }
  const { shiftId } = await aShift(world, wishes)
  await aPresence(world, { shiftId, coordinatorId: ownerId, personId: secondId, from: at(0), to: at(240) })
  assert.equal(await outcome(decideBy(secondId, shiftId, { [secondId]: CONFIRM })), 'hours-of-oneself')
  const absent = await aPerson(world)
  assert.equal(await outcome(decideBy(ownerId, shiftId, { [absent]: CONFIRM })), 'presence-missing')
  const decided = await got(decideBy(ownerId, shiftId, { [secondId]: CONFIRM }))
  assert.equal(decided[0]!.grade, 'weak', 'a coordinator can read the code from their own screen')
})

test('a guardian does not confirm their ward', async () => {
  const { shiftId, people } = await shiftWith(1)
  const wardId = people[0]!
  await sql`insert into guardianship (person_id, guardianship_id, guardian_id, organiser_id, confirmed_at)
    values (${wardId}, ${world.app.runtime.newId()}, ${ownerId}, ${organiserId}, ${world.now()})`.execute(
    world.app.runtime.db
  )
  assert.equal(await outcome(decideBy(ownerId, shiftId, { [wardId]: CONFIRM })), 'hours-of-ward')
  const [decided] = await got(decideBy(secondId, shiftId, { [wardId]: CONFIRM }))
  const correction = { personId: wardId, contributionId: decided!.contributionId, version: 1, reason: 'Қате' }
  assert.equal(await outcome(correctBy(ownerId, { ...correction, decision: 'revoke' })), 'hours-of-ward')
})

test('strangers and viewers of the organiser decide nothing and see nothing', async () => {
  const { shiftId, people } = await shiftWith(1)
  const stranger = await aPerson(world)
  const { queries } = world.app.contributions
  assert.equal(await outcome(decideBy(stranger, shiftId, { [people[0]!]: CONFIRM })), 'organiser-not-yours')
  assert.equal(await outcome(ask(stranger, queries.shiftHours, { shiftId })), 'organiser-not-yours')
})

test('a proposed end is confirmed by nobody silently, and grades the record as weak', async () => {
  const { shiftId, people } = await shiftWith(1, false)
  const me = people[0]!
  assert.equal(await outcome(decideBy(ownerId, shiftId, { [me]: CONFIRM })), 'presence-open')
  world.at(at(301))
  await got(ask(ownerId, world.app.attendance.commands.proposeEnds, { shiftId }))
  assert.equal(await outcome(decideBy(ownerId, shiftId, { [me]: CONFIRM })), 'proposed-end-not-taken')
  const [decided] = await got(decideBy(ownerId, shiftId, { [me]: { ...CONFIRM, takeProposedEnd: true } }))
  assert.deepEqual([decided?.minutes, decided?.grade], [240, 'weak'])
})

test('what one coordinator both recorded and confirmed is weaker than what another recorded', async () => {
  const gradeWhen = async (confirmerId: string) => {
    const { shiftId } = await shiftWith(0)
    const me = await aPerson(world)
    world.at('2026-11-23T06:00:00Z')
    await signedUp(world, me, shiftId)
    const { recordPresence } = world.app.attendance.commands
    for (const [kind, minutes] of [
      ['in', 0],
      ['out', 240]
    ] as const) {
      world.at(at(minutes))
      await got(ask(ownerId, recordPresence, { shiftId, personIds: [me], kind }))
    }
    const [decided] = await got(decideBy(confirmerId, shiftId, { [me]: CONFIRM }))
    return decided?.grade
  }
  assert.equal(await gradeWhen(secondId), 'fair')
  assert.equal(await gradeWhen(ownerId), 'weak')
})

test('a correction is a new version with a reason and a name; the old one stays, and readers learn of it', async () => {
  const { shiftId, people } = await shiftWith(1)
  const me = people[0]!
  const [first] = await got(decideBy(ownerId, shiftId, { [me]: CONFIRM }))
  const contributionId = first!.contributionId
  const seen = [{ contributionId, version: 1 }]
  const { db } = world.app.runtime
  assert.deepEqual(await world.app.contributions.changesSince(db, me, seen), [])

  const target = { personId: me, contributionId, version: 1 }
  assert.equal(
    await outcome(correctBy(secondId, { ...target, decision: 'amend', minutes: 200 })),
    'required',
    'a correction without a reason'
  )
  const amended = await got(
    correctBy(secondId, { ...target, decision: 'amend', minutes: 200, reason: 'Түскі үзіліс' })
  )
  assert.deepEqual([amended.version, amended.minutes], [2, 200])
  const changes = await world.app.contributions.changesSince(db, me, seen)
  assert.deepEqual(
    changes.map(({ version, minutes }) => [version, minutes]),
    [[2, 200]]
  )
  const stale = await correctBy(ownerId, { ...target, decision: 'revoke', reason: 'Қате жазылған' })
  assert.ok(!stale.ok)
  assert.deepEqual([stale.error.code, stale.error.args?.name], ['contribution-changed', 'Нұрлан Ә.'])

  await got(correctBy(ownerId, { ...target, version: 2, decision: 'revoke', reason: 'Қате жазылған' }))
  assert.deepEqual(await confirmedOf(me), [])
  const [last] = await world.app.contributions.changesSince(db, me, seen)
  assert.equal(last?.minutes, null)
  const versions = await got(ask(me, world.app.contributions.queries.myVersions, { contributionId }))
  assert.deepEqual(
    versions.map(({ version, decision, minutes, confirmerName, reason }) => [
      version,
      decision,
      minutes,
      confirmerName,
      reason
    ]),
    [
      [1, 'confirm', 240, 'Айгерім С.', null],
      [2, 'amend', 200, 'Нұрлан Ә.', 'Түскі үзіліс'],
      [3, 'revoke', 0, 'Айгерім С.', 'Қате жазылған']
    ]
  )
})

test('of two corrections at once one is written', async () => {
  const { shiftId, people } = await shiftWith(1)
  const me = people[0]!
  const [first] = await got(decideBy(ownerId, shiftId, { [me]: CONFIRM }))
  const correction = {
    personId: me,
    contributionId: first!.contributionId,
    version: 1,
    decision: 'amend',
    reason: 'Түзету'
  }
  const outcomes = await Promise.all([
    outcome(correctBy(ownerId, { ...correction, minutes: 100 })),
    outcome(correctBy(secondId, { ...correction, minutes: 200 }))
  ])
  assert.deepEqual(outcomes.sort(), ['contribution-changed', 'done'])
  assert.deepEqual(await factsOf(shiftId), [2, 2, 2])
})

test('rejected hours carry the reason to the volunteer and can still be confirmed later', async () => {
  const { shiftId, people } = await shiftWith(1)
  const me = people[0]!
  const [rejected] = await got(
    decideBy(ownerId, shiftId, { [me]: { decision: 'reject', reason: 'Ауысымда болмады' } })
  )
  const hours = await got(ask(me, world.app.contributions.queries.myHours, {}))
  const mine = hours.items.find(({ shift }) => shift.shiftId === shiftId)
  assert.deepEqual(
    [mine?.stage, mine?.contribution?.reason, mine?.contribution?.confirmerName],
    ['rejected', 'Ауысымда болмады', 'Айгерім С.']
  )
  assert.deepEqual(await confirmedOf(me), [])
  await got(
    correctBy(secondId, {
      personId: me,
      contributionId: rejected!.contributionId,
      version: 1,
      decision: 'amend',
      minutes: 240,
      reason: 'Тізіммен тексерілді'
    })
  )
  assert.equal((await confirmedOf(me))[0]?.minutes, 240)
})

test('the volunteer sees each step, from signing up to confirmation', async () => {
  world.at('2026-11-23T05:00:00Z')
  const wishes = { organiserId, coordinatorId: ownerId, startsAt: start, endsAt: end }
  const { shiftId } = await aShift(world, wishes)
  const me = await aPerson(world)
  await signedUp(world, me, shiftId)
  const stage = async () => (await got(ask(me, world.app.contributions.queries.myHours, {}))).items[0]?.stage
  assert.equal(await stage(), 'signed-up')
  world.at(at(0))
  await scanned(world, me, { shiftId, coordinatorId: ownerId }, 'in')
  assert.equal(await stage(), 'checked-in')
  world.at(at(240))
  assert.equal(await stage(), 'no-check-out')
  await scanned(world, me, { shiftId, coordinatorId: ownerId }, 'out')
  assert.equal(await stage(), 'awaiting')
  await got(decideBy(ownerId, shiftId, { [me]: CONFIRM }))
  assert.equal(await stage(), 'confirmed')
})

test('nobody is confirmed at two places at once, whoever confirms, and is not told where else', async () => {
  world.at('2026-11-23T05:00:00Z')
  const me = await aPerson(world)
  const other = await anOrganiser(world)
  const [first, second] = [
    await aShift(world, { organiserId, coordinatorId: ownerId, startsAt: start, endsAt: end }),
    await aShift(world, {
      organiserId: other.organiserId,
      coordinatorId: other.ownerId,
      startsAt: at(120),
      endsAt: at(360),
      title: 'Басқа жерде'
    })
  ]
  await aPresence(world, { personId: me, ...first, coordinatorId: ownerId, from: at(0), to: at(240) })
  // Two phones of two organisers say that the same person was with each of them: the sign-up would not allow it.
  const { rows } = await sql`
    insert into attendance_event (person_id, shift_id, event_id, kind, method, at, server_at, recorded_by)
    select ${me}::uuid, ${second.shiftId}::uuid, gen_random_uuid(), kind, 'coordinator', at, at, ${other.ownerId}::uuid
    from (values ('in', ${at(120)}::timestamptz), ('out', ${at(360)}::timestamptz)) as seen (kind, at)
    returning event_id`.execute(world.app.runtime.db)
  assert.equal(rows.length, 2)

  world.at(at(400))
  const [one, two] = [
    () => decideBy(ownerId, first.shiftId, { [me]: CONFIRM }),
    (choice: object = CONFIRM) => decideBy(other.ownerId, second.shiftId, { [me]: choice })
  ]
  const outcomes = await Promise.all([outcome(one()), outcome(two())])
  assert.deepEqual(outcomes.sort(), ['done', 'hours-counted-twice'])
  const [record] = await confirmedOf(me)
  const loser = record!.shiftId === first.shiftId ? two : one
  const refused = await loser()
  assert.ok(!refused.ok)
  assert.deepEqual(
    [refused.error.code, refused.error.field, refused.error.args?.minutes],
    ['hours-counted-twice', `decisions.${me}.minutes`, 120]
  )
  assert.doesNotMatch(JSON.stringify(refused), /Басқа жерде|Өзен жағасын/)
})

test('what would not be confirmed twice cannot be corrected into it either', async () => {
  const { shiftId, people } = await shiftWith(1)
  const me = people[0]!
  const [decided] = await got(decideBy(ownerId, shiftId, { [me]: CONFIRM }))
  const next = await aConfirmedContribution(world, { personId: me, startsAt: at(300), minutes: 120 })
  const amend = (minutes: number) =>
    outcome(
      correctBy(secondId, {
        personId: me,
        contributionId: decided!.contributionId,
        version: 1,
        decision: 'amend',
        minutes,
        reason: 'Ұзақ қалды'
      })
    )
  assert.equal(next.minutes, 120)
  assert.equal(await amend(301), 'hours-counted-twice')
  assert.equal(await amend(300), 'done')
})

test('what is confirmed late says why, and is graded fair at best', async () => {
  const { shiftId, people } = await shiftWith(2)
  const [first, second] = people as [string, string]
  const lately = addMinutes(end, 15 * 24 * 60)
  await got(decideBy(ownerId, shiftId, { [first]: CONFIRM }))
  world.at(lately)
  assert.equal((await got(ask(ownerId, world.app.contributions.queries.shiftHours, { shiftId }))).late, 14)
  assert.equal(await outcome(decideBy(ownerId, shiftId, { [second]: CONFIRM })), 'late-needs-reason')
  const reason = 'Үйлестіруші ауырып қалды'
  const [late] = await got(decideBy(ownerId, shiftId, { [second]: { ...CONFIRM, reason } }))
  assert.deepEqual([late!.grade, (await confirmedOf(first))[0]!.grade], ['fair', 'strong'])
  assert.equal((await confirmedOf(second))[0]!.reason, reason)
})

test('late is counted from the end of the shift for whoever left it before midnight, decided, corrected or shown', async () => {
  const [startsAt, endsAt] = [new Date('2026-11-28T15:00:00Z'), new Date('2026-11-28T20:00:00Z')]
  world.at('2026-11-23T05:00:00Z')
  const wishes = { organiserId, coordinatorId: ownerId, startsAt, endsAt, capacity: 20 }
  const { shiftId } = await aShift(world, wishes)
  const me = await aPerson(world)
  for (const [kind, minutes] of [
    ['in', 0],
    ['out', 210]
  ] as const) {
    world.at(addMinutes(startsAt, minutes))
    await scanned(world, me, { shiftId, coordinatorId: ownerId }, kind)
  }
  const correct = async (minutes: number) => {
    const [record] = await confirmedOf(me)
    const { contributionId, version } = record!
    const { grade } = await got(
      correctBy(ownerId, {
        personId: me,
        contributionId,
        version,
        decision: 'amend',
        minutes,
        reason: 'Үзіліс'
      })
    )
    return grade
  }
  const shown = async () => {
    const { queries } = world.app.contributions
    const hours = hoursView(await got(ask(me, queries.myHours, {})), 'en')
    const { contributionId } = (await confirmedOf(me))[0]!
    const versions = await got(ask(me, queries.myVersions, { contributionId }))
    return [
      hours.shifts[0]!.steps.at(-1)!.detail!,
      ...versionsView(versions, 'en').map(({ note }) => note)
    ].map((text) => text.includes('more than 14 days after the shift'))
  }

  // Until 1 in the morning of the 29th in Astana: the 13th of December is the fourteenth day after.
  world.at('2026-12-13T06:00:00Z')
  const [decided] = await got(decideBy(ownerId, shiftId, { [me]: CONFIRM }))
  assert.equal(decided!.grade, 'strong')
  assert.equal(await correct(200), 'strong')
  assert.deepEqual(await shown(), [false, false, false])
  world.at('2026-12-14T06:00:00Z')
  assert.equal(await correct(190), 'fair')
  assert.deepEqual(await shown(), [true, true, false, false])
})

test('what a corrector recorded is their own word in the correction, and what was recorded since counts', async () => {
  world.at('2026-11-23T05:00:00Z')
  const { shiftId } = await aShift(world, {
    organiserId,
    coordinatorId: ownerId,
    startsAt: start,
    endsAt: end
  })
  const [told, early] = [await aPerson(world), await aPerson(world)]
  const { recordPresence } = world.app.attendance.commands
  for (const personId of [told, early]) await signedUp(world, personId, shiftId)
  world.at(at(0))
  await got(ask(secondId, recordPresence, { shiftId, personIds: [told], kind: 'in' }))
  await scanned(world, early, { shiftId, coordinatorId: ownerId }, 'in')
  world.at(at(60))
  const reject = { decision: 'reject', reason: 'Қате белгіленген' }
  const [tooEarly] = await got(decideBy(ownerId, shiftId, { [early]: reject }))
  world.at(at(240))
  await got(ask(secondId, recordPresence, { shiftId, personIds: [told], kind: 'out' }))
  await scanned(world, early, { shiftId, coordinatorId: ownerId }, 'out')
  const [confirmed] = await got(decideBy(ownerId, shiftId, { [told]: CONFIRM }))
  assert.equal(confirmed!.grade, 'fair', 'the word of a colleague')

  const amend = (personId: string, contributionId: string, minutes: number) => {
    const target = { personId, contributionId, version: 1 }
    return got(correctBy(secondId, { ...target, decision: 'amend', minutes, reason: 'Түзетілді' }))
  }
  assert.equal((await amend(told, confirmed!.contributionId, 200)).grade, 'weak')
  assert.equal((await amend(early, tooEarly!.contributionId, 240)).grade, 'strong')
  const [record] = await confirmedOf(early)
  assert.deepEqual([record?.startedAt, record?.endedAt], [at(0), at(240)])
})

test('the way of every shift can be gone through page by page, also of what was called off after it began', async () => {
  world.at('2026-11-23T05:00:00Z')
  const me = await aPerson(world)
  const shiftIds: string[] = []
  for (let day = 0; day < 5; day += 1) {
    const startsAt = addMinutes(start, day * 24 * 60)
    const { shiftId } = await aShift(world, { organiserId, coordinatorId: ownerId, startsAt })
    await signedUp(world, me, shiftId)
    shiftIds.unshift(shiftId)
  }
  const withdrawn = shiftIds.pop()!
  await aPresence(world, {
    personId: me,
    shiftId: withdrawn,
    coordinatorId: ownerId,
    from: at(0),
    to: at(60)
  })
  await got(ask(me, world.app.opportunities.commands.withdraw, { shiftId: withdrawn }))
  const { actionId } = (await world.app.opportunities.shiftFacts(world.app.runtime.db, shiftIds[0]!))!
  await got(ask(ownerId, world.app.opportunities.commands.cancelAction, { actionId, reason: 'Дауыл' }))

  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await got(ask(me, world.app.contributions.queries.myHours, { cursor, size: 2 }))
    assert.ok(page.items.length <= 2)
    seen.push(...page.items.map(({ shift, stage }) => `${shift.shiftId} ${stage}`))
    cursor = page.next ?? undefined
  } while (cursor)
  assert.deepEqual(seen, [...shiftIds.slice(1).map((id) => `${id} signed-up`), `${withdrawn} awaiting`])
  assert.equal((await got(ask(me, world.app.contributions.queries.myAwaiting, {}))).minutes, 60)
})

test('the projection made again from the facts is the one that grew with them', async () => {
  const { db } = world.app.runtime
  const all = async () => {
    const { rows } = await sql`select * from contribution order by person_id, contribution_id`.execute(db)
    return rows
  }
  const grown = await all()
  assert.ok(grown.length > 10)
  await sql`update contribution set minutes = 1`.execute(db)
  assert.equal(await world.app.contributions.rebuild(db), grown.length)
  assert.deepEqual(await all(), grown)
})

test('filters, totals and pages of what was confirmed', async () => {
  const me = await aPerson(world)
  const days = ['2027-01-10', '2027-02-10', '2027-03-10']
  for (const [index, day] of days.entries()) {
    world.at(`${day}T03:00:00Z`)
    await aConfirmedContribution(world, {
      personId: me,
      organiserId,
      coordinatorId: ownerId,
      startsAt: new Date(`${day}T05:00:00Z`),
      minutes: 60 * (index + 1),
      directions: [index ? 'social' : 'educational']
    })
  }
  const { db } = world.app.runtime
  const { contributions } = world.app
  const dates = (records: { startedAt: Date }[]) =>
    records.map(({ startedAt }) => startedAt.toISOString().slice(0, 10))
  assert.deepEqual(dates(await confirmedOf(me)), days.toReversed())
  assert.deepEqual(dates(await contributions.confirmedOf(db, me, { from: '2027-02-10', to: '2027-02-10' })), [
    '2027-02-10'
  ])
  assert.deepEqual(dates(await contributions.confirmedOf(db, me, { directions: ['educational'] })), [
    '2027-01-10'
  ])
  const totals = await contributions.totalsOf(db, me)
  assert.deepEqual([totals.minutes, totals.engagements], [360, 3])
  const first = await got(ask(me, contributions.queries.myRecords, { size: 2 }))
  assert.ok(first.next)
  const second = await got(ask(me, contributions.queries.myRecords, { size: 2, cursor: first.next }))
  assert.deepEqual(dates([...first.items, ...second.items]), days.toReversed())
  assert.equal(second.next, null)
  const nobody = await contributions.totalsOf(db, world.app.runtime.newId())
  assert.deepEqual(nobody, { minutes: 0, engagements: 0, first: null, last: null })
})

test('the first page of the desk names the shifts at hand, then those whose hours wait', async () => {
  const { shiftId, people } = await shiftWith(2)
  const listFor = (personId: string) => got(ask(personId, world.app.contributions.queries.deskShifts, {}))
  const onList = (list: readonly { shift: { shiftId: string }; came: number; undecided: number }[]) =>
    list.filter(({ shift }) => shift.shiftId === shiftId).map(({ came, undecided }) => ({ came, undecided }))

  const during = await listFor(secondId)
  assert.deepEqual(onList(during.current), [{ came: 2, undecided: 2 }])
  assert.deepEqual(onList(during.awaiting), [])

  world.at(at(600))
  await got(decideBy(ownerId, shiftId, { [people[0]!]: CONFIRM }))
  const after = await listFor(secondId)
  assert.deepEqual(onList(after.current), [])
  assert.deepEqual(onList(after.awaiting), [{ came: 2, undecided: 1 }])

  await got(decideBy(ownerId, shiftId, { [people[1]!]: CONFIRM }))
  assert.deepEqual(onList((await listFor(secondId)).awaiting), [])
  assert.deepEqual(await listFor(people[0]!), { current: [], more: false, awaiting: [], next: null })
})

test('whatever waits for a decision stays on the desk, however long ago it was and however many shifts came after', async () => {
  const { organiserId: mine, ownerId: me } = await anOrganiser(world)
  const waiting: string[] = []
  for (const day of [0, 1, 2]) {
    const startsAt = addMinutes(start, day * 24 * 60)
    const endsAt = addMinutes(startsAt, 60)
    world.at('2026-11-23T05:00:00Z')
    const { shiftId } = await aShift(world, {
      organiserId: mine,
      coordinatorId: me,
      startsAt,
      endsAt,
      capacity: 2
    })
    world.at(startsAt)
    await scanned(world, await aPerson(world), { shiftId, coordinatorId: me }, 'in')
    waiting.unshift(shiftId)
  }
  // A year later, on a day with more shifts than the desk shows, each of them and each before them without anybody.
  const later = addMinutes(start, 365 * 24 * 60)
  const { actionId } = (await world.app.opportunities.shiftFacts(world.app.runtime.db, waiting[0]!))!
  await sql`insert into shift (shift_id, action_id, state, role, starts_at, ends_at, weekday, evening, capacity, taken)
    select gen_random_uuid(), action_id, state, role, ${later}::timestamptz + (n - 101) * interval '1 minute',
      ${later}::timestamptz + n * interval '1 minute', weekday, evening, capacity, 0
    from shift, generate_series(1, 202) as n where shift_id = ${waiting[0]} and action_id = ${actionId}`.execute(
    world.app.runtime.db
  )
  world.at(addMinutes(later, 161))
  const list = (cursor?: string) =>
    got(ask(me, world.app.contributions.queries.deskShifts, { size: 2, ...(cursor ? { cursor } : {}) }))
  const first = await list()
  assert.deepEqual([first.current.length, first.more], [100, true])
  assert.deepEqual(
    first.awaiting.map(({ shiftId }) => shiftId),
    waiting.slice(0, 2)
  )
  const second = await list(first.next!)
  assert.deepEqual(second.current, [])
  assert.deepEqual(
    second.awaiting.map(({ shiftId, came, undecided }) => ({ shiftId, came, undecided })),
    [{ shiftId: waiting[2], came: 1, undecided: 1 }]
  )
  assert.equal(second.next, null)
})

test('hours of a shift that was called off after somebody came wait on the desk as all others do', async () => {
  const [inTime, underWay, empty] = [await shiftWith(0), await shiftWith(1, false), await shiftWith(0)]
  const { commands, shiftFacts } = world.app.opportunities
  const reason = 'Дауыл соғып тұр'
  const callOff = async ({ shiftId }: { shiftId: string }) => {
    const { actionId } = (await shiftFacts(world.app.runtime.db, shiftId))!
    return got(ask(ownerId, commands.cancelAction, { actionId, reason }))
  }
  const early = await aPerson(world)
  world.at(at(-30))
  await scanned(world, early, { shiftId: inTime.shiftId, coordinatorId: ownerId }, 'in')
  await got(ask(ownerId, commands.cancelShift, { shiftId: inTime.shiftId, reason }))
  world.at(at(60))
  for (const one of [underWay, empty]) await callOff(one)

  const called = [inTime, underWay, empty].map(({ shiftId }) => shiftId)
  const desk = async () => {
    const { current, awaiting } = await got(ask(secondId, world.app.contributions.queries.deskShifts, {}))
    const mine = (list: typeof current) =>
      called.filter((shiftId) => list.some((one) => one.shift.shiftId === shiftId))
    return { current: mine(current), awaiting: mine(awaiting) }
  }
  const came = [inTime.shiftId, underWay.shiftId]
  assert.deepEqual(await desk(), { current: came, awaiting: [] })
  world.at(at(600))
  assert.deepEqual(await desk(), { current: [], awaiting: came })
})
