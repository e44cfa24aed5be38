import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { anOrganiser } from '#tests/support/organisers.ts'
import { aShift, signedUp } from '#tests/support/opportunities.ts'
import { aPerson } from '#tests/support/people.ts'
import { testWorld } from '#tests/support/world.ts'
import { perform } from '#platform/use-case.ts'
import { calendarText } from './calendar.ts'

const world = await testWorld()
after(() => world[Symbol.asyncDispose]())
const { runtime, opportunities } = world.app
const { organiserId, ownerId } = await anOrganiser(world)

const feedOf = (token: string) => perform(runtime, world.actor(), opportunities.queries.feed, { token })
const startFeed = async (personId: string): Promise<string> => {
  const started = await perform(runtime, world.actor(personId), opportunities.commands.startFeed, {})
  assert.ok(started.ok)
  const mine = await perform(runtime, world.actor(personId), opportunities.queries.myFeed, {})
  assert.ok(mine.ok && mine.value.token)
  return mine.value.token
}

test('a subscribed calendar follows the sign-ups; what was called off stays in it as cancelled', async () => {
  const personId = await aPerson(world, { locale: 'ru' })
  const { shiftId, actionId } = await aShift(world, { organiserId, coordinatorId: ownerId })
  await signedUp(world, personId, shiftId)
  const token = await startFeed(personId)
  const written = async () => {
    const feed = await feedOf(token)
    assert.ok(feed.ok)
    const options = { locale: feed.value.locale, publicUrl: 'https://erikti.kz', now: world.now() }
    return calendarText('Мои смены', feed.value.entries, options)
  }
  const before = await written()
  assert.match(before, new RegExp(`UID:${shiftId}@erikti.kz`))
  assert.match(before, /DTSTART:20261124T050000Z/)
  assert.match(before, /STATUS:CONFIRMED/)
  assert.match(before, /SUMMARY:Уборка берега реки/)

  const cancelled = await perform(runtime, world.actor(ownerId), opportunities.commands.cancelAction, {
    actionId,
    reason: 'Боран'
  })
  assert.ok(cancelled.ok)
  const later = await written()
  assert.match(later, new RegExp(`UID:${shiftId}@erikti.kz`))
  assert.match(later, /STATUS:CANCELLED/)
})

test('only the newest secret address opens, and a made-up one looks like an ended one', async () => {
  const personId = await aPerson(world)
  const first = await startFeed(personId)
  const second = await startFeed(personId)
  assert.ok((await feedOf(second)).ok)
  const forged = second.slice(0, -1) + (second.endsWith('A') ? 'B' : 'A')
  for (const token of [first, forged, 'x', '']) {
    const refused = await feedOf(token)
    assert.ok(!refused.ok && refused.error.code === 'calendar-none', token)
  }
  const ended = await perform(runtime, world.actor(personId), opportunities.commands.endFeed, {})
  assert.ok(ended.ok)
  assert.ok(!(await feedOf(second)).ok)
})
