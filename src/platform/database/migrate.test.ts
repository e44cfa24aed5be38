import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase } from '#tests/support/database.ts'
import { blocked } from '#tests/support/locks.ts'
import { openDatabase, type Db } from './database.ts'
import { isMigrated, migrate, readiness } from './migrate.ts'

const timeLimitOf = async (db: Db): Promise<string> => {
  const { rows } = await sql<{ limit: string }>`select current_setting('statement_timeout') as limit`.execute(
    db
  )
  return rows[0]!.limit
}

test('migrations take the time that they need, and requests have their limit again afterwards', async () => {
  await using elsewhere = await testDatabase()
  await using handle = openDatabase(elsewhere.url, () => {}, 1)
  await sql`set statement_timeout = 50`.execute(handle.db)
  let migrated: Promise<string[]> = Promise.resolve([])
  await elsewhere.db.transaction().execute(async (other) => {
    await sql`lock table kysely_migration in access exclusive mode`.execute(other)
    migrated = migrate(handle.db)
    await blocked(elsewhere.db, migrated)
    await sql`select pg_sleep(0.2)`.execute(other)
  })
  assert.deepEqual(await migrated, [])
  assert.ok(await isMigrated(handle.db))
  assert.equal(await timeLimitOf(handle.db), '15s')
})

test('two that migrate at once apply each migration once', async () => {
  await using elsewhere = await testDatabase('template0')
  await using one = openDatabase(elsewhere.url, () => {})
  await using two = openDatabase(elsewhere.url, () => {})
  const applied = await Promise.all([migrate(one.db), migrate(two.db)])
  assert.equal(new Set(applied.flat()).size, applied.flat().length)
  assert.ok(applied.flat().length > 0)
  assert.ok(await isMigrated(elsewhere.db))
})

test('whether all is migrated is looked up until it is; afterwards only whether the database answers', async () => {
  await using elsewhere = await testDatabase('template0')
  const { db } = elsewhere
  const isReady = readiness(db)
  assert.equal(await isReady(), false)
  await migrate(db)
  assert.equal(await isReady(), true)
  await sql`alter table kysely_migration rename to looked_up_no_more`.execute(db)
  assert.equal(await isReady(), true)
  await using gone = openDatabase('postgres://x@/x?host=/nowhere/at/all', () => {})
  await assert.rejects(readiness(gone.db))
})
