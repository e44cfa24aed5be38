import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { aPerson } from '#tests/support/people.ts'
import { testWorld } from '#tests/support/world.ts'
import { LIMITS } from '#platform/limiter.ts'
import { perform } from '#platform/use-case.ts'

const world = await testWorld()
after(() => world[Symbol.asyncDispose]())
const { runtime, opportunities } = world.app
const { commands, queries } = opportunities

test('the calendars of many are asked for from the one address of a calendar service; guesses have an end', async () => {
  const started = await perform(runtime, world.actor(await aPerson(world)), commands.startFeed, {})
  assert.ok(started.ok)
  const read = async (token: string) => {
    const feed = await perform(runtime, world.actor(), queries.feed, { token })
    return feed.ok ? 'ok' : feed.error.code
  }
  for (let call = 0; call < 2 * LIMITS.guess.calls; call += 1)
    assert.equal(await read(started.value.token), 'ok')
  for (let call = 0; call < LIMITS.guess.calls; call += 1)
    assert.equal(await read('A'.repeat(64)), 'calendar-none')
  assert.equal(await read('A'.repeat(64)), 'too-many-requests')
})
