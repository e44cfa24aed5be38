import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { blocked } from '#tests/support/locks.ts'
import { anOrganiser, frontOfficer } from '#tests/support/organisers.ts'
import { aShift, signedUp } from '#tests/support/opportunities.ts'
import { aPerson } from '#tests/support/people.ts'
import { testWorld } from '#tests/support/world.ts'
import { perform } from '#platform/use-case.ts'
import { expireOffers, finishActions } from '../adapters/jobs.ts'

const HOUR_MS = 3_600_000
const world = await testWorld()
after(() => world[Symbol.asyncDispose]())
const { runtime, opportunities } = world.app
const { commands, queries } = opportunities
const { organiserId, ownerId } = await anOrganiser(world)
const start = new Date('2026-11-23T05:00:00Z')

const shiftWith = (capacity: number, more: Partial<Parameters<typeof aShift>[1]> = {}) =>
  aShift(world, { organiserId, coordinatorId: ownerId, capacity, ...more })
/** Whoever is told that the service is busy comes again, as people do: a crowd may wait longer for a connection. */
async function signUp(personId: string, shiftId: string, wait = false) {
  for (;;) {
    const result = await perform(runtime, world.actor(personId), commands.signUp, { shiftId, wait })
    if (result.ok || result.error.kind !== 'unavailable') return result
  }
}
const withdraw = (personId: string, shiftId: string) =>
  perform(runtime, world.actor(personId), commands.withdraw, { shiftId })
const stateOf = async (personId: string, shiftId: string) =>
  (await opportunities.signUpOf(runtime.db, personId, shiftId))?.state
const takenOf = async (shiftId: string) => (await opportunities.shiftFacts(runtime.db, shiftId))!.taken
const code = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? 'ok' : result.error!.code)
const kindsOf = async (personId: string) => {
  const inbox = await perform(runtime, world.actor(personId), world.app.notices.queries.myNotices, {})
  assert.ok(inbox.ok)
  return inbox.value.items.map((notice) => notice.kind)
}

test('of two hundred who want the last place at once, exactly one has it', async () => {
  const { shiftId } = await shiftWith(1)
  const crowd: string[] = []
  while (crowd.length < 200) crowd.push(await aPerson(world))
  const results = await Promise.all(crowd.map((personId) => signUp(personId, shiftId)))
  assert.equal(results.filter((result) => result.ok).length, 1)
  for (const result of results) if (!result.ok) assert.equal(result.error.code, 'shift-full')
  assert.equal(await takenOf(shiftId), 1)
  assert.equal((await opportunities.signUpsOfShift(runtime.db, shiftId)).length, 1)
})

test('the waiting list keeps its order while people come and go at once, and no place is lost or doubled', async () => {
  const { shiftId } = await shiftWith(5, { startsAt: new Date(start.getTime() + 10 * 24 * HOUR_MS) })
  const people = await Promise.all(Array.from({ length: 20 }, () => aPerson(world)))
  await Promise.all(people.map((personId) => signUp(personId, shiftId, true)))
  const joined = []
  for (const personId of people) if ((await stateOf(personId, shiftId)) === 'joined') joined.push(personId)
  assert.equal(joined.length, 5)
  await Promise.all([
    ...joined.slice(0, 3).map((personId) => withdraw(personId, shiftId)),
    ...Array.from({ length: 3 }, async () => signUp(await aPerson(world), shiftId, true))
  ])
  const states = (await opportunities.signUpsOfShift(runtime.db, shiftId)).map((one) => one.state)
  assert.equal(states.filter((state) => state === 'joined').length, 2)
  assert.equal(states.filter((state) => state === 'offered').length, 3)
  assert.equal(await takenOf(shiftId), 5)
})

test('a place that comes free is offered to the next in line, until a time; then to the one after', async () => {
  world.at(start)
  const { shiftId } = await shiftWith(1, { startsAt: new Date(start.getTime() + 5 * 24 * HOUR_MS) })
  const [first, second, third] = [await aPerson(world), await aPerson(world), await aPerson(world)]
  await signedUp(world, first, shiftId)
  assert.equal(await signedUp(world, second, shiftId, true), 'waiting')
  world.at(new Date(start.getTime() + 60_000))
  assert.equal(await signedUp(world, third, shiftId, true), 'waiting')

  assert.ok((await withdraw(first, shiftId)).ok)
  assert.equal(await stateOf(second, shiftId), 'offered')
  assert.equal(await stateOf(third, shiftId), 'waiting')
  assert.ok((await kindsOf(second)).includes('place-offered'))
  assert.equal(code(await signUp(await aPerson(world), shiftId)), 'shift-full', 'nobody jumps the queue')

  world.at(new Date(start.getTime() + 13 * HOUR_MS))
  const late = await perform(runtime, world.actor(second), commands.acceptOffer, { shiftId })
  assert.equal(code(late), 'offer-over')
  assert.ok((await expireOffers(runtime, opportunities)) > 0)
  assert.equal(await stateOf(second, shiftId), 'withdrawn')
  assert.equal(await stateOf(third, shiftId), 'offered')
  assert.ok((await perform(runtime, world.actor(third), commands.acceptOffer, { shiftId })).ok)
  assert.equal(await stateOf(third, shiftId), 'joined')
  assert.equal(await takenOf(shiftId), 1)
  world.at(start)
})

test('an offer that lapsed is seen when somebody asks, without any job', async () => {
  const { shiftId } = await shiftWith(1, { startsAt: new Date(start.getTime() + 6 * 24 * HOUR_MS) })
  const [first, second, third] = [await aPerson(world), await aPerson(world), await aPerson(world)]
  await signedUp(world, first, shiftId)
  await signedUp(world, second, shiftId, true)
  await withdraw(first, shiftId)
  assert.equal(code(await signUp(third, shiftId)), 'shift-full')
  world.at(new Date(start.getTime() + 13 * HOUR_MS))
  assert.equal(await signedUp(world, third, shiftId), 'joined')
  assert.equal(await stateOf(second, shiftId), 'withdrawn')
  assert.equal(await takenOf(shiftId), 1)
  world.at(start)
})

test('what is before me stands on the first page; what is over comes in pages, each sign-up once', async () => {
  world.at(start)
  const personId = await aPerson(world)
  const days = (count: number) => new Date(start.getTime() + count * 24 * HOUR_MS)
  const on = async (day: number) => (await shiftWith(1, { startsAt: days(day) })).shiftId
  const joined = [await on(1), await on(2), await on(3), await on(40)]
  for (const shiftId of joined) await signUp(personId, shiftId)
  const takenBack = await on(50)
  await signUp(personId, takenBack)
  await withdraw(personId, takenBack)
  const full = await on(45)
  await signUp(await aPerson(world), full)
  await signUp(personId, full, true)
  world.at(days(10))

  const pages = []
  for (let cursor: string | undefined; ;) {
    const mine = await perform(runtime, world.actor(personId), queries.mySignUps, { cursor, size: 2 })
    assert.ok(mine.ok)
    pages.push(mine.value)
    if (!mine.value.next) break
    cursor = mine.value.next
  }
  const ids = (list: readonly { shift: { shiftId: string } }[]) => list.map(({ shift }) => shift.shiftId)
  assert.deepEqual(ids(pages[0]!.coming), [joined[3]])
  assert.deepEqual(ids(pages[0]!.waiting), [full])
  assert.equal(pages[0]!.waiting[0]!.before, 0)
  assert.deepEqual(ids(pages.flatMap(({ past }) => past)), [takenBack, joined[2], joined[1], joined[0]])
  assert.deepEqual([...pages[1]!.coming, ...pages[1]!.waiting], [])
  world.at(start)
})

test('own sign-ups may not overlap, and the refusal names the other one', async () => {
  const startsAt = new Date(start.getTime() + 48 * HOUR_MS)
  const one = await shiftWith(5, { startsAt, title: 'Ағаш отырғызу' })
  const other = await shiftWith(5, { startsAt: new Date(startsAt.getTime() + 2 * HOUR_MS) })
  const next = await shiftWith(5, { startsAt: new Date(startsAt.getTime() + 3 * HOUR_MS) })
  const personId = await aPerson(world)
  await signedUp(world, personId, one.shiftId)
  const refused = await signUp(personId, other.shiftId)
  assert.ok(!refused.ok)
  assert.equal(refused.error.code, 'sign-up-overlaps')
  assert.equal(refused.error.args?.title, 'Ағаш отырғызу')
  assert.ok((await signUp(personId, next.shiftId)).ok, 'one may begin when the other ends')

  const racer = await aPerson(world)
  const both = await Promise.all([signUp(racer, one.shiftId), signUp(racer, other.shiftId)])
  assert.equal(both.filter((result) => result.ok).length, 1, 'also when both are sent at once')
})

test('who may not take part is told why', async () => {
  const flood = await shiftWith(5, { directions: ['emergency-response'] })
  const dangerous = await shiftWith(5, { riskLevel: 'high' })
  const minor = await aPerson(world, { birthDate: '2010-01-01' })
  assert.equal(code(await signUp(minor, flood.shiftId)), 'minor-emergency')
  assert.equal(code(await signUp(minor, dangerous.shiftId)), 'minor-hazardous')
  const silent = await aPerson(world, { consent: false })
  assert.equal(code(await signUp(silent, flood.shiftId)), 'consent-needed')

  const shown = await perform(runtime, world.actor(minor), queries.action, { actionId: flood.actionId })
  assert.ok(shown.ok)
  assert.equal(shown.value.shifts[0]!.barred?.code, 'minor-emergency')
})

test('a withdrawal warns the coordinators, more urgently on the last day', async () => {
  const far = await shiftWith(5, { startsAt: new Date(start.getTime() + 72 * HOUR_MS) })
  const near = await shiftWith(5, { startsAt: new Date(start.getTime() + 20 * HOUR_MS) })
  const personId = await aPerson(world)
  for (const { shiftId } of [far, near]) await signedUp(world, personId, shiftId)
  await withdraw(personId, far.shiftId)
  assert.ok((await kindsOf(ownerId)).includes('volunteer-withdrew'))
  assert.ok(!(await kindsOf(ownerId)).includes('volunteer-withdrew-late'))
  await withdraw(personId, near.shiftId)
  assert.ok((await kindsOf(ownerId)).includes('volunteer-withdrew-late'))
  assert.equal(code(await withdraw(personId, near.shiftId)), 'sign-up-none')
  assert.equal(await signedUp(world, personId, near.shiftId), 'joined', 'and may come back')
})

test('applications wait for a decision; acceptance is for all that were chosen or for nobody', async () => {
  const { shiftId } = await shiftWith(2, { joinMode: 'apply' })
  const people = [await aPerson(world), await aPerson(world), await aPerson(world)]
  for (const personId of people) assert.equal(await signedUp(world, personId, shiftId), 'applied')
  const accept = (personIds: string[], by = ownerId) =>
    perform(runtime, world.actor(by), commands.acceptApplications, { shiftId, personIds })
  assert.equal(code(await accept(people)), 'places-too-few')
  assert.equal(await takenOf(shiftId), 0)
  assert.equal(code(await accept(people, people[0])), 'organiser-not-yours')
  assert.ok((await accept(people.slice(0, 2))).ok)
  const declined = await perform(runtime, world.actor(ownerId), commands.declineSignUps, {
    shiftId,
    personIds: people.slice(2),
    reason: 'Орын қалмады'
  })
  assert.ok(declined.ok)
  assert.equal(await stateOf(people[2]!, shiftId), 'declined')
  assert.ok((await kindsOf(people[2]!)).includes('sign-up-declined'))
  assert.equal(await takenOf(shiftId), 2)
})

test('who comes without signing up joins on the spot, and beyond the places only when a coordinator adds one', async () => {
  const { shiftId } = await shiftWith(1)
  await signedUp(world, await aPerson(world), shiftId)
  const walker = await aPerson(world)
  const join = (extraPlace: boolean) =>
    runtime.db
      .transaction()
      .execute((db) => opportunities.joinOnTheSpot(scopeIn(db), { personId: walker, shiftId, extraPlace }))
  assert.equal(code(await join(false)), 'shift-full')
  const joined = await join(true)
  assert.ok(joined.ok && joined.value.walkUp)
  assert.equal(await takenOf(shiftId), 2)
})

/** The scope of a command of another context that lets somebody in. */
const scopeIn = (db: typeof runtime.db) => ({
  db,
  now: world.now(),
  actor: world.actor(ownerId),
  personId: ownerId,
  newId: runtime.newId,
  look: () => {},
  audit: () => {},
  afterCommit: () => {}
})

test('calling an action off tells everybody, frees their time, and what is over is finished by itself', async () => {
  const startsAt = new Date(start.getTime() + 96 * HOUR_MS)
  const { actionId, shiftId } = await shiftWith(1, { startsAt })
  const [joined, waiting] = [await aPerson(world), await aPerson(world)]
  await signedUp(world, joined, shiftId)
  await signedUp(world, waiting, shiftId, true)
  const reason = 'Боран күтіледі'
  const cancelled = await perform(runtime, world.actor(ownerId), commands.cancelAction, { actionId, reason })
  assert.ok(cancelled.ok && cancelled.value.told === 2)
  for (const personId of [joined, waiting]) {
    assert.equal(await stateOf(personId, shiftId), 'cancelled')
    assert.ok((await kindsOf(personId)).includes('shift-called-off'))
  }
  assert.equal(code(await signUp(joined, shiftId)), 'shift-cancelled')
  const instead = await shiftWith(1, { startsAt })
  assert.equal(await signedUp(world, joined, instead.shiftId), 'joined')

  world.at(new Date(startsAt.getTime() + 4 * HOUR_MS))
  await finishActions(runtime, opportunities)
  assert.equal((await opportunities.shiftFacts(runtime.db, instead.shiftId))!.actionState, 'finished')
  assert.equal((await opportunities.shiftFacts(runtime.db, shiftId))!.actionState, 'cancelled')
  world.at(start)
})

test('who lets an offer lapse and signs up again has one place, also when another one is free', async () => {
  const { shiftId } = await shiftWith(2, { startsAt: new Date(start.getTime() + 7 * 24 * HOUR_MS) })
  const [first, second, third] = [await aPerson(world), await aPerson(world), await aPerson(world)]
  for (const personId of [first, second]) await signedUp(world, personId, shiftId)
  await signedUp(world, third, shiftId, true)
  for (const personId of [first, second]) await withdraw(personId, shiftId)
  assert.equal(await stateOf(third, shiftId), 'offered')
  world.at(new Date(start.getTime() + 13 * HOUR_MS))
  assert.equal(await signedUp(world, third, shiftId), 'joined')
  assert.equal(await takenOf(shiftId), 1)
  world.at(start)
})

test('who asks to wait once more while a place is being offered to them keeps the offer', async () => {
  const startsAt = new Date(start.getTime() + 8 * 24 * HOUR_MS)
  const { shiftId } = await shiftWith(1, { startsAt })
  const [first, second] = [await aPerson(world), await aPerson(world)]
  await signedUp(world, first, shiftId)
  await signedUp(world, second, shiftId, true)
  let again: ReturnType<typeof signUp>
  await runtime.db.transaction().execute(async (db) => {
    // What a withdrawal of the first does.
    await sql`select from shift where shift_id = ${shiftId} for update`.execute(db)
    await sql`update sign_up set state = 'withdrawn' where shift_id = ${shiftId} and person_id = ${first}`.execute(
      db
    )
    await sql`update sign_up set state = 'offered', offered_until = ${startsAt}
      where shift_id = ${shiftId} and person_id = ${second}`.execute(db)
    await blocked(runtime.db, (again = signUp(second, shiftId, true)))
  })
  assert.equal(code(await again!), 'sign-up-already')
  assert.equal(await stateOf(second, shiftId), 'offered')
  assert.equal(await takenOf(shiftId), 1)
})

for (const { what, joinMode, wait } of [
  { what: 'an application', joinMode: 'apply', wait: false },
  { what: 'a place in the waiting list', joinMode: 'at-once', wait: true }
] as const)
  test(`${what} does not outlive a shift that is called off at the same moment`, async () => {
    const { shiftId } = await shiftWith(1, { joinMode })
    if (wait) await signedUp(world, await aPerson(world), shiftId)
    const personId = await aPerson(world)
    let asked: ReturnType<typeof signUp>
    await runtime.db.transaction().execute(async (db) => {
      await sql`update shift set state = 'cancelled', taken = 0 where shift_id = ${shiftId}`.execute(db)
      await blocked(runtime.db, (asked = signUp(personId, shiftId, wait)))
    })
    assert.equal(code(await asked!), 'shift-cancelled')
    assert.equal(await stateOf(personId, shiftId), undefined)
  })

test('nobody signs up with an organiser that may not act', async () => {
  const other = await anOrganiser(world)
  const { actionId, shiftId } = await aShift(world, {
    organiserId: other.organiserId,
    coordinatorId: other.ownerId
  })
  const { organisers } = world.app
  const officer = world.actor(await frontOfficer(world, '71'))
  const input = { organiserId: other.organiserId, reason: 'Тексеру жүріп жатыр' }
  assert.ok((await perform(runtime, officer, organisers.commands.suspend, input)).ok)
  const personId = await aPerson(world)
  assert.equal(code(await signUp(personId, shiftId)), 'organiser-takes-nobody')
  const shown = await perform(runtime, world.actor(personId), queries.action, { actionId })
  assert.ok(shown.ok)
  assert.equal(shown.value.shifts[0]!.closed?.code, 'organiser-takes-nobody')
})
