import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { z } from 'zod'
import { addMinutes } from '#platform/prelude/index.ts'
import { perform, type Command, type PerformOptions, type Query } from '#platform/use-case.ts'
import { codeOnScreen, scanned } from '#tests/support/attendance.ts'
import { aShift, signedUp } from '#tests/support/opportunities.ts'
import { anOrganiser } from '#tests/support/organisers.ts'
import { aPerson } from '#tests/support/people.ts'
import { testWorld, type TestWorld } from '#tests/support/world.ts'
import { proposeForgottenEnds } from '../adapters/jobs.ts'
import { attendanceStore } from '../adapters/store.ts'

const start = new Date('2026-11-28T05:00:00Z')
const end = addMinutes(start, 240)
const at = (minutes: number, seconds = 0) => new Date(start.getTime() + minutes * 60_000 + seconds * 1000)

let world: TestWorld
let organiserId: string
let coordinatorId: string

before(async () => {
  world = await testWorld()
  ;({ organiserId, ownerId: coordinatorId } = await anOrganiser(world))
})
after(() => world[Symbol.asyncDispose]())

/** A shift of the coordinator on 28 November, with its volunteers signed up. */
async function shiftWith(volunteers: number, capacity = 10) {
  world.at('2026-11-23T05:00:00Z')
  const { shiftId } = await aShift(world, {
    organiserId,
    coordinatorId,
    startsAt: start,
    endsAt: end,
    capacity
  })
  const people: string[] = []
  for (let left = volunteers; left > 0; left -= 1) {
    const personId = await aPerson(world)
    await signedUp(world, personId, shiftId)
    people.push(personId)
  }
  return { shift: { shiftId, coordinatorId }, shiftId, people }
}

const ask = <P extends z.ZodType, O>(
  personId: string,
  useCase: Query<P, O> | Command<P, O>,
  input: object,
  options?: PerformOptions
) => perform(world.app.runtime, world.actor(personId), useCase, input, options)

const commands = () => world.app.attendance.commands
const queries = () => world.app.attendance.queries
const presenceOf = (personId: string, shiftId: string) =>
  world.app.attendance.presenceOf(world.app.runtime.db, personId, shiftId)

const byCode = (personId: string, input: object, options?: PerformOptions) =>
  ask(personId, commands().checkInByCode, input, options)

/** The code of the outcome: `done`, or the failure's. */
const outcome = async (asked: Promise<{ ok: boolean }>): Promise<string> => {
  const result = (await asked) as { ok: true } | { ok: false; error: { code: string } }
  return result.ok ? 'done' : result.error.code
}

test('comes by the code and leaves by another; the presence tells when, how and by whom', async () => {
  const { shift, shiftId, people } = await shiftWith(1)
  const [me] = people as [string]
  world.at(at(-10))
  await scanned(world, me, shift, 'in')
  world.at(at(239))
  await scanned(world, me, shift, 'out')
  const presence = await presenceOf(me, shiftId)
  assert.deepEqual(presence?.checkedInAt, at(-10))
  assert.deepEqual(presence.checkedOutAt, at(239))
  assert.deepEqual(
    presence.signals.map(({ kind, method, recordedBy }) => [kind, method, recordedBy]),
    [
      ['in', 'rotating-code', me],
      ['out', 'rotating-code', me]
    ]
  )
})

test('the code of the previous window is taken for 30 seconds, then not', async () => {
  const { shift, shiftId, people } = await shiftWith(2)
  const [quick, slow] = people as [string, string]
  world.at(at(0))
  const code = await codeOnScreen(world, shift)
  world.at(at(0, 59))
  assert.equal(await outcome(byCode(quick, { shiftId, code, kind: 'in' })), 'done')
  world.at(at(0, 60))
  assert.equal(await outcome(byCode(slow, { shiftId, code, kind: 'in' })), 'shift-code-expired')
  assert.equal(await presenceOf(slow, shiftId), null)
})

test('the code of another shift is refused, and nothing is written', async () => {
  const [mine, other] = [await shiftWith(1), await shiftWith(0)]
  world.at(at(0))
  const code = await codeOnScreen(world, other.shift)
  const me = mine.people[0]!
  // Once in some fifty thousand runs it is also one that stood on my own screen minutes ago.
  const said = await outcome(byCode(me, { shiftId: mine.shiftId, code, kind: 'in' }))
  assert.match(said, /^shift-code-(wrong|expired)$/)
  assert.equal(await presenceOf(me, mine.shiftId), null)
})

test('a code that brought somebody in does not let them out, nor in again', async () => {
  const { shift, shiftId, people } = await shiftWith(1)
  const me = people[0]!
  world.at(at(0))
  const code = await codeOnScreen(world, shift)
  assert.equal(await outcome(byCode(me, { shiftId, code, kind: 'in' })), 'done')
  assert.equal(await outcome(byCode(me, { shiftId, code, kind: 'out' })), 'shift-code-used')
  world.at(at(0, 45))
  assert.equal(await outcome(byCode(me, { shiftId, code, kind: 'in' })), 'shift-code-used')
  assert.equal((await presenceOf(me, shiftId))?.signals.length, 1)
})

test('of the same code sent ten times at once one is written', async () => {
  const { shift, shiftId, people } = await shiftWith(1)
  const me = people[0]!
  world.at(at(0))
  const code = await codeOnScreen(world, shift)
  const all = await Promise.all(
    Array.from({ length: 10 }, () => outcome(byCode(me, { shiftId, code, kind: 'in' })))
  )
  assert.deepEqual(all.filter((one) => one === 'done').length, 1)
  assert.deepEqual(new Set(all), new Set(['done', 'shift-code-used']))
})

test('a lost answer and a retry with the same key give the same answer; the button pressed twice too', async () => {
  const { shift, shiftId, people } = await shiftWith(1)
  const me = people[0]!
  world.at(at(0))
  const code = await codeOnScreen(world, shift)
  const send = () => byCode(me, { shiftId, code, kind: 'in' }, { idempotencyKey: 'form-1' })
  const twice = await Promise.all([send(), send()])
  world.at(at(5))
  const later = await send()
  for (const result of [...twice, later]) {
    assert.ok(result.ok)
    assert.deepEqual(result.value.at, at(0))
  }
  assert.equal((await presenceOf(me, shiftId))?.signals.length, 1)
})

test('a device clock a day off is written down and does not count', async () => {
  const { shift, shiftId, people } = await shiftWith(2)
  const [off, close] = people as [string, string]
  world.at(at(1))
  const code = await codeOnScreen(world, shift)
  const dayBefore = addMinutes(at(1), -24 * 60)
  assert.equal(
    await outcome(byCode(off, { shiftId, code, kind: 'in', deviceAt: dayBefore.toISOString() })),
    'done'
  )
  const presence = await presenceOf(off, shiftId)
  assert.deepEqual(presence?.checkedInAt, at(1))
  assert.deepEqual(presence.signals[0]?.deviceAt, dayBefore)
  assert.equal(
    await outcome(byCode(close, { shiftId, code, kind: 'in', deviceAt: at(0).toISOString() })),
    'done'
  )
  assert.deepEqual((await presenceOf(close, shiftId))?.checkedInAt, at(0), 'it waited a minute for a network')
  const roster = await ask(coordinatorId, queries().roster, { shiftId })
  assert.ok(roster.ok)
  assert.deepEqual(
    roster.value.entries.map(({ personId, clockOff }) => [personId === off, clockOff]).sort(),
    [
      [false, false],
      [true, true]
    ]
  )
})

test('check-in opens an hour before and closes at the end; leaving needs coming', async () => {
  const { shift, shiftId, people } = await shiftWith(1)
  const me = people[0]!
  const tried = async (instant: Date, kind: 'in' | 'out') => {
    world.at(instant)
    return outcome(byCode(me, { shiftId, code: await codeOnScreen(world, shift), kind }))
  }
  assert.equal(await tried(at(-61), 'in'), 'check-in-not-open')
  assert.equal(await tried(at(10), 'out'), 'not-checked-in')
  assert.equal(await tried(at(240), 'in'), 'check-in-closed')
  assert.equal(await tried(at(301), 'out'), 'check-out-closed')
  assert.equal(await tried(at(-60), 'in'), 'done')
})

test('typed digits find the shift among one’s own of the hour', async () => {
  const { shift, shiftId, people } = await shiftWith(1)
  const stranger = await aPerson(world)
  world.at(at(0))
  const code = await codeOnScreen(world, shift)
  const typed = await byCode(people[0]!, { code: `${code.slice(0, 3)} ${code.slice(3)}`, kind: 'in' })
  assert.ok(typed.ok)
  assert.equal(typed.value.shiftId, shiftId)
  assert.equal(await outcome(byCode(stranger, { code, kind: 'in' })), 'no-shift-to-check-in')
  assert.equal(await outcome(byCode(people[0]!, { code: '12345', kind: 'in' })), 'shift-code-form')
})

test('whoever did not sign up joins by the code and the number of the shift, while there is a place', async () => {
  const { shift, shiftId } = await shiftWith(0, 1)
  const [first, second] = [await aPerson(world), await aPerson(world)]
  world.at(at(0))
  const [given, again] = await Promise.all([
    ask(coordinatorId, commands().giveWalkUpNumber, { shiftId }),
    ask(coordinatorId, commands().giveWalkUpNumber, { shiftId })
  ])
  assert.ok(given.ok && again.ok)
  assert.equal(given.value.number, again.value.number)
  const code = await codeOnScreen(world, shift)
  const { number } = given.value
  assert.equal(
    await outcome(byCode(first, { code, number: '00000000', kind: 'in' })),
    'walk-up-number-unknown'
  )
  assert.equal(await outcome(byCode(first, { code, number, kind: 'in' })), 'done')
  assert.equal(await outcome(byCode(second, { code, number, kind: 'in' })), 'shift-full')
  assert.equal(await presenceOf(second, shiftId), null)
})

test('the coordinator scans a volunteer’s own code, or types its digits for somebody on the roster', async () => {
  const { shiftId, people } = await shiftWith(2)
  const [byQr, byDigits] = people as [string, string]
  const walkUp = await aPerson(world, { givenName: 'Дана', familyName: 'Омарова' })
  world.at(at(0))
  const codeOf = async (personId: string) => {
    const shown = await ask(personId, queries().myCode, {})
    assert.ok(shown.ok)
    return shown.value
  }
  const scan = (code: string, kind = 'in') =>
    ask(coordinatorId, commands().scanPerson, { shiftId, code, kind })

  const token = (await codeOf(byQr)).token
  assert.equal(await outcome(scan(token)), 'done')
  assert.equal(await outcome(scan(token, 'out')), 'personal-code-used')
  const { digits } = await codeOf(byDigits)
  const typed = await scan(digits)
  assert.ok(typed.ok)
  assert.equal(typed.value.personId, byDigits)

  assert.equal(await outcome(scan((await codeOf(walkUp)).digits)), 'personal-code-wrong')
  const joined = await scan((await codeOf(walkUp)).token)
  assert.ok(joined.ok)
  assert.deepEqual([joined.value.name, joined.value.walkUp], ['Омарова Дана', true])

  const own = await codeOf(coordinatorId)
  assert.equal(await outcome(scan(own.token)), 'own-check-in-by-self')
  world.at(at(1))
  assert.equal(await outcome(scan(token)), 'personal-code-expired')
  assert.equal(await outcome(scan('x'.repeat(43))), 'personal-code-wrong')
})

test('a coordinator’s word is written as such, for those to whom it applies, and never for themselves', async () => {
  const { shift, shiftId, people } = await shiftWith(2)
  const [early, late] = people as [string, string]
  world.at(at(0))
  await scanned(world, early, shift, 'in')
  const record = (personIds: string[], kind: string) =>
    ask(coordinatorId, commands().recordPresence, { shiftId, personIds, kind })
  const came = await record([early, late], 'in')
  assert.ok(came.ok)
  assert.deepEqual(came.value.recorded, [late])
  assert.equal(await outcome(record([early, late], 'in')), 'nobody-to-check-in')
  assert.equal(await outcome(record([early, coordinatorId], 'in')), 'own-check-in-by-self')
  assert.equal(await outcome(record([], 'in')), 'nobody-chosen')
  const presence = await presenceOf(late, shiftId)
  assert.deepEqual(
    presence?.signals.map(({ method, recordedBy }) => [method, recordedBy]),
    [['coordinator', coordinatorId]]
  )
  world.at(at(200))
  const left = await record([early, late], 'out')
  assert.ok(left.ok)
  assert.equal(left.value.recorded.length, 2)
})

test('strangers to the organiser see neither code nor roster and record nothing', async () => {
  const { shiftId, people } = await shiftWith(1)
  world.at(at(0))
  const me = people[0]!
  for (const asked of [
    ask(me, queries().shiftCode, { shiftId }),
    ask(me, queries().roster, { shiftId }),
    ask(me, commands().giveWalkUpNumber, { shiftId }),
    ask(me, commands().recordPresence, { shiftId, personIds: [me], kind: 'in' }),
    ask(me, commands().scanPerson, { shiftId, code: '123456', kind: 'in' })
  ])
    assert.equal(await outcome(asked), 'organiser-not-yours')
})

test('the roster shows who is here, expected and gone, and each look at a person is kept', async () => {
  const { shift, shiftId, people } = await shiftWith(3)
  const [here, gone, coming] = people as [string, string, string]
  world.at(at(0))
  await scanned(world, here, shift, 'in')
  await scanned(world, gone, shift, 'in')
  world.at(at(60))
  await scanned(world, gone, shift, 'out')
  const states = async () => {
    const roster = await ask(coordinatorId, queries().roster, { shiftId })
    assert.ok(roster.ok)
    return new Map(roster.value.entries.map(({ personId, state }) => [personId, state]))
  }
  const now = await states()
  assert.deepEqual([now.get(here), now.get(gone), now.get(coming)], ['here', 'left', 'coming'])
  world.at(at(240))
  const over = await states()
  assert.deepEqual([over.get(here), over.get(coming)], ['no-check-out', 'absent'])
  const looks = await ask(here, world.app.people.queries.looksAtMe, {})
  assert.ok(looks.ok)
  assert.ok(looks.value.items.some(({ what }) => what === 'roster'))
})

test('where a check-out was forgotten the end of the shift is proposed once, and its volunteer is told', async () => {
  const { shift, shiftId, people } = await shiftWith(2)
  const [forgot, left] = people as [string, string]
  world.at(at(5))
  await scanned(world, forgot, shift, 'in')
  await scanned(world, left, shift, 'in')
  world.at(at(230))
  await scanned(world, left, shift, 'out')

  const sweep = () => proposeForgottenEnds(world.app.runtime, world.app.attendance)
  world.at(at(300))
  await sweep()
  assert.equal(await outcome(ask(forgot, commands().proposeEnds, { shiftId })), 'nobody-to-check-out')
  assert.equal((await presenceOf(forgot, shiftId))?.proposedOutAt, null, 'there is still time to check out')
  world.at(at(301))
  await Promise.all([sweep(), sweep()])
  await sweep()
  const presence = await presenceOf(forgot, shiftId)
  assert.deepEqual(presence?.proposedOutAt, end)
  assert.equal(presence.checkedOutAt, null)
  assert.deepEqual(
    presence.signals.map(({ method, recordedBy }) => [method, recordedBy]),
    [
      ['rotating-code', forgot],
      ['shift-end', null]
    ]
  )
  assert.equal((await presenceOf(left, shiftId))?.proposedOutAt, null)
  const inbox = await ask(forgot, world.app.notices.queries.myNotices, {})
  assert.ok(inbox.ok)
  assert.equal(inbox.value.items.filter(({ kind }) => kind === 'end-proposed').length, 1)
})

test('of more shifts than one run looks at, those where people came first are closed first', async () => {
  const [later, sooner] = [await shiftWith(1), await shiftWith(1)]
  world.at(at(-50))
  await scanned(world, sooner.people[0]!, sooner.shift, 'in')
  world.at(at(-40))
  await scanned(world, later.people[0]!, later.shift, 'in')
  const span = { since: at(-51), until: at(-30) }
  const found = (count: number) => attendanceStore.shiftsWithoutEnds(world.app.runtime.db, span, count)
  assert.deepEqual(await found(2), [sooner.shiftId, later.shiftId])
  assert.deepEqual(await found(1), [sooner.shiftId])
})

test('who came before an action was called off can still be checked out, and nobody else comes', async () => {
  const { shift, shiftId, people } = await shiftWith(2)
  const [came, late] = people as [string, string]
  world.at(at(0))
  await scanned(world, came, shift, 'in')
  const { actionId } = (await world.app.opportunities.shiftFacts(world.app.runtime.db, shiftId))!
  const calledOff = { actionId, reason: 'Дауыл соғып тұр' }
  assert.equal(
    await outcome(ask(coordinatorId, world.app.opportunities.commands.cancelAction, calledOff)),
    'done'
  )
  world.at(at(20))
  const record = (personIds: string[], kind: string) =>
    outcome(ask(coordinatorId, commands().recordPresence, { shiftId, personIds, kind }))
  assert.equal(await record([late], 'in'), 'shift-cancelled')
  assert.equal(await record([came], 'out'), 'done')
  assert.deepEqual((await presenceOf(came, shiftId))?.checkedOutAt, at(20))
})

test('looking at the page of a scanned code records nothing', async () => {
  const { shiftId, people } = await shiftWith(1)
  const [me, stranger] = [people[0]!, await aPerson(world)]
  world.at(at(0))
  const shown = await ask(me, queries().myCheckIn, { shiftId })
  assert.ok(shown.ok)
  assert.deepEqual([shown.value.next, shown.value.joins, shown.value.refusal], ['in', false, null])
  const asStranger = await ask(stranger, queries().myCheckIn, { shiftId })
  assert.ok(asStranger.ok)
  assert.equal(asStranger.value.joins, true)
  assert.equal(await presenceOf(me, shiftId), null)
})
