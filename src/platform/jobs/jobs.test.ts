import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from 'pg'
import { openDatabase } from '#platform/database/database.ts'
import { testDatabase, type TestDatabase } from '#tests/support/database.ts'
import { createJobs, type JobKind, type Jobs } from './jobs.ts'

const noWarn = () => {}

async function startJobs(pool: Pool, kinds: readonly JobKind[]): Promise<Jobs> {
  const jobs = createJobs(pool, noWarn)
  await jobs.start(kinds)
  return jobs
}

async function until(holds: () => boolean, message: string): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!holds()) {
    assert.ok(Date.now() < deadline, message)
    await pause(50)
  }
}

test('a job is done when its transaction commits, and never otherwise', async () => {
  await using database = await testDatabase()
  const done: object[] = []
  const kinds = [{ name: 'test.work', run: async (data: object) => void done.push(data) }]
  await using jobs = await startJobs(database.pool, kinds)
  await assert.rejects(
    database.db.transaction().execute(async (db) => {
      await jobs.send(db, 'test.work', [{ id: 'rolled-back' }])
      throw new Error('refused')
    })
  )
  await database.db.transaction().execute((db) => jobs.send(db, 'test.work', [{ id: 'committed' }]))
  await until(() => done.length > 0, 'the job was not done')
  assert.deepEqual(done, [{ id: 'committed' }])
})

test('two processes do each job once', async () => {
  await using database = await testDatabase()
  const done: string[] = []
  const kinds = [
    { name: 'test.work', run: async (data: object) => void done.push((data as { id: string }).id) }
  ]
  await using one = await startJobs(database.pool, kinds)
  await using _two = await startJobs(database.pool, kinds)
  const ids = Array.from({ length: 40 }, (_, at) => String(at))
  await one.send(
    database.db,
    'test.work',
    ids.map((id) => ({ id }))
  )
  await until(() => done.length >= ids.length, 'not every job was done')
  await pause(500)
  assert.deepEqual(done.sort(), ids.sort())
})

test('a stop waits for the job under way', async () => {
  await using database = await testDatabase()
  let state = 'waiting'
  const kinds: JobKind[] = [
    {
      name: 'test.slow',
      async run() {
        state = 'running'
        await pause(400)
        state = 'done'
      }
    }
  ]
  const jobs = await startJobs(database.pool, kinds)
  await jobs.send(database.db, 'test.slow', [{}])
  await until(() => state === 'running', 'the job did not start')
  await jobs[Symbol.asyncDispose]()
  assert.equal(state, 'done')
})

test('work goes on when the database comes back', async () => {
  await using database = await testDatabase()
  await using door = await doorTo(database)
  await using through = openDatabase(door.url, noWarn)
  const done: object[] = []
  const kinds = [{ name: 'test.work', run: async (data: object) => void done.push(data) }]
  await using _jobs = await startJobs(through.pool, kinds)
  await using other = await startJobs(database.pool, [])
  door.shut()
  await other.send(database.db, 'test.work', [{ id: 'sent meanwhile' }])
  await pause(1_000)
  assert.equal(done.length, 0)
  door.open()
  await until(() => done.length > 0, 'work did not go on')
})

/** A TCP door in front of the database that can be shut, as when a server is restarted. */
async function doorTo(
  database: TestDatabase
): Promise<{ url: string; shut(): void; open(): void } & AsyncDisposable> {
  const target = new URL(database.url.replace('@/', '@socket/'))
  const path = `${target.searchParams.get('host')}/.s.PGSQL.5432`
  const sockets = new Set<Socket>()
  let isOpen = true
  const server = createServer((client) => {
    if (!isOpen) return void client.destroy()
    const onward = createConnection(path)
    for (const socket of [client, onward]) {
      sockets.add(socket)
      socket.on('error', noWarn)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        onward.destroy()
      })
    }
    client.pipe(onward).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  return {
    url: `postgres://postgres@127.0.0.1:${address.port}${target.pathname}`,
    shut() {
      isOpen = false
      for (const socket of sockets) socket.destroy()
    },
    open: () => void (isOpen = true),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}
