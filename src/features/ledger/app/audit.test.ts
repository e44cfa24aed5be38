import assert from 'node:assert/strict'
import { mkdtemp, rm, truncate, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import { testDatabase } from '#tests/support/database.ts'
import { ledgerPorts } from '#tests/support/ledger.ts'
import { seedContributions } from '#tests/support/ledger-world.ts'
import { contributionSource } from '../adapters/contributions.ts'
import { newPrivateKey } from '../adapters/crypto.ts'
import { folderStorage } from '../adapters/folder-storage.ts'
import { decodeEntry } from '../domain/entry.ts'
import { auditInstallation, ownLog } from './audit-installation.ts'
import type { FindingKind } from './findings.ts'
import { checkedProof } from './look-up.ts'
import type { Fact } from './ports.ts'
import { createProver } from './prove.ts'
import { proofOf } from './prove-version.ts'
import { rebuildTiles, WrongLeavesError } from './rebuild.ts'
import { beginSequencing } from './sequence.ts'
import { showLog } from './show-log.ts'
import { upkeep } from './work.ts'
import { logView } from '../ui/log-view.ts'

async function aLog(count: number) {
  const database = await testDatabase()
  const { db } = database
  const folder = await mkdtemp(join(tmpdir(), 'erikti-audit-'))
  const clock = { now: new Date() }
  const facts: Fact[] = []
  const storage = folderStorage(folder)
  const ports = ledgerPorts(storage, newPrivateKey(), {
    source: contributionSource,
    facts: async () => facts,
    now: () => clock.now
  })
  await seedContributions(db, count, clock.now)
  const sequence = async () => (await beginSequencing(ports, db, db)).step()
  await sequence()
  await upkeep(ports, db)
  await sequence()
  return {
    db,
    folder,
    ports,
    clock,
    facts,
    sequence,
    kinds: async (within: Db = db) =>
      new Set((await auditInstallation(ports, within)).findings.map(({ kind }) => kind)),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

class Undo extends Error {}

test('a sound installation has no findings; each change behind its back has', async () => {
  await using log = await aLog(600)
  assert.deepEqual(await log.kinds(), new Set())
  const changes: [string, FindingKind][] = [
    ['update contribution_version set minutes = 190 where contribution_id = $id', 'record-changed'],
    ['update contribution set minutes = 190 where contribution_id = $id', 'record-changed'],
    [
      'update contribution_version set title = \'{"kk": "Басқа"}\' where contribution_id = $id',
      'record-changed'
    ],
    ["update confirmation set confirmer_name = 'Б. Б.' where contribution_id = $id", 'record-changed'],
    [
      'update confirmation set confirmer_id = gen_random_uuid() where contribution_id = $id',
      'record-changed'
    ],
    ["update confirmation set at = at - interval '1 day' where contribution_id = $id", 'record-changed'],
    [
      "update contribution_version set started_at = started_at - interval '1 day' where contribution_id = $id",
      'record-changed'
    ],
    [
      'update person set passport_id = gen_random_uuid() where person_id = (select person_id from contribution where contribution_id = $id)',
      'record-changed'
    ],
    [
      "update ledger_record set record = replace(record, '180', '181') where contribution_id = $id",
      'record-changed'
    ],
    ['update ledger_record set salt = sha256(salt) where contribution_id = $id', 'record-changed'],
    ['delete from contribution_version where contribution_id = $id', 'record-missing'],
    ['delete from confirmation where contribution_id = $id', 'record-missing'],
    ['delete from ledger_record where contribution_id = $id', 'record-extra'],
    ['delete from ledger_record where contribution_id = $id', 'record-missing'],
    ['delete from contribution where contribution_id = $id', 'record-changed'],
    [
      'update ledger_leaf set entry = set_byte(entry, 9, 255 - get_byte(entry, 9)) where leaf_index = 300',
      'leaf-differs'
    ],
    ["update ledger_leaf set at = at + interval '1 day' where leaf_index = 300", 'leaf-differs'],
    ['delete from ledger_leaf where leaf_index = 300', 'leaf-differs'],
    ['update ledger_statement set document = \'{"a":1}\'', 'record-changed'],
    ['update ledger_checkpoint set root = sha256(root) where size = 601', 'checkpoint-differs'],
    ["update ledger_checkpoint set note = replace(note, 'log.test', 'log.tesa')", 'checkpoint-not-trusted'],
    ['update ledger_state set root = sha256(root)', 'checkpoint-differs'],
    [
      'insert into contribution_version select person_id, gen_random_uuid(), 1, status, gen_random_uuid(), action_id, organiser_id, organiser_name, title, role, region_code, locality, directions, programme, started_at, ended_at, minutes, grade, rules_from, signals from contribution where contribution_id = $id',
      'record-missing'
    ]
  ]
  const { rows } = await sql<{
    id: string
  }>`select contribution_id as id from ledger_record where leaf_index = 300`.execute(log.db)
  for (const [statement, kind] of changes)
    await log.db
      .transaction()
      .execute(async (transaction) => {
        const done = await sql.raw(statement.replaceAll('$id', `'${rows[0]!.id}'`)).execute(transaction)
        assert.ok(done.numAffectedRows, statement)
        const found = await log.kinds(transaction)
        assert.ok(found.has(kind), `${statement}: ${[...found].join(' ')}`)
        throw new Undo()
      })
      .catch((error: unknown) => assert.ok(error instanceof Undo, String(error)))
  assert.deepEqual(await log.kinds(), new Set())
})

test('of a log that has not begun the auditor says that it has no checkpoint, and there is nothing to rebuild', async () => {
  await using database = await testDatabase()
  const ports = ledgerPorts(folderStorage(join(tmpdir(), 'erikti-nowhere')), newPrivateKey())
  const { findings, checkpoint } = await auditInstallation(ports, database.db)
  assert.deepEqual([findings.map(({ kind }) => kind), checkpoint], [['checkpoint-unreadable'], null])
  assert.deepEqual(await rebuildTiles(ports, database.db), { size: 0, objects: 0, mended: 0 })
})

test('a row with an old date that goes through the log is found by its date; what waits is given time', async () => {
  await using log = await aLog(10)
  await seedContributions(log.db, 1, log.clock.now)
  assert.deepEqual(await log.kinds(), new Set(), 'it has only just been confirmed')
  log.clock.now = new Date(log.clock.now.getTime() + 10 * 60_000)
  assert.deepEqual(await log.kinds(), new Set(['record-waits']))
  await log.sequence()
  assert.deepEqual(await log.kinds(), new Set())
  log.clock.now = new Date(log.clock.now.getTime() + 24 * 60 * 60_000)
  await seedContributions(log.db, 1, new Date(log.clock.now.getTime() - 3 * 60 * 60_000))
  await log.sequence()
  assert.deepEqual(await log.kinds(), new Set(['record-late']))
})

test('erasing a person leaves a sound log without a trace of the record', async () => {
  await using log = await aLog(5)
  const { rows } = await sql<{ personId: string; contributionId: string }>`
    select person_id as "personId", contribution_id as "contributionId" from ledger_record limit 1`.execute(
    log.db
  )
  const { personId, contributionId } = rows[0]!
  const prover = createProver(log.ports)
  const file = await proofOf(log.ports, prover, log.db, { personId, contributionId, version: 1 })
  assert.match(file ?? '', /^c2sp\.org\/tlog-proof@v1\nextra /)
  const pasted = file!.trimEnd().replaceAll('\n', '\r\n')
  assert.ok((await checkedProof(log.ports, log.db, pasted)).ok)
  await log.ports.store.eraseRecords(log.db, personId, log.clock.now)
  for (const table of ['contribution_version', 'confirmation', 'contribution', 'person'])
    await sql`delete from ${sql.table(table)} where person_id = ${personId}`.execute(log.db)
  assert.deepEqual(await log.kinds(), new Set())
  assert.equal(await proofOf(log.ports, prover, log.db, { personId, contributionId, version: 1 }), null)
  assert.ok((await checkedProof(log.ports, log.db, pasted)).ok, 'a file that its holder kept still proves')
})

test('who is erased while the auditor looks is no finding', async () => {
  await using log = await aLog(5)
  const { db, ports } = log
  const { recordsAt } = ports.store
  let asked = 0
  const store = {
    ...ports.store,
    async recordsAt(within: Db, from: number, end: number) {
      const records = await recordsAt(within, from, end)
      const { personId } = records[0]!
      if (asked++ === 0) {
        await ports.store.eraseRecords(db, personId, log.clock.now)
        for (const table of ['contribution_version', 'confirmation', 'contribution', 'person'])
          await sql`delete from ${sql.table(table)} where person_id = ${personId}`.execute(db)
      }
      return records
    }
  }
  const report = await auditInstallation({ ...ports, store }, db)
  assert.deepEqual([report.findings, report.erased, asked], [[], 1, 2])
})

test('broken tiles are found and made again from leaves; wrong leaves are not built upon', async () => {
  await using log = await aLog(600)
  const tile = join(log.folder, 'tile/0/001')
  await truncate(tile, 100)
  assert.deepEqual(await log.kinds(), new Set(['tile-broken']))
  await unlink(join(log.folder, 'tile/entries/000'))
  assert.ok((await log.kinds()).has('bundle-broken'))
  assert.deepEqual(await rebuildTiles(log.ports, log.db), { size: 601, objects: 9, mended: 2 })
  assert.deepEqual(await log.kinds(), new Set())
  await unlink(join(log.folder, 'tile/entries/002.p/88'))
  assert.deepEqual(await log.kinds(), new Set(['bundle-broken']), 'of a tree that was signed before')
  await rm(join(log.folder, 'tile'), { recursive: true })
  await rebuildTiles({ ...log.ports, storage: folderStorage(log.folder) }, log.db)
  assert.deepEqual(await log.kinds(), new Set())
  await sql`update ledger_leaf set entry = set_byte(entry, 9, 255 - get_byte(entry, 9)) where leaf_index = 3`.execute(
    log.db
  )
  await assert.rejects(rebuildTiles(log.ports, log.db), WrongLeavesError)
})

test('totals of a day are stated once, when it is over, with small cells suppressed', async () => {
  await using log = await aLog(402)
  await upkeep(log.ports, log.db)
  assert.equal((await log.ports.store.statements(log.db, 'daily-totals', 5)).length, 0, 'today is not over')
  log.clock.now = new Date(log.clock.now.getTime() + 24 * 60 * 60_000)
  await upkeep(log.ports, log.db)
  await upkeep(log.ports, log.db)
  await log.sequence()
  const [totals, ...more] = await log.ports.store.statements(log.db, 'daily-totals', 5)
  assert.equal(more.length, 0)
  const document = JSON.parse(totals!.document) as {
    organisers: { records: number; minutes: number }[]
    others: unknown
  }
  assert.equal(document.organisers.length, 40)
  assert.ok(document.organisers.every(({ records, minutes }) => minutes === records * 180))
  assert.equal(document.others, null)
  assert.deepEqual(await log.kinds(), new Set())
  const shown = await showLog(log.ports).run({ db: log.db, now: log.clock.now } as never, {})
  assert.ok(shown.ok)
  const [day] = logView(shown.value, 'ru').totals
  const names = day!.rows.map(({ cells }) => cells.organiser.text)
  assert.equal(names.length, 40)
  assert.ok(names.every((name) => /^Ұйым \d+$/.test(name)))
})

test('the log’s time goes on, whatever the clocks of its processes say, and every record is in the totals of a day', async () => {
  await using log = await aLog(10)
  const { db, clock, ports, sequence } = log
  const [day, minute] = [24 * 60 * 60_000, 60_000]
  // Two minutes before midnight in Kazakhstan.
  clock.now = new Date(Math.ceil(clock.now.getTime() / day) * day + day - 5 * 60 * minute - 2 * minute)
  const fast = { ...ports, now: () => new Date(clock.now.getTime() + 10 * minute) }
  await seedContributions(db, 200, clock.now)
  await sequence()
  await upkeep(fast, db)
  await seedContributions(db, 200, clock.now)
  await sequence()
  await seedContributions(db, 200, clock.now)
  await (await beginSequencing(fast, db, db)).step()
  await seedContributions(db, 200, clock.now)
  await sequence()
  assert.deepEqual(await log.kinds(), new Set())

  clock.now = new Date(clock.now.getTime() + 2 * day)
  await upkeep(ports, db)
  const stated = (await ports.store.statements(db, 'daily-totals', 5)).flatMap(
    ({ document }) => (JSON.parse(document) as { organisers: { records: number }[] }).organisers
  )
  assert.equal(
    stated.reduce((sum, { records }) => sum + records, 0),
    800
  )
})

test('what follows from something comes after it in the log, whatever the clocks say that gave the ids', async () => {
  await using log = await aLog(1)
  const { db, ports, sequence } = log
  await seedContributions(db, 1, log.clock.now)
  await sql`with next as (
      insert into contribution_version
      select v.person_id, v.contribution_id, 2, 'revoked', v.shift_id, v.action_id, v.organiser_id, v.organiser_name, v.title,
        v.role, v.region_code, v.locality, v.directions, v.programme, v.started_at, v.ended_at, v.minutes, v.grade,
        v.rules_from, v.signals
      from contribution_version as v join outbox using (person_id, contribution_id) returning *
    ), confirmed as (
      insert into confirmation (person_id, contribution_id, version, confirmer_id, decision, confirmer_role,
        confirmer_name, reason, at)
      select person_id, contribution_id, 2, confirmer_id, decision, confirmer_role, confirmer_name, reason, c.at
      from confirmation as c join outbox using (person_id, contribution_id)
    )
    insert into outbox (person_id, outbox_id, kind, contribution_id, version, at)
    select person_id, '00000000-0000-7000-8000-000000000000', 'record', contribution_id, 2, now() from next`.execute(
    db
  )
  for (const [n, subject] of ['1 0', '1 1', '1 2'].entries())
    await ports.store.addStatement(db, {
      statementId: `0000000${9 - n}-0000-7000-8000-000000000000`,
      type: 'status-list-digest',
      subject,
      document: '{}',
      at: log.clock.now
    })
  assert.equal((await ports.store.lastStatement(db, 'status-list-digest', '1 '))?.subject, '1 2')
  await sequence()
  await sequence()
  const last = (await ports.store.leaves(db, 2, 10)).map((entry) => decodeEntry(entry)!)
  assert.deepEqual(
    last.map(({ type, amends }) => [type, amends]),
    [
      ['status-list-digest', null],
      ['status-list-digest', null],
      ['status-list-digest', null],
      ['record', null],
      ['revoke', 5]
    ]
  )
  const amendedBy = async () => (await ports.store.histories(db, [0, 5, 6])).map((one) => one.amendedBy)
  assert.deepEqual(await amendedBy(), [null, 6, null])
  const [erased] = await ports.store.recordsAt(db, 5, 6)
  await db
    .transaction()
    .execute((within) => ports.store.eraseRecords(within, erased!.personId, log.clock.now))
  assert.deepEqual(
    await amendedBy(),
    [null, 6, null],
    'a record that was corrected stays so without its record'
  )
  const stated = await ports.store.statementsAt(db, 2, 5)
  assert.deepEqual(
    stated.map(({ subject }) => subject),
    ['1 0', '1 1', '1 2']
  )
})

test('what befell a key or a list is in the log, as it was; a change of either side is found', async () => {
  await using log = await aLog(5)
  const { db, clock, facts } = log
  const later = (minutes: number) => void (clock.now = new Date(clock.now.getTime() + minutes * 60_000))
  const keyEvent = (event: string): Fact => ({
    type: 'key-event',
    subject: `k1 ${event}`,
    series: null,
    document: {
      v: 'erikti/key-event/v1',
      issuer: 'i',
      key: 'k1',
      event,
      at: clock.now.toISOString(),
      publicKeyMultibase: 'z6Mk'
    },
    at: clock.now
  })
  const publication = (version: number): Fact => ({
    type: 'status-list-digest',
    subject: `1 ${version} ${clock.now.toISOString()}`,
    series: '1 ',
    document: {
      v: 'erikti/status-list/v1',
      list: 1,
      version,
      at: clock.now.toISOString(),
      bitstring: { url: 'https://log.test/status/bitstring/1', sha256: 'a'.repeat(64) },
      token: { url: 'https://log.test/status/token/1', sha256: 'b'.repeat(64) }
    },
    at: clock.now
  })
  facts.push(keyEvent('made'))
  assert.deepEqual(await log.kinds(), new Set(), 'it has only just happened')
  later(10)
  assert.deepEqual(await log.kinds(), new Set(['statement-missing']))
  const oldList = publication(0)
  facts.push(oldList)
  const state = async () => {
    await upkeep(log.ports, db)
    await upkeep(log.ports, db)
    await log.sequence()
  }
  await state()
  later(10)
  const [made] = facts
  const newList = publication(1)
  facts.splice(0, 2, made!, newList)
  await state()
  later(10)
  assert.deepEqual(await log.kinds(), new Set())
  assert.equal((await auditInstallation(log.ports, db)).entries['status-list-digest'], 2, 'each once')

  const among = async (...some: Fact[]) => {
    const whole = facts.splice(0, facts.length, ...some)
    const kinds = await log.kinds()
    facts.splice(0, facts.length, ...whole)
    return kinds
  }
  assert.deepEqual(await among(made!, oldList), new Set(['statement-changed']), 'an older list is back')
  assert.deepEqual(await among(newList), new Set(['statement-extra']), 'a key that nobody knows')
  const other = { ...newList, document: { ...(newList.document as object), version: 7 } }
  assert.deepEqual(await among(made!, other), new Set(['statement-changed']), 'another content')

  // What a stranger is shown.
  const served = ownLog(log.ports, db)
  const strangers = async (change: (document: string) => string | null) => {
    const get = async (path: string) => {
      const bytes = await served.get(path)
      const changed = bytes && path.startsWith('statement/') ? change(Buffer.from(bytes).toString()) : bytes
      return typeof changed === 'string' ? Buffer.from(changed) : changed
    }
    const source = { ...served, get }
    return (await auditInstallation(log.ports, db, { source })).findings.map(({ kind }) => kind)
  }
  assert.deepEqual(await strangers((document) => document), [])
  assert.deepEqual(await strangers((document) => document.replace('k1', 'k2')), ['statement-broken'])
  assert.equal((await strangers(() => null)).length, 4)
})
