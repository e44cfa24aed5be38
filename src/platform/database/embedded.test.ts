import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { HomeInUseError, scratchHome, startEmbedded } from './embedded.ts'

async function ask<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows as T[]
  } finally {
    await client.end()
  }
}

test('a server that is killed under us comes back with what was committed', async (t) => {
  const home = await scratchHome()
  t.after(() => rm(home, { recursive: true, force: true }))
  await using server = await startEmbedded(home)
  await ask(server.url, 'create table kept (word text)')
  const [postmaster] = await ask<{ pid: string }>(
    server.url,
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid`
  )
  process.kill(Number(postmaster!.pid), 'SIGKILL')
  const deadline = Date.now() + 20_000
  let back: unknown[] | null = null
  while (!back && Date.now() < deadline) {
    await new Promise((next) => setTimeout(next, 200))
    back = await ask(server.url, 'select count(*) from kept').catch(() => null)
  }
  assert.ok(back)
})

test('a stop while it is being started again ends it, too', async (t) => {
  const home = await scratchHome()
  t.after(() => rm(home, { recursive: true, force: true }))
  const server = await startEmbedded(home)
  const postmaster = async (): Promise<number> =>
    parseInt(await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8').catch(() => ''), 10)
  const first = await postmaster()
  process.kill(first, 'SIGKILL')
  let second = first
  while (second === first || !second) {
    await new Promise((next) => setTimeout(next, 5))
    second = await postmaster()
  }
  await server[Symbol.asyncDispose]()
  assert.throws(() => process.kill(second, 0), /ESRCH/)
})

test('a data folder has one owner, forgives a kill, and folds Kazakh letters', async (t) => {
  const home = await scratchHome()
  t.after(() => rm(home, { recursive: true, force: true }))

  // Another process starts it, commits a row, and is killed without a word to PostgreSQL.
  const script = `
    import pg from 'pg'
    import { startEmbedded } from ${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)}
    const { url } = await startEmbedded(${JSON.stringify(home)})
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query("create table kept (word text); insert into kept values ('сақталды')")
    console.log('ready')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit']
  })
  await once(child.stdout, 'data')
  await assert.rejects(startEmbedded(home), HomeInUseError)
  child.kill('SIGKILL')
  await once(child, 'exit')

  await using again = await startEmbedded(home)
  assert.deepEqual(await ask(again.url, 'select word from kept'), [{ word: 'сақталды' }])
  assert.deepEqual(await ask(again.url, `select lower('ҚАЗАҚ ӘҒҢӨҰҮҺІ') as low`), [{ low: 'қазақ әғңөұүһі' }])
})

test('what a crash left of the number of a server stops nobody else, and does not keep ours from starting', async (t) => {
  const home = await scratchHome()
  t.after(() => rm(home, { recursive: true, force: true }))
  await (await startEmbedded(home))[Symbol.asyncDispose]()
  const data = join(home, 'postgres')
  const { uid, gid } = await stat(data)
  // After a restart of the machine the number may be that of another's server.
  const other = spawn('sleep', ['600'], { argv0: 'postgres', uid, gid, stdio: 'ignore' })
  t.after(() => other.kill('SIGKILL'))
  await once(other, 'spawn')
  for (const left of [`${other.pid}\n${data}\n`, '']) {
    await writeFile(join(data, 'postmaster.pid'), left)
    await using server = await startEmbedded(home)
    assert.equal((await ask(server.url, 'select 1')).length, 1)
    assert.deepEqual([other.exitCode, other.signalCode], [null, null])
  }
})

test('who only looks at a running server leaves its folders as they are', async (t) => {
  const home = await scratchHome()
  t.after(() => rm(home, { recursive: true, force: true }))
  await using server = await startEmbedded(home)
  const data = join(home, 'postgres')
  await chmod(data, 0o750)
  await using beside = await startEmbedded(home, { attach: true })
  assert.equal(beside.url, server.url)
  assert.equal((await ask(beside.url, 'select 1')).length, 1)
  assert.equal((await stat(data)).mode & 0o777, 0o750)
})
