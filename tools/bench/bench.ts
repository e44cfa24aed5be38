import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import type { App, Resources } from '../../src/boot/context.ts'
import { isSeeded } from './ids.ts'
import type { HttpPlan, LoadResult, SqlPlan, Statement } from './plan.ts'
import type { Size } from './size.ts'

/** One line of the table. */
export interface Figure {
  readonly name: string
  readonly unit: string
  readonly median: number
  readonly p95: number
  /** Against the limit that was taken in the same run; null where the figure stands for itself. */
  readonly ratio: number | null
  readonly target: string
  readonly met: boolean
  readonly note?: string
}

/** Something that is measured. Later issues add theirs to rows/index.ts. */
export interface Row {
  readonly name: string
  /** Runs while only a tenth of the contributions is there. */
  before?(bench: Bench): Promise<void>
  run(bench: Bench): Promise<Figure[]>
}

export interface Bench {
  readonly size: Size
  readonly port: number
  /** Of the server, which is measured from outside. */
  readonly serverPid: number
  readonly databaseUrl: string
  /** The product in this process on the same database and keys: to make codes and extracts, and to look at its SQL. */
  readonly app: App
  /** What it is made of, to make another beside it. */
  readonly resources: Resources
  readonly pool: pg.Pool
  /** Measured before anything was asked of the server. */
  readonly idleBytes: number
}

/** How long each load lasts. */
export const LOAD_MS = 8_000
export const WARM_MS = 1_500

/** Makes load from a process of its own and says what it saw; any answer but those expected is a mistake. */
export async function load(plan: HttpPlan | SqlPlan, expected: readonly string[]): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL('./load.ts', import.meta.url)), { serialization: 'advanced' })
  const answered = new Promise<LoadResult | { error: string }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as LoadResult))
    child.once('exit', (code) => reject(new Error(`the load process ended with ${code}`)))
  })
  child.send(plan)
  const result = await answered
  if ('error' in result) throw new Error(`the load failed: ${result.error}`)
  const wrong = Object.entries(result.statuses).filter(([status]) => !expected.includes(status))
  if (wrong.length || !result.count)
    throw new Error(`the load got ${JSON.stringify(result.statuses)}, ${expected.join(' or ')} was expected`)
  return result
}

/** What a use case says to the database: the very statements, in their order. */
export async function recordStatements(pool: pg.Pool, work: () => Promise<unknown>): Promise<Statement[]> {
  const heard: Statement[] = []
  const clients = new Set<pg.PoolClient>()
  const listen = (client: pg.PoolClient): void => {
    if (clients.has(client)) return
    clients.add(client)
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    Object.assign(client, {
      query(...args: unknown[]) {
        if (typeof args[0] === 'string')
          heard.push({ sql: args[0], values: Array.isArray(args[1]) ? [...args[1]] : [] })
        return query(...args)
      }
    })
  }
  pool.on('acquire', listen)
  try {
    await work()
  } finally {
    pool.off('acquire', listen)
    for (const client of clients) delete (client as { query?: unknown }).query
  }
  return heard
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Ids that were made while the statements were recorded. */
export const freshIds = (statements: readonly Statement[]): string[] => [
  ...new Set(
    statements
      .flatMap(({ values }) => values.flat())
      .filter((value) => typeof value === 'string')
      .flatMap((value) => value.match(UUID) ?? [])
      .filter((id) => !isSeeded(id))
  )
]

/** Bytes that a process holds in memory now, or held at most. */
export async function residentBytes(pid: number, which: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${which}:\\s+(\\d+) kB`).exec(status)![1]) * 1024
}

/** Seconds of processor time that a process has used. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return ticks / 100
}

/** A list of numbers from one on. */
export const numbers = (count: number, from = 1): number[] =>
  Array.from({ length: count }, (_, at) => from + at)
