#!/usr/bin/env node
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { keyring, memoryStorage, type KeyStorage } from '../src/features/credentials/adapters/keyring.ts'
import type { Credentials, KeyKeeper } from '../src/features/credentials/index.ts'
import { certifiedKey } from '../src/features/ledger/adapters/certificate.ts'
import { folderStorage } from '../src/features/ledger/adapters/folder-storage.ts'
import { unzip } from '../src/features/ledger/adapters/unzip.ts'
import { auditLog } from '../src/features/ledger/app/audit.ts'
import { auditInstallation, ownLog } from '../src/features/ledger/app/audit-installation.ts'
import type { Finding } from '../src/features/ledger/app/findings.ts'
import type { Ports } from '../src/features/ledger/app/ports.ts'
import { beginSequencing } from '../src/features/ledger/app/sequence.ts'
import { upkeep } from '../src/features/ledger/app/work.ts'
import { NO_QUORUM } from '../src/features/ledger/domain/policy.ts'
import { readConfig } from '../src/boot/config.ts'
import { createApp } from '../src/boot/context.ts'
import { credentialFacts, ledgerPorts, momentaryLogBook } from '../src/boot/ledger.ts'
import { openDatabase, type Db } from '../src/platform/database/database.ts'
import { scratchHome, startEmbedded } from '../src/platform/database/embedded.ts'
import { migrate } from '../src/platform/database/migrate.ts'
import { ephemeralKeystore } from '../src/platform/keystore/keystore.ts'
import { createLog } from '../src/platform/log.ts'
import { aStatement } from '../tests/support/credentials.ts'
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
/** Longer than a list goes without being signed again. */
const LIST_AGE_MS = 13 * 60 * 60_000
/** Credentials that are taken back. */
const REVOKED = 8

interface World {
  readonly db: Db
  readonly ports: Ports
  readonly folder: string
  readonly records: number
  sequence(): Promise<void>
  /** A contribution that is in the log: its place there, and what SQL finds it by. */
  any(): Promise<{ leafIndex: number; where: string }>
  readonly issuer: Issuer
}

/** Whose credentials the status lists are of. */
interface Issuer {
  readonly credentials: Credentials
  readonly keys: KeyKeeper
  readonly storage: KeyStorage
  /** Keys of another issuer. */
  readonly strangers: KeyKeeper
  /** One that was given up. */
  readonly lostKeyId: string
  /** A list of before the last revocation, by its form. */
  readonly formerLists: ReadonlyMap<string, string>
}

interface Changed {
  readonly what: string
  /** Changes of the database are undone by themselves. */
  readonly undo?: () => Promise<void>
  /** Nobody but a stranger is asked, who sees what is published and nothing else. */
  readonly outside?: true
}

/** Makes one change and says in words which; undone after the audit, unless it says how itself. */
type Change = (world: World, db: Db) => Promise<Changed>

/** One that stays, because the log keeps it; says whether it was found. */
type Lie = (world: World, clock: { ahead: number }) => Promise<boolean>

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
    (where) => {
      const at = randomInt(32)
      return `update ledger_record set salt = set_byte(salt, ${at}, (get_byte(salt, ${at}) + 1) % 256) where ${where}`
    },
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
  'published status lists': async ({ issuer }, db) => {
    const { rows } = await sql<{ form: string; document: string }>`
      select form, document from status_publication`.execute(db)
    const { form, document } = pick(rows)
    const at = randomInt(document.length)
    const other = pick([
      issuer.formerLists.get(form)!,
      rows.find((row) => row.form !== form)!.document,
      `${document.slice(0, at)}${document[at] === 'A' ? 'B' : 'A'}${document.slice(at + 1)}`
    ])
    await sql`update status_publication set document = ${other} where form = ${form}`.execute(db)
    return { what: `the list ${form} is ${other.slice(0, 200)}`, outside: true }
  },
  'published keys': async ({ issuer }) => {
    const { keys, storage, lostKeyId } = issuer
    const kept = (await storage.read())!
    const edit = (change: (key: { keyId: string }) => object[]) => async () => {
      const file = JSON.parse(kept) as { keys: { keyId: string }[] }
      await storage.replace(JSON.stringify({ ...file, keys: file.keys.flatMap(change) }))
    }
    const good = pick((await keys.list()).filter(({ revokedAt }) => !revokedAt))
    const stranger = Buffer.from(randomBytes(32)).toString('base64url')
    const [certified] = (await keys.list()).filter((key) => key.chain.length && !key.revokedAt)
    const strangers = await issuer.strangers.list()
    const [what, change] = pick<[string, () => Promise<unknown>]>([
      ['a key is added', () => keys.rotate(good.algorithm, new Date())],
      [`${good.keyId} is given up`, () => keys.revoke(good.keyId, new Date())],
      [`${good.keyId} is taken away`, edit((key) => (key.keyId === good.keyId ? [] : [key]))],
      [
        `${lostKeyId} is good again`,
        edit((key) => [key.keyId === lostKeyId ? { ...key, revokedAt: null } : key])
      ],
      [
        `${good.keyId} is another key`,
        edit((key) => [key.keyId === good.keyId ? { ...key, jwk: { ...good.jwk, x: stranger } } : key])
      ],
      [
        `${certified!.keyId} has the chain of a stranger`,
        edit((key) => [
          key.keyId === certified!.keyId
            ? { ...key, chain: strangers.find(({ chain }) => chain.length)!.chain }
            : key
        ])
      ]
    ])
    await change()
    return { what, undo: () => storage.replace(kept), outside: true }
  },
  'inserted back-dated rows, past the queue': async (world, db) => {
    const before = new Date(Date.now() - randomInt(1, 400) * 86_400_000)
    await seedContributions(db, 1, before)
    return run(db, 'delete from outbox')
  }
}

const LIES: Record<string, Lie> = {
  'inserted back-dated rows, through the queue': isLateFound,
  'revocations taken back, with lists signed and stated anew': isUndoingFound
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
  const now = () => new Date(Date.now() + clock.ahead)
  const folder = join(home, 'log')
  const keystore = ephemeralKeystore()
  const config = readConfig({ ERIKTI_HOME: home, DATABASE_URL: postgres.url })
  const storage = memoryStorage()
  const identity = { keystore, publicUrl: config.publicUrl, issuerName: 'Erikti', now }
  const keys = keyring({ storage, ...identity })
  const strangers = keyring({ storage: memoryStorage(), ...identity })
  const logBook = { ...momentaryLogBook(db, config.publicUrl), storage: folderStorage(folder) }
  const { credentials } = createApp({
    config,
    db,
    keystore,
    log: createLog('silent'),
    now,
    issuerKeys: keys,
    logBook
  })
  const ports = ledgerPorts(
    logBook,
    config.publicUrl,
    { now, newId: randomUUID, warn: (error) => console.error(error) },
    {
      facts: (within) => credentialFacts(credentials, within),
      revocations: (within, listId) => credentials.revocations(within, listId)
    }
  )
  const sequence = async () => {
    const sequencer = await beginSequencing(ports, db, db)
    while ((await sequencer.step()).taken);
  }
  console.log(`- ${records} contributions`)
  await seedContributions(db, records)
  await sequence()
  const issuer = {
    credentials,
    keys,
    storage,
    strangers,
    ...(await revokeSomething(credentials, keys, db, now))
  }
  const world: World = {
    db,
    ports,
    folder,
    records,
    sequence,
    issuer,
    async any() {
      const leafIndex = randomInt(records)
      const { rows } = await sql<{ person: string; contribution: string }>`
        select person_id as person, contribution_id as contribution from ledger_record
        where leaf_index = ${leafIndex}`.execute(db)
      const { person, contribution } = rows[0]!
      return { leafIndex, where: `person_id = '${person}' and contribution_id = '${contribution}'` }
    }
  }
  await upkeep(ports, db)
  await sequence()
  await sql`analyze`.execute(db)
  for (const outside of [false, true])
    if (isBlamed(await findingsOf(world, db, outside), 'a sound world')) return 1

  let missed = 0
  const kinds = [...Object.keys(KINDS), ...Object.keys(LIES)]
  const width = Math.max(...kinds.map((kind) => kind.length))
  for (const [i, kind] of kinds.entries()) {
    const tries = Math.floor(count / kinds.length) + (i < count % kinds.length ? 1 : 0)
    let found = 0
    for (let n = 0; n < tries; n++) {
      const change = KINDS[kind]
      if (change ? await isFound(world, change) : await LIES[kind]!(world, clock)) found++
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
      found = (await findingsOf(world, transaction, done.outside ?? false)).length > 0
      if (!found) console.error(`missed: ${done.what}`)
      throw new Undo()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error
    })
  await undo?.()
  return found
}

/** A row with an old date that goes the honest way: into the queue and the log. It is looked for by name. */
async function isLateFound(world: World, clock: { ahead: number }): Promise<boolean> {
  clock.ahead += AGE_MS
  const now = Date.now() + clock.ahead
  await seedContributions(world.db, 1, new Date(now - randomInt(2, 60) * 3_600_000))
  const { rows } = await sql<{ id: string }>`select contribution_id as id from outbox`.execute(world.db)
  await world.sequence()
  const { findings } = await auditInstallation(world.ports, world.db)
  return findings.some(({ kind, subject }) => kind === 'record-late' && subject.includes(rows[0]!.id))
}

/** A credential is good again, by our own keys and with the word of the log. A stranger is asked for its place. */
async function isUndoingFound(world: World, clock: { ahead: number }): Promise<boolean> {
  const { db, issuer, sequence } = world
  const signAnew = async () => {
    clock.ahead += LIST_AGE_MS
    await issuer.credentials.publishStatus(db, new Date(Date.now() + clock.ahead))
    await sequence()
  }
  const { rows } = await sql<{ list: number; place: number; version: number; at: Date }>`
    delete from status_revocation where (list_id, list_index) = (
      select list_id, list_index from status_revocation order by random() limit 1
    ) returning list_id as list, list_index as place, version, revoked_at as at`.execute(db)
  const { list, place, version, at } = rows[0]!
  await signAnew()
  const findings = await findingsOf(world, db, true)
  await sql`insert into status_revocation (list_id, list_index, version, revoked_at)
    values (${list}, ${place}, ${version}, ${at})`.execute(db)
  await signAnew()
  const found = findings.some(
    ({ kind, detail }) => kind === 'revocation-undone' && detail.endsWith(`: ${place}`)
  )
  if (!found) console.error(`missed: place ${place} of list ${list} is good again`)
  return found
}

function isBlamed(findings: readonly Finding[], what: string): boolean {
  for (const { kind, subject, detail } of findings.slice(0, 5))
    console.error(`${what}: ${kind}: ${subject}: ${detail}`)
  return findings.length > 0
}

/** What the operator's auditor finds with the database, or a stranger's with what is published. */
async function findingsOf({ ports, issuer }: World, db: Db, outside: boolean): Promise<readonly Finding[]> {
  if (!outside) return (await auditInstallation(ports, db)).findings
  const get = async (path: string): Promise<Uint8Array | null> => {
    const [, form, listId] = /^\/status\/(\w+)\/(\d+)$/.exec(path) ?? []
    // What cannot be made of broken keys is not there.
    if (!form) return keyFile(issuer, path).then(Buffer.from, () => null)
    const { rows } = await sql<{ document: string }>`select document from status_publication
      where list_id = ${listId} and form = ${form}`.execute(db)
    return rows[0] ? Buffer.from(rows[0].document) : null
  }
  const { findings } = await auditLog({
    source: { ...ownLog(ports, db), site: { get, unzip, certifiedKey } },
    crypto: ports,
    policy: { logs: ports.signers.map(({ key }) => ({ key, url: null })), witnesses: [], quorum: NO_QUORUM },
    wait: async () => {}
  })
  return findings
}

async function keyFile({ credentials }: Issuer, path: string): Promise<string> {
  if (path.endsWith('.pem')) return credentials.issuerChain()
  const wallets = path.endsWith('jwt-vc-issuer')
  return JSON.stringify(await (wallets ? credentials.issuerMetadata() : credentials.didDocument()))
}

/** Issues credentials and takes them back, so that there are two publications of a list; and gives a key up. */
async function revokeSomething(
  credentials: Credentials,
  keys: KeyKeeper,
  db: Db,
  now: () => Date
): Promise<Pick<Issuer, 'lostKeyId' | 'formerLists'>> {
  const statements = Array.from({ length: REVOKED }, () => aStatement(randomUUID()))
  for (const { holder, records } of statements)
    await credentials.badge(
      { db, now: now(), newId: randomUUID },
      { holder, record: records[0]!, logEntry: null, locale: 'kk' }
    )
  await credentials.publishStatus(db, now())
  const { rows } = await sql<{ form: string; document: string }>`
    select form, document from status_publication`.execute(db)
  const { keyId } = await keys.revoke((await keys.list())[0]!.keyId, now())
  for (const { holder, records } of statements) {
    const subjectIds = [records[0]!.contributionId]
    await credentials.withdrawIn(db, now(), { personId: holder.personId, subjectIds, reason: 'corrected' })
  }
  await credentials.publishStatus(db, now())
  return { lostKeyId: keyId, formerLists: new Map(rows.map(({ form, document }) => [form, document])) }
}
