import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '#platform/database/database.ts'
import { testDatabase } from '#tests/support/database.ts'

test('a connection lost between two statements is reported, and the next one works', async () => {
  await using elsewhere = await testDatabase()
  const lost: string[] = []
  await using handle = openDatabase(elsewhere.url, (error) => lost.push(error.message), 1)
  const client = await handle.pool.connect()
  const { rows } = await client.query('select pg_backend_pid() as pid')
  await elsewhere.pool.query('select pg_terminate_backend($1)', [rows[0].pid])
  while (!lost.length) await pause(10)
  assert.equal(lost[0], 'terminating connection due to administrator command')
  await assert.rejects(client.query('select 1'))
  client.release()
  assert.equal((await handle.pool.query('select 1 as one')).rows[0].one, 1)
})

test('a connection lost while idle is reported once', async () => {
  await using elsewhere = await testDatabase()
  const lost: string[] = []
  await using handle = openDatabase(elsewhere.url, (error) => lost.push(error.message), 1)
  const { rows } = await handle.pool.query('select pg_backend_pid() as pid')
  await elsewhere.pool.query('select pg_terminate_backend($1)', [rows[0].pid])
  while (!lost.length) await pause(10)
  assert.equal((await handle.pool.query('select 1 as one')).rows[0].one, 1)
  assert.equal(lost.length, 1)
})
