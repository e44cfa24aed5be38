import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { openDatabase, type Db } from '#platform/database/database.ts'
import { isDatabaseDown } from '#platform/database/errors.ts'
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

test('a transaction is one although its beginning is not waited for', async () => {
  await using elsewhere = await testDatabase()
  await using handle = openDatabase(elsewhere.url, () => {}, 1)
  const { db } = handle
  await sql`create table kept (n integer primary key)`.execute(db)
  const insert = (within: Db, n: number) => sql`insert into kept values (${n})`.execute(within)
  await assert.rejects(
    db.transaction().execute(async (transaction) => {
      await insert(transaction, 1)
      await insert(transaction, 1)
    }),
    /duplicate key/
  )
  await assert.rejects(
    db.transaction().execute(async (transaction) => {
      await insert(transaction, 2)
      throw new Error('changed our mind')
    }),
    /changed our mind/
  )
  await db.transaction().execute(async () => {})
  await db.transaction().execute(async (transaction) => {
    await pause(20) // the beginning goes alone
    await insert(transaction, 3)
  })
  const { rows } = await sql<{ n: number }>`select n from kept`.execute(db)
  assert.deepEqual(rows, [{ n: 3 }])
})

test('a transaction on a connection that is gone fails, and the next one works', async () => {
  await using elsewhere = await testDatabase()
  await using handle = openDatabase(elsewhere.url, () => {}, 1)
  const { db } = handle
  const pidOf = async (within: Db) =>
    (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(within)).rows[0]!.pid
  await assert.rejects(
    db.transaction().execute(async (transaction) => {
      await elsewhere.pool.query('select pg_terminate_backend($1)', [await pidOf(transaction)])
      await pidOf(transaction)
    }),
    isDatabaseDown
  )
  assert.ok(await db.transaction().execute(pidOf))
})
