import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { utf8 } from '#platform/prelude/bytes.ts'
import { testDatabase, type TestDatabase } from '#tests/support/database.ts'
import { aDraft, enqueue, ledgerPorts, makeQueue } from '#tests/support/ledger.ts'
import { newPrivateKey, ed25519, nodeSha256 } from '../adapters/crypto.ts'
import { databaseStorage } from '../adapters/database-storage.ts'
import { folderStorage } from '../adapters/folder-storage.ts'
import { commitRecord } from '../domain/commitment.ts'
import { decodeEntry } from '../domain/entry.ts'
import { provesConsistency, provesInclusion, treeHasher } from '../domain/merkle.ts'
import { NO_QUORUM } from '../domain/policy.ts'
import { auditLog } from './audit.ts'
import type { Ports, TileStorage } from './ports.ts'
import { createProver } from './prove.ts'
import { beginSequencing, BrokenTilesError, FencedError } from './sequence.ts'

interface TestLog {
  database: TestDatabase
  folder: string
  key: Uint8Array
  ports: Ports
}

const folders: string[] = []
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

async function aLog(
  storageOf?: (log: { database: TestDatabase; folder: string }) => TileStorage
): Promise<TestLog> {
  const database = await testDatabase()
  await makeQueue(database.db)
  const folder = await mkdtemp(join(tmpdir(), 'erikti-log-'))
  folders.push(folder)
  const key = newPrivateKey()
  const storage = storageOf?.({ database, folder }) ?? folderStorage(folder)
  return { database, folder, key, ports: ledgerPorts(storage, key) }
}

const drafts = (count: number) => Array.from({ length: count }, (_, i) => aDraft(i))

async function drain({ ports, database }: TestLog): Promise<number> {
  return database.db.connection().execute(async (db) => {
    const sequencer = await beginSequencing(ports, db, database.db)
    for (;;) {
      const { taken, tree } = await sequencer.step()
      if (!taken) return tree.size
    }
  })
}

/** Everything that must hold of a log at rest, whatever happened to it on the way. */
async function assertWhole({ ports, database }: TestLog, records: number): Promise<void> {
  const { db } = database
  const latest = await ports.store.latest(db)
  assert.ok(latest)
  const rows = await sql<{ entry: Buffer; salt: Buffer; record: string; leaf_index: number }>`
    select entry, salt, record, leaf_index from ledger_leaf join ledger_record using (leaf_index)
    order by leaf_index`.execute(db)
  assert.equal(rows.rows.length, records, 'each record once')
  for (const [i, row] of rows.rows.entries()) {
    assert.equal(row.leaf_index, i, 'dense')
    const commitment = commitRecord(nodeSha256, row.salt, row.record)
    assert.deepEqual(Buffer.from(decodeEntry(row.entry)!.commitment), Buffer.from(commitment))
  }
  const report = await auditLog({
    source: { checkpoint: async () => utf8(latest.note), get: ports.storage.get },
    crypto: { sha256: nodeSha256, verify: ed25519.verify },
    policy: { logs: [{ key: ports.signers[0].key, url: null }], witnesses: [], quorum: NO_QUORUM },
    known: await ports.store.recent(db, 10_000)
  })
  assert.deepEqual(report.findings, [])
  assert.equal(report.checkpoint?.size, records)
}

test('what waits gets into the tree once, in order, and every proof of it holds', async () => {
  const log = await aLog()
  await using _ = log.database
  const sizes = [1, 254, 1, 0, 700, 2_300]
  let size = 0
  for (const count of sizes) {
    await enqueue(log.database.db, drafts(count))
    size += count
    assert.equal(await drain(log), size)
  }
  await assertWhole(log, size)

  const { db } = log.database
  const checkpoints = await log.ports.store.recent(db, 100)
  const latest = checkpoints[0]!
  const prover = createProver(log.ports)
  const hasher = treeHasher(nodeSha256)
  const leaves = await log.ports.store.leaves(db, 0, size)
  for (const index of [0, 1, 255, 256, 511, 2_047, size - 1])
    for (const { size: of, root } of checkpoints) {
      if (index >= of) continue
      const claim = {
        leafHash: hasher.leaf(leaves[index]!),
        index,
        size: of,
        root,
        proof: await prover.inclusion(index, of)
      }
      assert.ok(provesInclusion(hasher, claim), `${index} of ${of}`)
    }
  for (const from of checkpoints)
    assert.ok(
      provesConsistency(hasher, { from, to: latest, proof: await prover.consistency(from.size, size) })
    )
})

test('a corrected record names the entry that it amends, also within one batch', async () => {
  const log = await aLog()
  await using _ = log.database
  const { db } = log.database
  const first = aDraft(60)
  await enqueue(db, [aDraft(1), first, { ...first, version: 2 }])
  await drain(log)
  await enqueue(db, [{ ...first, version: 3, stands: false }])
  await drain(log)
  const entries = (await log.ports.store.leaves(db, 0, 10)).map((entry) => decodeEntry(entry)!)
  assert.deepEqual(
    entries.map(({ type, amends }) => [type, amends]),
    [
      ['record', null],
      ['record', null],
      ['amend', 1],
      ['revoke', 2]
    ]
  )
  await log.ports.store.eraseRecords(db, first.personId, new Date())
  assert.equal((await log.ports.store.leaves(db, 0, 10)).length, 4, 'the leaves stay')
})

test('tiles kept in the database serve as well', async () => {
  const log = await aLog(({ database }) => databaseStorage(database.db))
  await using _ = log.database
  await enqueue(log.database.db, drafts(600))
  await drain(log)
  await assertWhole(log, 600)
})

test('a sequencer of an older epoch can neither take nor sign', async () => {
  const log = await aLog()
  await using _ = log.database
  const { db } = log.database
  await enqueue(db, drafts(3))
  const old = await beginSequencing(log.ports, db, db)
  const other = await beginSequencing(log.ports, db, db)
  await assert.rejects(old.step(), FencedError)
  assert.equal((await other.step()).tree.size, 3)
  await assertWhole(log, 3)
})

test('two histories are never signed: a changed tile and a database put back stop the log', async () => {
  const log = await aLog()
  await using _ = log.database
  const { db } = log.database
  await enqueue(db, drafts(300))
  await drain(log)
  const before = await log.ports.store.latest(db)
  await enqueue(db, drafts(10))

  const tile = join(log.folder, 'tile/0/001.p/44')
  const good = await log.ports.storage.get('tile/0/001.p/44')
  await appendFile(tile, 'x')
  await assert.rejects(drain(log), BrokenTilesError)
  await writeFile(tile, Buffer.from(good!).fill(0, 0, 1))
  await assert.rejects(drain(log), BrokenTilesError)
  await writeFile(tile, good!)

  // The database goes back to before the last ten, and other ten come.
  const sequencer = await beginSequencing(log.ports, db, db)
  await sequencer.step()
  await sql`delete from ledger_checkpoint where size = 310`.execute(db)
  await sql`delete from ledger_record where leaf_index >= 300`.execute(db)
  await sql`delete from ledger_leaf where leaf_index >= 300`.execute(db)
  await sql`update ledger_state set size = 300, root = ${Buffer.from(before!.root)}`.execute(db)
  await enqueue(db, drafts(10))
  await assert.rejects(drain(log), /there already with another content/)
  assert.equal((await log.ports.store.latest(db))?.size, 300)
})

test('a full disk signs nothing, and the log goes on when there is room again', async () => {
  let full = true
  const log = await aLog(({ folder }) => {
    const files = folderStorage(folder)
    return {
      ...files,
      async put(objects) {
        if (full) {
          await files.put(objects.slice(0, 1))
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        }
        await files.put(objects)
      }
    }
  })
  await using _ = log.database
  await enqueue(log.database.db, drafts(20))
  await assert.rejects(drain(log), /no space/)
  assert.equal(await log.ports.store.latest(log.database.db), null)
  full = false
  await drain(log)
  await assertWhole(log, 20)
})

test('a disk that is full in the middle of a tile leaves no part of it under its name', async () => {
  const log = await aLog()
  await using _ = log.database
  await enqueue(log.database.db, drafts(300))
  // No file can be longer than a part of what is to be written.
  const child = spawn('bash', ['-c', 'ulimit -f 4 && exec "$0" "$@"', process.execPath, ...argsOf(log)], {
    stdio: ['ignore', 'ignore', 'pipe']
  })
  let complaints = ''
  for await (const chunk of child.stderr) {
    complaints += String(chunk)
    if (complaints.includes('EFBIG')) break
  }
  child.kill('SIGKILL')
  assert.equal(await log.ports.store.latest(log.database.db), null, complaints)
  for (const path of ['tile/0/000', 'tile/entries/000']) assert.equal(await log.ports.storage.get(path), null)
  await drain(log)
  await assertWhole(log, 300)
})

const childFile = fileURLToPath(new URL('../../../../tests/support/ledger-child.ts', import.meta.url))

function argsOf({ database, folder, key }: TestLog, step = 'never', passing = 1): string[] {
  return [childFile, database.url, folder, Buffer.from(key).toString('hex'), step, String(passing)]
}

const startChild = (log: TestLog, step?: string, passing?: number): ChildProcess =>
  spawn(process.execPath, argsOf(log, step, passing), { stdio: ['ignore', 'ignore', 'inherit'] })

for (const step of [
  'taken',
  'leaves-added',
  'leaves-committed',
  'tiles-half',
  'tiles-written',
  'signed',
  'checkpoint-committed'
])
  test(`killed at "${step}", the log goes on as if nothing had been`, async () => {
    const log = await aLog()
    await using _ = log.database
    await enqueue(log.database.db, drafts(2_500))
    const child = startChild(log, step, 2)
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
    assert.equal(signal, 'SIGKILL')
    const published = await log.ports.store.latest(log.database.db)
    await drain(log)
    await assertWhole(log, 2_500)
    if (published)
      assert.ok(
        (await log.ports.store.recent(log.database.db, 100)).some(({ note }) => note === published.note)
      )
  })

test('killed at random under load, with a second one standing by, nothing is lost, doubled or contradicted', async () => {
  const log = await aLog()
  await using _ = log.database
  const { db } = log.database
  let records = 0
  let children = [startChild(log), startChild(log)]
  const seen = new Map<number, string>()
  const note = async () => {
    const latest = await log.ports.store.latest(db)
    if (!latest) return
    assert.equal(seen.get(latest.size) ?? latest.note, latest.note, 'two checkpoints of one size')
    seen.set(latest.size, latest.note)
  }
  for (let round = 0; round < 8; round++) {
    const before = seen.size
    const until = Date.now() + Math.random() * 300
    // At least one tree a round, so that each kill meets a log at work, however slow the machine is.
    while (Date.now() < until || seen.size === before) {
      await enqueue(db, drafts(150))
      records += 150
      await note()
      await wait(20)
    }
    const victim = children[round % 2]!
    victim.kill('SIGKILL')
    await once(victim, 'exit')
    children = children.map((child) => (child === victim ? startChild(log) : child))
  }
  for (const child of children) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await drain(log)
  await assertWhole(log, records)
  const all = new Map((await log.ports.store.recent(db, 10_000)).map((one) => [one.size, one.note]))
  for (const [size, text] of seen) assert.equal(all.get(size), text)
})
