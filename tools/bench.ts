#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import packageJson from '../package.json' with { type: 'json' }
import { ensureBuilt } from '../src/boot/build.ts'
import { readConfig } from '../src/boot/config.ts'
import { createApp, type Resources } from '../src/boot/context.ts'
import { openDatabase } from '../src/platform/database/database.ts'
import { scratchHome, startEmbedded } from '../src/platform/database/embedded.ts'
import { migrate } from '../src/platform/database/migrate.ts'
import { issuerKeys } from '../src/boot/credentials.ts'
import { openKeystore } from '../src/platform/keystore/keystore.ts'
import { createLog } from '../src/platform/log.ts'
import { residentBytes, type Bench, type Figure } from './bench/bench.ts'
import { ROWS } from './bench/rows/index.ts'
import { seedContributions, seedWorld } from './bench/seed.ts'
import { FULL_SHARE, SIZES, type Size } from './bench/size.ts'

const HELP = `Measures speed and memory on a scratch database that it makes, fills and removes.

  npm run bench                        everything at full size
  npm run bench -- --only passport     one row, or several separated by commas: ${ROWS.map(({ name }) => name).join(', ')}
  npm run bench -- --size small        for trying; its figures mean nothing
  npm run bench -- --json FILE         writes the same rows as JSON

DATABASE_URL  a PostgreSQL to make the scratch database on, instead of the embedded one (durable as in production)

The server runs as a process of its own, and so does whatever makes the load. A ratio is always against a limit taken
in the same run on the same machine. Ends with 1 when a target is not met.`

const IDLE_AFTER_MS = 5_000
const READY_MS_MAX = 60_000
const SEED_MINUTES_MAX = 5

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    only: { type: 'string' },
    size: { type: 'string', default: 'full' },
    help: { type: 'boolean', short: 'h' }
  }
})

const say = (line: string): void => console.log(`- ${line}`)

if (values.help) console.log(HELP)
else process.exitCode = await main()

async function main(): Promise<number> {
  const size = values.size === 'full' || values.size === 'small' ? SIZES[values.size] : null
  const only = values.only?.split(',')
  const rows = only ? ROWS.filter(({ name }) => only.includes(name)) : ROWS
  if (!size || !rows.length || (only && rows.length < only.length)) {
    console.error(HELP)
    return 2
  }
  await using stack = new AsyncDisposableStack()
  const home = await scratchHome()
  stack.defer(() => rm(home, { recursive: true, force: true }))
  const databaseUrl = await scratchDatabase(home, stack)
  const database = stack.use(openDatabase(databaseUrl, () => {}))
  await migrate(database.db)
  await ensureBuilt(say)

  const seeder = stack.adopt(new pg.Client({ connectionString: databaseUrl }), (client) => client.end())
  await seeder.connect()
  const tenth = size.people / FULL_SHARE
  const began = Date.now()
  await seedWorld(seeder, size, say)
  say(`${tenth * size.contributionsEach} contributions`)
  await seedContributions(seeder, size, { from: 1, to: tenth })
  await seeder.query('vacuum analyze')
  let seedMs = Date.now() - began

  const keystore = await openKeystore(join(home, 'keystore.json')) // a database with people does not start without
  const port = await freePort()
  const server = stack.use(await startServer({ home, databaseUrl, port }))
  await new Promise((resolve) => setTimeout(resolve, IDLE_AFTER_MS))
  const config = readConfig({ ERIKTI_HOME: home, DATABASE_URL: databaseUrl, PORT: String(port) })
  const resources: Resources = {
    config,
    keystore,
    issuerKeys: issuerKeys({ config, keystore, now: () => new Date() }),
    db: database.db,
    log: createLog('error')
  }
  const bench: Bench = {
    size,
    port,
    serverPid: server.pid,
    databaseUrl,
    app: createApp(resources),
    resources,
    pool: database.pool,
    idleBytes: await residentBytes(server.pid, 'VmRSS')
  }
  for (const row of rows) {
    if (row.before) say(`${row.name}, at a tenth of the contributions`)
    await row.before?.(bench)
  }
  const resumed = Date.now()
  say(`${size.people * size.contributionsEach} contributions`)
  await seedContributions(seeder, size, { from: tenth + 1, to: size.people })
  await seeder.query('vacuum analyze')
  seedMs += Date.now() - resumed

  const figures: Figure[] = [seedFigure(seedMs, size)]
  for (const row of rows) {
    say(row.name)
    figures.push(...(await row.run(bench).catch((error: unknown) => [failedFigure(row.name, error)])))
  }
  print(figures)
  if (values.json) await writeFile(values.json, JSON.stringify(figures, null, 2) + '\n')
  return figures.every(({ met }) => met) ? 0 : 1
}

function seedFigure(ms: number, size: Size): Figure {
  return {
    name: 'seeding',
    unit: 's',
    median: ms / 1000,
    p95: ms / 1000,
    ratio: ms / 60_000 / SEED_MINUTES_MAX,
    target: `under ${SEED_MINUTES_MAX} minutes`,
    met: ms < SEED_MINUTES_MAX * 60_000,
    note: `${size.people} people, ${size.organisers} organisers, ${size.actions} actions, ${size.people * size.contributionsEach} contributions`
  }
}

/** One that could not be measured takes none of the others with it. */
function failedFigure(name: string, error: unknown): Figure {
  return {
    name,
    unit: '',
    median: 0,
    p95: 0,
    ratio: null,
    target: 'measured at all',
    met: false,
    note: error instanceof Error ? error.message : String(error)
  }
}

/** A database of our own: on the server of DATABASE_URL, or on an embedded one in the scratch folder. */
async function scratchDatabase(home: string, stack: AsyncDisposableStack): Promise<string> {
  const given = process.env.DATABASE_URL
  if (!given) return stack.use(await startEmbedded(home)).url
  const name = `erikti_bench_${randomBytes(4).toString('hex')}`
  const onServer = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: given })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  await onServer(`create database ${name}`)
  stack.defer(() => onServer(`drop database ${name} with (force)`))
  const url = new URL(given)
  url.pathname = `/${name}`
  return url.href
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

interface ServerPlace {
  home: string
  databaseUrl: string
  port: number
}

/** The product as `npm start` runs it, in a process whose memory can be read, without a demo world. */
async function startServer({ home, databaseUrl, port }: ServerPlace) {
  const [, ...args] = packageJson.scripts.start.split(' ')
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      ERIKTI_HOME: home,
      PORT: String(port),
      ERIKTI_DEMO: 'off',
      LOG_LEVEL: 'error'
    },
    stdio: ['ignore', 'ignore', 'inherit']
  })
  const ended = once(child, 'exit')
  const deadline = Date.now() + READY_MS_MAX
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (response) => response.ok,
      () => false
    )
    if (ready) break
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('the server did not start')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return {
    pid: child.pid!,
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
    }
  }
}

function print(figures: readonly Figure[]): void {
  const cells = figures.map(({ name, unit, median, p95, ratio, target, met, note = '' }) => [
    met ? 'met' : 'NOT MET',
    name,
    `${round(median)} ${unit}`,
    `${round(p95)}`,
    ratio === null ? '' : ratio.toFixed(2),
    target,
    note
  ])
  const table = [['', 'name', 'median', 'p95', 'ratio', 'target', ''], ...cells]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()
    )
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toString() : value.toFixed(1)
}
