import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { anOrganiser, frontOfficer } from '#tests/support/organisers.ts'
import { aShift, signedUp } from '#tests/support/opportunities.ts'
import { aPerson } from '#tests/support/people.ts'
import { testWorld } from '#tests/support/world.ts'
import { perform } from '#platform/use-case.ts'
import { opportunityStore } from '../adapters/store.ts'
import { tellSearchers } from '../adapters/jobs.ts'
import { calendarText } from '../ui/calendar.ts'

const world = await testWorld()
after(() => world[Symbol.asyncDispose]())
const { runtime, opportunities, organisers, notices } = world.app
const { queries, commands } = opportunities
const officer = world.actor(await frontOfficer(world, '71'))

async function got<T>(asked: Promise<{ ok: true; value: T } | { ok: false; error: unknown }>): Promise<T> {
  const result = await asked
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

const kindsTold = async (personId: string) =>
  (await got(perform(runtime, world.actor(personId), notices.queries.myNotices, {}))).items
    .map(({ kind }) => kind)
    .filter((kind) => kind.startsWith('shifts-'))

/** Where a volunteer and everybody else meet the action. */
async function seenOf(actionId: string, organiserId: string, personId: string) {
  const me = world.actor(personId)
  const found = await got(perform(runtime, world.actor(), queries.search, {}))
  const upcoming = await got(perform(runtime, world.actor(), queries.upcoming, { organiserId }))
  const mine = await got(perform(runtime, me, queries.mySignUps, {}))
  const { token } = await got(perform(runtime, me, queries.myFeed, {}))
  const feed = await got(perform(runtime, world.actor(), queries.feed, { token: token! }))
  const calendar = await got(perform(runtime, world.actor(), queries.actionCalendar, { actionId }))
  const options = { locale: 'kk', publicUrl: 'https://erikti.kz', now: world.now() } as const
  const counts = await opportunityStore.countsByRegion(runtime.db, world.now())
  return {
    found: found.items.some((item) => item.actionId === actionId),
    upcoming: upcoming.items.length,
    mine: mine.coming.map(({ suspended }) => suspended),
    feed: /STATUS:(\w+)/.exec(calendarText('', feed.entries, options))![1],
    calendar: calendar.suspended,
    counted: counts.reduce((sum, { actions }) => sum + actions, 0)
  }
}

test('who signed up with an organiser that is suspended knows that nothing takes place, and when it does again', async () => {
  const { organiserId, ownerId } = await anOrganiser(world)
  const { actionId, shiftId } = await aShift(world, { organiserId, coordinatorId: ownerId })
  const second = await aShift(world, {
    organiserId,
    coordinatorId: ownerId,
    startsAt: new Date('2026-11-26T05:00:00Z'),
    endsAt: new Date('2026-11-26T09:00:00Z')
  })
  const [joined, withdrawn, searching] = [await aPerson(world), await aPerson(world), await aPerson(world)]
  await signedUp(world, joined, shiftId)
  await signedUp(world, joined, second.shiftId)
  await signedUp(world, withdrawn, shiftId)
  await got(perform(runtime, world.actor(withdrawn), commands.withdraw, { shiftId }))
  await got(perform(runtime, world.actor(joined), commands.startFeed, {}))
  await got(perform(runtime, world.actor(searching), commands.saveSearch, { name: 'Астана', region: '71' }))
  const seen = () => seenOf(actionId, organiserId, joined)
  const before = {
    found: true,
    upcoming: 2,
    mine: [false, false],
    feed: 'CONFIRMED',
    calendar: false,
    counted: 2
  }
  assert.deepEqual(await seen(), before)

  const change = (step: 'suspend' | 'resume') =>
    got(perform(runtime, officer, organisers.commands[step], { organiserId, reason: 'Тексеру' }))
  await change('suspend')
  await tellSearchers(runtime, opportunities)
  assert.deepEqual(await kindsTold(joined), ['shifts-suspended'])
  assert.deepEqual(await kindsTold(withdrawn), [])
  assert.deepEqual(await seen(), {
    found: false,
    upcoming: 0,
    mine: [true, true],
    feed: 'CANCELLED',
    calendar: true,
    counted: 0
  })
  const inboxOf = async () =>
    (await got(perform(runtime, world.actor(searching), notices.queries.myNotices, {}))).items.length
  assert.equal(await inboxOf(), 0)

  await change('resume')
  await tellSearchers(runtime, opportunities)
  assert.deepEqual((await kindsTold(joined)).toSorted(), ['shifts-resumed', 'shifts-suspended'])
  assert.deepEqual(await seen(), before)
  assert.equal(await inboxOf(), 2)
})

test('a place that comes free meanwhile is offered to nobody, and to the first who waits when the organiser resumes', async () => {
  const { organiserId, ownerId } = await anOrganiser(world)
  const { shiftId } = await aShift(world, { organiserId, coordinatorId: ownerId, capacity: 1 })
  const [joined, waiting] = [await aPerson(world), await aPerson(world)]
  await signedUp(world, joined, shiftId)
  assert.equal(await signedUp(world, waiting, shiftId, true), 'waiting')
  const stateOfWaiting = async () => (await opportunities.signUpOf(runtime.db, waiting, shiftId))!.state
  const change = (step: 'suspend' | 'resume') =>
    got(perform(runtime, officer, organisers.commands[step], { organiserId, reason: 'Тексеру' }))

  await change('suspend')
  await got(perform(runtime, world.actor(joined), commands.withdraw, { shiftId }))
  assert.equal(await stateOfWaiting(), 'waiting')
  await change('resume')
  assert.equal(await stateOfWaiting(), 'offered')
})
