import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { ledgerPorts, momentaryLogBook } from '../../../src/boot/ledger.ts'
import { folderStorage } from '../../../src/features/ledger/adapters/folder-storage.ts'
import { createCosigner } from '../../../src/features/ledger/app/cosign.ts'
import type { Draft, Ports } from '../../../src/features/ledger/app/ports.ts'
import { createProver } from '../../../src/features/ledger/app/prove.ts'
import {
  BATCH_ENTRIES_MAX,
  beginSequencing,
  type Sequencer
} from '../../../src/features/ledger/app/sequence.ts'
import { work } from '../../../src/features/ledger/app/work.ts'
import { encodeEntry } from '../../../src/features/ledger/domain/entry.ts'
import { openDatabase, type Db } from '../../../src/platform/database/database.ts'
import { migrate } from '../../../src/platform/database/migrate.ts'
import { seedContributions } from '../../../tests/support/ledger-world.ts'
import type { Bench, Figure, Row } from '../bench.ts'
import { SIZES } from '../size.ts'

const ENTRIES = 2_000_000
const ENTRIES_PER_SECOND_MIN = 20_000
const INSERT_RATIO_MIN = 0.6
const PROOF_MS_MAX = 1
const PROOFS = 2_000
/** Leaves whose tiles stay cached: neighbours, as the records of one organiser are. */
const PROOF_LEAVES = 4_000
const GROWTH_MB_MAX = 50
/** Each of whole batches. */
const STRETCHES = 20
const ROUNDS = 5
const BATCHES_A_ROUND = 8
const CONFIRMATIONS_PER_SECOND = 500
const CONFIRM_SECONDS = 10
const PUBLISHED_MS_MAX = 2_000
const MB = 1e6

interface Log {
  readonly db: Db
  readonly ports: Ports
}

/** The public log: on a database of its own, so that the server under test does not sequence it too. */
export const log: Row = {
  name: 'log',
  async run(bench) {
    const full = bench.size === SIZES.full
    return [
      ...(await onOwnDatabase(bench, (it) => records(it))),
      ...(await onOwnDatabase(bench, (it) => entries(it, full ? ENTRIES : ENTRIES / 100))),
      ...(await onOwnDatabase(bench, (it) => publication(it)))
    ]
  }
}

async function onOwnDatabase(bench: Bench, measure: (log: Log) => Promise<Figure[]>): Promise<Figure[]> {
  await using stack = new AsyncDisposableStack()
  const name = `erikti_log_${randomBytes(4).toString('hex')}`
  await bench.pool.query(`create database ${name}`)
  stack.defer(async () => void (await bench.pool.query(`drop database ${name} with (force)`)))
  // An address of the embedded server names no host before its path.
  const url = bench.databaseUrl.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`)
  const { db } = stack.use(openDatabase(url, () => {}))
  await migrate(db)
  const folder = await mkdtemp(join(tmpdir(), 'erikti-bench-log-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const runtime = { now: () => new Date(), newId: randomUUID, warn: (error: unknown) => console.error(error) }
  const ports = {
    ...ledgerPorts(momentaryLogBook(db, 'http://localhost'), 'http://localhost', runtime, {
      facts: async () => [],
      revocations: async () => []
    }),
    storage: folderStorage(folder)
  }
  return await measure({ db, ports })
}

const sequencing = <T>({ db, ports }: Log, run: (sequencer: Sequencer, db: Db) => Promise<T>): Promise<T> =>
  db.connection().execute(async (connection) => run(await beginSequencing(ports, connection, db), connection))

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

/** Records through the whole way, in turn with a loop that inserts the same rows and does nothing else. */
async function records({ db, ports }: Log): Promise<Figure[]> {
  let left = 0
  const batch: Draft[] = []
  const source: Ports['source'] = {
    ...ports.source,
    async take() {
      if (left-- <= 0) return []
      return batch.map((draft) => ({ ...draft, contributionId: randomUUID() }))
    }
  }
  await seedContributions(db, BATCH_ENTRIES_MAX)
  batch.push(...(await ports.source.take(db, BATCH_ENTRIES_MAX)))
  const rates: number[] = []
  const ratios: number[] = []
  await sequencing({ db, ports: { ...ports, source } }, async (sequencer, connection) => {
    for (let round = 0; round <= ROUNDS; round++) {
      left = BATCHES_A_ROUND
      const ours = await timed(async () => {
        while ((await sequencer.step()).taken);
      })
      const bare = await timed(() => insertOnly(ports, connection, batch, 1e9 + round * 1e6))
      if (!round) continue // warms up
      rates.push((BATCHES_A_ROUND * BATCH_ENTRIES_MAX * 1_000) / ours)
      ratios.push(bare / ours)
    }
  })
  return [
    {
      name: 'log, records against inserting them',
      unit: '/s',
      median: median(rates),
      p95: Math.min(...rates),
      ratio: median(ratios),
      target: `at least ${INSERT_RATIO_MIN} of inserting the same rows`,
      met: median(ratios) >= INSERT_RATIO_MIN,
      note: `canonicalised, salted, hashed, tiles synced, signed, in batches of ${BATCH_ENTRIES_MAX}`
    }
  ]
}

async function insertOnly({ store }: Ports, db: Db, batch: readonly Draft[], from: number): Promise<void> {
  const record = JSON.stringify(batch[0]!.record)
  for (let n = 0; n < BATCHES_A_ROUND; n++)
    await db.transaction().execute(async (transaction) => {
      const first = from + n * BATCH_ENTRIES_MAX
      await store.addLeaves(
        transaction,
        first,
        batch.map(() => randomBytes(34)),
        new Date()
      )
      await store.addRecords(
        transaction,
        batch.map(({ personId }, i) => ({
          personId,
          contributionId: randomUUID(),
          version: 1,
          leafIndex: first + i,
          recordedOn: '2026-11-22',
          salt: randomBytes(32),
          record
        }))
      )
    })
  await sql`delete from ledger_leaf where leaf_index >= ${from}`.execute(db)
  await sql`delete from ledger_record where leaf_index >= ${from}`.execute(db)
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await run()
  return performance.now() - began
}

/** A log of two million entries: how fast it grows, what it costs in memory, and how long a proof takes then. */
async function entries({ db, ports }: Log, count: number): Promise<Figure[]> {
  const silent = { ...ports, source: { ...ports.source, take: async () => [] } }
  const rates: number[] = []
  let early = 0
  await sequencing({ db, ports: silent }, async (sequencer, connection) => {
    const stretch = count / STRETCHES
    for (let start = 0; start < count; start += stretch) {
      const ms = await timed(async () => {
        for (let index = start; index < start + stretch; index += BATCH_ENTRIES_MAX) {
          const leaves = Array.from({ length: BATCH_ENTRIES_MAX }, () =>
            encodeEntry({ type: 'record', commitment: randomBytes(32), amends: null })
          )
          await ports.store.addLeaves(connection, index, leaves, new Date())
          await sequencer.step()
        }
      })
      rates.push((stretch * 1_000) / ms)
      early ||= rates.length === 4 ? process.memoryUsage.rss() : 0
    }
  })
  const grown = (process.memoryUsage.rss() - early) / MB
  const prover = createProver(ports)
  const times: number[] = []
  for (let n = 0; n < PROOFS + PROOFS / 4; n++) {
    const index = count - 1 - Math.floor(Math.random() * Math.min(count, PROOF_LEAVES))
    const ms = await timed(() => prover.inclusion(index, count))
    if (n >= PROOFS / 4) times.push(ms)
  }
  times.sort((a, b) => a - b)
  const p95 = times[Math.floor(times.length * 0.95)]!
  return [
    {
      name: 'log, entries',
      unit: '/s',
      median: median(rates),
      p95: Math.min(...rates),
      ratio: null,
      target: `at least ${ENTRIES_PER_SECOND_MIN}/s in batches of ${BATCH_ENTRIES_MAX}`,
      met: median(rates) >= ENTRIES_PER_SECOND_MIN,
      note: `${count} entries, every tile synced; the worst stretch instead of a 95th percentile`
    },
    {
      name: 'log, memory as it grows',
      unit: 'MB',
      median: grown,
      p95: grown,
      ratio: null,
      target: `at most ${GROWTH_MB_MAX} MB more than at a fifth`,
      met: grown <= GROWTH_MB_MAX,
      note: 'resident, of the process that sequences'
    },
    {
      name: 'log, proof of inclusion',
      unit: 'ms',
      median: median(times),
      p95,
      ratio: null,
      target: `under ${PROOF_MS_MAX} ms from cached tiles`,
      met: p95 < PROOF_MS_MAX,
      note: `in a tree of ${count}`
    }
  ]
}

/** From a confirmation to the checkpoint that covers it, at five hundred a second. */
async function publication({ db, ports }: Log): Promise<Figure[]> {
  const stop = new AbortController()
  const working = work(ports, createCosigner(ports, createProver(ports)), db, stop.signal)
  const [ticks, perTick] = [CONFIRM_SECONDS * 10, CONFIRMATIONS_PER_SECOND / 10]
  const began = Date.now()
  for (let tick = 0; tick < ticks; tick++) {
    await seedContributions(db, perTick, new Date())
    await wait(Math.max(0, began + (tick + 1) * 100 - Date.now()))
  }
  const seconds = (Date.now() - began) / 1_000
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await wait(100)) {
    const { rows } = await sql<{ left: number }>`select count(*) as left from outbox`.execute(db)
    if (!rows[0]?.left) break
  }
  await wait(1_000)
  stop.abort()
  await working
  const { rows } = await sql<{ ms: number }>`
    select extract(epoch from (
      (select min(at) from ledger_checkpoint where size > r.leaf_index)
      - (r.record::jsonb -> 'confirmed' ->> 'at')::timestamptz)) * 1000 as ms
    from ledger_record as r order by 1`.execute(db)
  const at = (share: number) => Number(rows[Math.min(rows.length - 1, Math.floor(rows.length * share))]!.ms)
  return [
    {
      name: 'log, from confirmation to checkpoint',
      unit: 'ms',
      median: at(0.5),
      p95: at(0.95),
      ratio: null,
      target: `p99 under ${PUBLISHED_MS_MAX} ms`,
      met: at(0.99) < PUBLISHED_MS_MAX,
      note: `p99 ${Math.round(at(0.99))} ms; ${rows.length} confirmations, ${Math.round(rows.length / seconds)} a second`
    }
  ]
}
