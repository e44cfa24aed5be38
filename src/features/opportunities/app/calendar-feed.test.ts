import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { aPerson } from '#tests/support/people.ts'
import { testWorld } from '#tests/support/world.ts'
import { LIMITS } from '#platform/limiter.ts'
import { perform } from '#platform/use-case.ts'

const world = await testWorld()
after(() => world[Symbol.asyncDispose]())
const { runtime, opportunities } = world.app
const { commands, queries } = opportunities

test('the secret of a calendar stands in no column, also when it was made with a key', async () => {
  const me = world.actor(await aPerson(world))
  assert.ok((await perform(runtime, me, commands.startFeed, {}, { idempotencyKey: 'once' })).ok)
  const shown = await perform(runtime, me, queries.myFeed, {})
  assert.ok(shown.ok)
  const { token } = shown.value
  assert.match(token!, /^[\w-]{64}$/)
  const { rows } = await sql<{ result: string }>`select result::text from idempotency`.execute(runtime.db)
  assert.equal(rows.length, 1)
  assert.ok(!rows[0]!.result.includes(token!))
})

test('the calendars of many are asked for from the one address of a calendar service; guesses have an end', async () => {
  const me = world.actor(await aPerson(world))
  assert.ok((await perform(runtime, me, commands.startFeed, {})).ok)
  const shown = await perform(runtime, me, queries.myFeed, {})
  assert.ok(shown.ok)
  const read = async (token: string) => {
    const feed = await perform(runtime, world.actor(), queries.feed, { token })
    return feed.ok ? 'ok' : feed.error.code
  }
  for (let call = 0; call < 2 * LIMITS.guess.calls; call += 1)
    assert.equal(await read(shown.value.token!), 'ok')
  for (let call = 0; call < LIMITS.guess.calls; call += 1)
    assert.equal(await read('A'.repeat(64)), 'calendar-none')
  assert.equal(await read('A'.repeat(64)), 'too-many-requests')
})
