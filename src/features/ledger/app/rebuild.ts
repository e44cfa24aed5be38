import type { Db } from '#platform/database/database.ts'
import { equalBytes, toBase64 } from '#platform/prelude/bytes.ts'
import { treeHasher } from '../domain/merkle.ts'
import {
  bundlePath,
  edgeTiles,
  EMPTY_EDGE,
  encodeBundle,
  grow,
  rootOf,
  TILE_WIDTH,
  tilePath,
  widthIn,
  type Edge
} from '../domain/tiles.ts'
import { CHECKPOINTS_MAX } from './audit-installation.ts'
import type { Ports, StoredObject } from './ports.ts'

/** Leaves read at once: whole bundles. */
const STRETCH = 16 * TILE_WIDTH

export interface Rebuilt {
  readonly size: number
  readonly objects: number
  /** Paths that were missing or wrong. */
  readonly mended: number
}

/** The leaves of the database are not those of the signed tree: nothing that could be built from them is right. */
export class WrongLeavesError extends Error {
  override name = 'WrongLeavesError'
}

/**
 * Makes every tile and bundle of the signed trees again from the leaves of the database and puts right what is
 * missing or broken. The leaves are first held against the signed root; the tree itself is never touched.
 */
export async function rebuildTiles(
  { store, storage, sha256 }: Pick<Ports, 'store' | 'storage' | 'sha256'>,
  db: Db,
  onProgress: (done: number, size: number) => void = () => {}
): Promise<Rebuilt> {
  const hasher = treeHasher(sha256)
  const { size, root } = (await store.tree(db)) ?? { size: 0, root: hasher.empty }
  const sizes = (await store.recent(db, CHECKPOINTS_MAX)).map((tree) => tree.size).reverse()
  let computed = hasher.empty
  for await (const { edgeRoot } of stretches()) computed = edgeRoot
  if (!equalBytes(computed, root))
    throw new WrongLeavesError(
      `the leaves of the database hash to ${toBase64(computed)}, and the signed root of ${size} is ${toBase64(root)}`
    )
  let objects = 0
  let mended = 0
  for await (const { done, made } of stretches()) {
    for (const [path, bytes] of made) if (await mend({ path, bytes })) mended++
    objects += made.size
    onProgress(done, size)
  }
  return { size, objects, mended }

  async function* stretches() {
    let edge = EMPTY_EDGE
    while (edge.size < size) {
      const first = edge.size
      const entries = await store.leaves(db, first, Math.min(STRETCH, size - first))
      if (!entries.length) throw new WrongLeavesError(`leaf ${first} is missing from the database`)
      const made = new Map<string, Uint8Array>()
      const end = first + entries.length
      for (const cut of [...sizes.filter((one) => one > first && one < end), end]) {
        const growth = grow(hasher, edge, entries.slice(edge.size - first, cut - first).map(hasher.leaf))
        edge = growth.edge
        for (const tile of growth.tiles) if (tile.width === TILE_WIDTH) made.set(tilePath(tile), tile.bytes)
        addPartials(made, edge, entries.slice(cut - (cut % TILE_WIDTH) - first, cut - first))
      }
      for (let at = 0; at + TILE_WIDTH <= entries.length; at += TILE_WIDTH)
        made.set(
          bundlePath({ index: (first + at) / TILE_WIDTH, width: TILE_WIDTH }),
          encodeBundle(entries.slice(at, at + TILE_WIDTH))
        )
      yield { done: edge.size, edgeRoot: rootOf(hasher, edge), made }
    }
  }

  /** The tiles at the edge of a tree, and its last bundle, that have not become full since. */
  function addPartials(made: Map<string, Uint8Array>, edge: Edge, last: readonly Uint8Array[]): void {
    const isPartial = (level: number, index: number) => widthIn(level, index, size) < TILE_WIDTH
    for (const tile of edgeTiles(edge.size))
      if (isPartial(tile.level, tile.index)) made.set(tilePath(tile), edge.levels[tile.level]!)
    const index = Math.floor(edge.size / TILE_WIDTH)
    if (last.length && isPartial(0, index))
      made.set(bundlePath({ index, width: last.length }), encodeBundle(last))
  }

  async function mend(object: StoredObject): Promise<boolean> {
    const there = await storage.get(object.path)
    if (there && equalBytes(there, object.bytes)) return false
    if (there) await storage.remove(object.path)
    await storage.put([object])
    return true
  }
}
