#!/usr/bin/env node
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { folderStorage } from '../src/features/ledger/adapters/folder-storage.ts'
import { auditInstallation } from '../src/features/ledger/app/audit-installation.ts'
import type { Ports } from '../src/features/ledger/app/ports.ts'
import { beginSequencing } from '../src/features/ledger/app/sequence.ts'
import { upkeep } from '../src/features/ledger/app/work.ts'
import { ledgerPorts, momentaryLogBook } from '../src/boot/ledger.ts'
import { openDatabase, type Db } from '../src/platform/database/database.ts'
import { scratchHome, startEmbedded } from '../src/platform/database/embedded.ts'
import { migrate } from '../src/platform/database/migrate.ts'
import { seedContributions } from '../tests/support/ledger-world.ts'

const HELP = `Changes a scratch world behind the log's back, each change alone, and asks the auditor about it.

  npm run tamper                     200 changes of 10,000 contributions
  npm run tamper -- --count N --records N

Prints what was found of what was tried, by kind. Ends with 1 when a change was missed or a sound world was blamed.`

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    records: { type: 'string', default: '10000' },
    help: { type: 'boolean', short: 'h' }
  }
})

/** Later than any intake of a new log: what is confirmed long before it is recorded then has an old date. */
const AGE_MS = 3 * 24 * 60 * 60_000

interface World {
  readonly db: Db
  readonly ports: Ports
  readonly folder: string
  readonly records: number
  sequence(): Promise<void>
  /** A contribution that is in the log: its place there, and what SQL finds it by. */
  any(): Promise<{ leafIndex: number; where: string }>
}

/** Makes one change and says in words which; undone after the audit, unless it says how itself. */
type Change = (world: World, db: Db) => Promise<{ what: string; undo?: () => Promise<void> }>

class Undo extends Error {}

const pick = <T>(list: readonly T[]): T => list[randomInt(list.length)]!

const run = async (db: Db, statement: string): Promise<{ what: string }> => {
  const { numAffectedRows } = await sql.raw(statement).execute(db)
  if (!numAffectedRows) throw new Error(`nothing was changed by: ${statement}`)
  return { what: statement }
}

const on =
  (...statements: readonly ((where: string, leafIndex: number) => string)[]): Change =>
  async (world, db) => {
    const { where, leafIndex } = await world.any()
    return run(db, pick(statements)(where, leafIndex))
  }

const days = () => `${pick(['-', '+'])} interval '${randomInt(1, 400)} hours'`

const KINDS: Record<string, Change> = {
  'record fields': on(
    (where) => `update contribution_version set title = '{"kk": "Басқа"}' where ${where}`,
    (where) => `update contribution_version set region_code = '10' where ${where}`,
    (where) => `update contribution_version set grade = 'weak' where ${where}`,
    (where) => `update contribution_version set organiser_id = gen_random_uuid() where ${where}`,
    (where) => `update contribution_version set directions = '{social}' where ${where}`,
    (where) => `update contribution set role = '{"kk": "Жетекші"}' where ${where}`,
    (where) => `update ledger_record set record = replace(record, 'strong', 'fairly') where ${where}`
  ),
  minutes: on(
    (where) => `update contribution_version set minutes = minutes + ${randomInt(1, 600)} where ${where}`,
    (where) => `update contribution set minutes = minutes + ${randomInt(1, 600)} where ${where}`,
    (where) =>
      `update ledger_record set record = replace(record, '"minutes":180', '"minutes":${randomInt(181, 900)}') where ${where}`
  ),
  confirmer: on(
    (where) => `update confirmation set confirmer_id = gen_random_uuid() where ${where}`,
    (where) => `update confirmation set confirmer_name = 'Бөтен Б.' where ${where}`,
    (where) => `update confirmation set confirmer_role = 'owner' where ${where}`,
    (where) => `update contribution set confirmer_name = 'Бөтен Б.' where ${where}`
  ),
  dates: on(
    (where) => `update contribution_version set started_at = started_at ${days()} where ${where}`,
    (where) => `update contribution_version set ended_at = ended_at ${days()} where ${where}`,
    (where) => `update confirmation set at = at ${days()} where ${where}`,
    (where) => `update contribution set decided_at = decided_at ${days()} where ${where}`
  ),
  salts: on(
    (where) =>
      `update ledger_record set salt = set_byte(salt, ${randomInt(32)}, (get_byte(salt, 3) + 1) % 256) where ${where}`,
    (where) => `update ledger_record set salt = '\\x${randomBytes(32).toString('hex')}' where ${where}`
  ),
  leaves: on(
    (_, leaf) => {
      const bit = randomInt(272)
      return `update ledger_leaf set entry = set_bit(entry, ${bit}, 1 - get_bit(entry, ${bit})) where leaf_index = ${leaf}`
    },
    (_, leaf) =>
      `update ledger_leaf set entry = '\\x0101${randomBytes(32).toString('hex')}' where leaf_index = ${leaf}`,
    (_, leaf) => `update ledger_leaf set at = at ${days()} where leaf_index = ${leaf}`
  ),
  tiles: async ({ folder }) => {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    const path = pick(files)
    const bytes = await readFile(path)
    const at = randomInt(bytes.length)
    const how = pick(['a bit', 'its end', 'all'] as const)
    if (how === 'all') await rm(path)
    else if (how === 'its end') await writeFile(path, bytes.subarray(0, at))
    else
      await writeFile(
        path,
        bytes.map((byte, i) => (i === at ? byte ^ (1 << randomInt(8)) : byte))
      )
    return { what: `${how} of ${path.slice(folder.length)} at ${at}`, undo: () => writeFile(path, bytes) }
  },
  checkpoint: async ({ records }, db) =>
    run(
      db,
      pick([
        `update ledger_checkpoint set root = '\\x${randomBytes(32).toString('hex')}' where size = (select max(size) from ledger_checkpoint where size > ${randomInt(records / 2)})`,
        `update ledger_checkpoint set note = overlay(note placing 'A' from ${randomInt(60, 90)}) || 'x' where size = (select max(size) from ledger_checkpoint)`,
        `update ledger_checkpoint set size = size + 1 where size = (select max(size) from ledger_checkpoint)`,
        `delete from ledger_checkpoint where size = (select max(size) from ledger_checkpoint)`,
        `update ledger_checkpoint set cosignatures = '— nobody AAAAAAAA' || note where size = (select max(size) from ledger_checkpoint)`,
        `update ledger_state set size = size - ${randomInt(1, 100)}`,
        `update ledger_state set root = '\\x${randomBytes(32).toString('hex')}'`
      ])
    ),
  outbox: async (_, db) => {
    // A confirmation that waits for the log: its place in the queue is taken from it, or given to another.
    await seedContributions(db, 1)
    return run(
      db,
      pick([
        'delete from outbox',
        'update outbox set contribution_id = gen_random_uuid()',
        'update outbox set version = version + 1',
        'update outbox set person_id = gen_random_uuid()'
      ])
    )
  },
  'deleted rows': on(
    (where) => `delete from contribution_version where ${where}`,
    (where) => `delete from confirmation where ${where}`,
    (where) => `delete from contribution where ${where}`,
    (where) => `delete from ledger_record where ${where}`,
    (_, leaf) => `delete from ledger_leaf where leaf_index = ${leaf}`
  ),
  'inserted back-dated rows, past the queue': async (world, db) => {
    const before = new Date(Date.now() - randomInt(1, 400) * 86_400_000)
    await seedContributions(db, 1, before)
    return run(db, 'delete from outbox')
  }
}

if (values.help) console.log(HELP)
else process.exitCode = await main(Number(values.count), Number(values.records))

async function main(count: number, records: number): Promise<number> {
  await using stack = new AsyncDisposableStack()
  const home = await scratchHome()
  stack.defer(() => rm(home, { recursive: true, force: true }))
  const postgres = stack.use(await startEmbedded(home, { durable: false }))
  const { db } = stack.use(openDatabase(postgres.url, (error) => console.error(error.message)))
  await migrate(db)
  const clock = { ahead: 0 }
  const folder = join(home, 'log')
  const ports: Ports = {
    ...ledgerPorts(
      momentaryLogBook(db, 'http://localhost'),
      'http://localhost',
      {
        now: () => new Date(Date.now() + clock.ahead),
        newId: randomUUID,
        warn: (error) => console.error(error)
      },
      async () => []
    ),
    storage: folderStorage(folder)
  }
  const world: World = {
    db,
    ports,
    folder,
    records,
    async sequence() {
      const sequencer = await beginSequencing(ports, db, db)
      while ((await sequencer.step()).taken);
    },
    async any() {
      const leafIndex = randomInt(records)
      const { rows } = await sql<{ person: string; contribution: string }>`
        select person_id as person, contribution_id as contribution from ledger_record
        where leaf_index = ${leafIndex}`.execute(db)
      const { person, contribution } = rows[0]!
      return { leafIndex, where: `person_id = '${person}' and contribution_id = '${contribution}'` }
    }
  }
  console.log(`- ${records} contributions`)
  await seedContributions(db, records)
  await world.sequence()
  await upkeep(ports, db)
  await world.sequence()
  await sql`analyze`.execute(db)
  if (await isBlamed(world, db, 'a sound world')) return 1

  let missed = 0
  const kinds = [...Object.keys(KINDS), 'inserted back-dated rows, through the queue']
  const width = Math.max(...kinds.map((kind) => kind.length))
  for (const [i, kind] of kinds.entries()) {
    const tries = Math.floor(count / kinds.length) + (i < count % kinds.length ? 1 : 0)
    let found = 0
    for (let n = 0; n < tries; n++) {
      const change = KINDS[kind]
      if (change ? await isFound(world, change) : await isLateFound(world, clock)) found++
    }
    missed += tries - found
    console.log(`${kind.padEnd(width)}  ${found} / ${tries}`)
  }
  console.log(missed ? `${missed} missed` : 'all found')
  return missed ? 1 : 0
}

/** Changes, audits, and puts everything back. */
async function isFound(world: World, change: Change): Promise<boolean> {
  let found = false
  let undo: (() => Promise<void>) | undefined
  await world.db
    .transaction()
    .execute(async (transaction) => {
      const done = await change(world, transaction)
      undo = done.undo
      const report = await auditInstallation(world.ports, transaction)
      found = report.findings.length > 0
      if (!found) console.error(`missed: ${done.what}`)
      throw new Undo()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error
    })
  await undo?.()
  return found
}

/** A row with an old date that goes the honest way: into the queue and the log. It stays, and is looked for by name. */
async function isLateFound(world: World, clock: { ahead: number }): Promise<boolean> {
  clock.ahead += AGE_MS
  const now = Date.now() + clock.ahead
  await seedContributions(world.db, 1, new Date(now - randomInt(2, 60) * 3_600_000))
  const { rows } = await sql<{ id: string }>`select contribution_id as id from outbox`.execute(world.db)
  await world.sequence()
  const { findings } = await auditInstallation(world.ports, world.db)
  return findings.some(({ kind, subject }) => kind === 'record-late' && subject.includes(rows[0]!.id))
}

async function isBlamed({ ports }: World, db: Db, what: string): Promise<boolean> {
  const { findings } = await auditInstallation(ports, db)
  for (const { kind, subject, detail } of findings.slice(0, 5))
    console.error(`${what}: ${kind}: ${subject}: ${detail}`)
  return findings.length > 0
}
