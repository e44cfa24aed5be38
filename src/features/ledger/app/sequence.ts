import type { Db } from '#platform/database/database.ts'
import { equalBytes, toHex } from '#platform/prelude/bytes.ts'
import { dayOf } from '#platform/prelude/index.ts'
import { formatCheckpoint } from '../domain/checkpoint.ts'
import { commitRecord, commitStatement } from '../domain/commitment.ts'
import { encodeEntry, type EntryType } from '../domain/entry.ts'
import { formatNote, signNote } from '../domain/note.ts'
import { HASH_BYTES, treeHasher } from '../domain/merkle.ts'
import {
  bundlePath,
  edgeTiles,
  encodeBundle,
  grow,
  rootOf,
  TILE_WIDTH,
  tilePath,
  widthIn,
  type Edge,
  type Tile
} from '../domain/tiles.ts'
import type { Draft, Ports, Statement, StoredObject, StoredRecord, Tree } from './ports.ts'

/** Entries that one checkpoint adds at most. */
export const BATCH_ENTRIES_MAX = 1_000

/** After so many the caller may look up: at witnesses, or whether it should stop. */
const STEP_BATCHES_MAX = 16

/** Versions of a contribution are counted from it; nothing stands before it that it could amend. */
const FIRST_VERSION = 1

/** Another sequencer has begun an epoch of its own: this one has nothing more to say. */
export class FencedError extends Error {
  override name = 'FencedError'
  constructor() {
    super('another process sequences the log now')
  }
}

/** The tiles do not hash to the root that was signed. */
export class BrokenTilesError extends Error {
  override name = 'BrokenTilesError'
}

/** One process at a time; made anew whenever it becomes the one. */
export interface Sequencer {
  /** Takes what waits, writes tiles and signs. Gives the entries taken and the size of the signed tree. */
  step(): Promise<{ taken: number; tree: Tree }>
}

/**
 * Makes this process the one that sequences; `db` is the connection that holds the lock, `pool` lends another to take
 * the next batch while the tiles of the last are written. The order of writing is what keeps the log from ever signing
 * two histories: leaves are committed, tiles computed from the committed rows are on disk, the tree is moved on by
 * compare-and-swap together with its checkpoint, and only what is committed there is ever shown. Killed anywhere, the
 * next sequencer goes on from the rows.
 */
export async function beginSequencing(ports: Ports, db: Db, pool: Db): Promise<Sequencer> {
  const { store, storage, source, signers, sha256, now } = ports
  const hasher = treeHasher(sha256)
  const atStep = ports.atStep ?? (() => {})
  const origin = await store.open(db, signers[0].key.name, hasher.empty)
  const epoch = await store.beginEpoch(db)
  let tree = (await store.tree(db))!
  let edge = await readEdge(tree)

  return {
    async step() {
      const taken = await assign(db)
      atStep('leaves-committed')
      let last = taken
      for (let batch = 1; last === BATCH_ENTRIES_MAX && batch < STEP_BATCHES_MAX; batch++) {
        const [integrated, next] = await Promise.allSettled([integrateAll(), assign(pool)])
        if (integrated.status === 'rejected') throw integrated.reason
        if (next.status === 'rejected') throw next.reason
        last = next.value
      }
      await integrateAll()
      return { taken, tree }
    }
  }

  async function integrateAll(): Promise<void> {
    while (await integrate());
  }

  /** Transaction A: what waits gets dense indexes, in the order of the queue. */
  async function assign(on: Db): Promise<number> {
    return on.transaction().execute(async (transaction) => {
      if (!(await store.holdEpoch(transaction, epoch))) throw new FencedError()
      const statements = await store.waitingStatements(transaction, BATCH_ENTRIES_MAX)
      const drafts = await source.take(transaction, BATCH_ENTRIES_MAX - statements.length)
      if (!statements.length && !drafts.length) return 0
      atStep('taken')
      const first = await store.nextIndex(transaction)
      const at = await timeIn(transaction)
      const placed = placeStatements(statements, first)
      const recorded = recordDrafts(
        drafts,
        first + statements.length,
        at,
        await store.lastLeaves(
          transaction,
          drafts.filter(({ version }) => version > FIRST_VERSION)
        )
      )
      await store.addLeaves(transaction, first, [...placed.entries, ...recorded.entries], at)
      await store.placeStatements(transaction, placed.places)
      await store.addRecords(transaction, recorded.records)
      atStep('leaves-added')
      return statements.length + drafts.length
    })
  }

  /** The log's time never goes back, whatever the clocks of those who write it say: a day that was told is over. */
  async function timeIn(transaction: Db): Promise<Date> {
    const [time, told] = [now(), await store.timeSoFar(transaction)]
    return told && told > time ? told : time
  }

  function placeStatements(statements: readonly Statement[], first: number) {
    return {
      entries: statements.map(({ type, document }) =>
        encodeEntry({ type, commitment: commitStatement(sha256, document), amends: null })
      ),
      places: statements.map(({ statementId }, i) => ({ statementId, leafIndex: first + i }))
    }
  }

  function recordDrafts(drafts: readonly Draft[], first: number, at: Date, lastLeaves: Map<string, number>) {
    const entries: Uint8Array[] = []
    const records: StoredRecord[] = []
    const recordedOn = dayOf(at)
    for (const [i, { personId, contributionId, version, stands, record }] of drafts.entries()) {
      const id = `${personId} ${contributionId}`
      const amends = lastLeaves.get(id) ?? null
      const type: EntryType = amends === null ? 'record' : stands ? 'amend' : 'revoke'
      const salt = ports.newSalt()
      const canonical = ports.canonicalize(record)
      const leafIndex = first + i
      entries.push(encodeEntry({ type, commitment: commitRecord(sha256, salt, canonical), amends }))
      records.push({
        personId,
        contributionId,
        version,
        leafIndex,
        recordedOn,
        salt,
        record: canonical
      })
      lastLeaves.set(id, leafIndex)
    }
    return { entries, records }
  }

  /** Tiles from committed rows, then transaction B. False when the tree has all leaves. */
  async function integrate(): Promise<boolean> {
    // From the edge of a bundle, so that the bundle that was partial is written whole.
    const start = edge.size - (edge.size % TILE_WIDTH)
    const entries = await store.leaves(db, start, edge.size - start + BATCH_ENTRIES_MAX)
    const fresh = entries.slice(edge.size - start)
    if (!fresh.length) return false
    const growth = grow(hasher, edge, fresh.map(hasher.leaf))
    const { size } = growth.edge
    const bundles = bundlesOf(entries, start, size)
    await storage.put([
      ...bundles,
      ...growth.tiles.map((tile) => ({ path: tilePath(tile), bytes: tile.bytes }))
    ])
    atStep('tiles-written')

    const next: Tree = { size, root: rootOf(hasher, growth.edge) }
    await db.transaction().execute(async (transaction) => {
      const text = formatCheckpoint({ origin, ...next, extensions: [] })
      const signatures = signers.map(({ key, sign }) => signNote(text, key, sign))
      const checkpoint = { ...next, note: formatNote({ text, signatures }), at: await timeIn(transaction) }
      if (!(await store.advance(transaction, epoch, tree, checkpoint))) throw new FencedError()
      atStep('signed')
    })
    atStep('checkpoint-committed')
    tree = next
    edge = growth.edge
    await storage.dropPartials(fullPaths(growth.tiles))
    return true
  }

  function bundlesOf(entries: readonly Uint8Array[], start: number, size: number): StoredObject[] {
    const bundles: StoredObject[] = []
    for (let index = start / TILE_WIDTH; widthIn(0, index, size) > 0; index++) {
      const width = widthIn(0, index, size)
      const from = index * TILE_WIDTH - start
      bundles.push({
        path: bundlePath({ index, width }),
        bytes: encodeBundle(entries.slice(from, from + width))
      })
    }
    return bundles
  }

  /** The right edge of the signed tree from its tiles, believed only because it hashes to the root. */
  async function readEdge({ size, root }: Tree): Promise<Edge> {
    const levels: Uint8Array[] = []
    for (const tile of edgeTiles(size)) {
      const bytes = await storage.get(tilePath(tile))
      if (bytes?.length !== tile.width * HASH_BYTES)
        throw new BrokenTilesError(`${tilePath(tile)} is missing or torn; run "erikti rebuild-log"`)
      while (levels.length < tile.level) levels.push(new Uint8Array())
      levels.push(bytes)
    }
    const read: Edge = { size, levels }
    if (!equalBytes(rootOf(hasher, read), root))
      throw new BrokenTilesError(`the tiles do not hash to the signed root ${toHex(root)}; run "erikti fsck"`)
    return read
  }
}

const fullPaths = (tiles: readonly Tile[]): string[] =>
  tiles
    .filter(({ width }) => width === TILE_WIDTH)
    .flatMap((tile) => [tilePath(tile), ...(tile.level === 0 ? [bundlePath(tile)] : [])])
