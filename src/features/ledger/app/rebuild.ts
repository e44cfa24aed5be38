import type { Db } from '#platform/database/database.ts'
import { equalBytes, toBase64 } from '#platform/prelude/bytes.ts'
import { treeHasher } from '../domain/merkle.ts'
import {
  bundlePath,
  EMPTY_EDGE,
  encodeBundle,
  grow,
  rootOf,
  TILE_WIDTH,
  tilePath,
  widthIn
} from '../domain/tiles.ts'
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
 * Makes every tile and bundle of the signed tree again from the leaves of the database and puts right what is
 * missing or broken. The leaves are first held against the signed root; the tree itself is never touched.
 */
export async function rebuildTiles(
  { store, storage, sha256 }: Pick<Ports, 'store' | 'storage' | 'sha256'>,
  db: Db,
  onProgress: (done: number, size: number) => void = () => {}
): Promise<Rebuilt> {
  const hasher = treeHasher(sha256)
  const { size, root } = await store.tree(db)
  let computed = hasher.empty
  for await (const { edgeRoot } of stretches()) computed = edgeRoot
  if (!equalBytes(computed, root))
    throw new WrongLeavesError(
      `the leaves of the database hash to ${toBase64(computed)}, and the signed root of ${size} is ${toBase64(root)}`
    )
  let objects = 0
  let mended = 0
  for await (const { done, made } of stretches()) {
    for (const object of made) if (await mend(object)) mended++
    objects += made.length
    onProgress(done, size)
  }
  return { size, objects, mended }

  async function* stretches() {
    let edge = EMPTY_EDGE
    while (edge.size < size) {
      const first = edge.size
      const entries = await store.leaves(db, first, Math.min(STRETCH, size - first))
      if (!entries.length) throw new WrongLeavesError(`leaf ${first} is missing from the database`)
      const growth = grow(hasher, edge, entries.map(hasher.leaf))
      edge = growth.edge
      const made: StoredObject[] = growth.tiles
        .filter((tile) => tile.width === widthIn(tile.level, tile.index, size))
        .map((tile) => ({ path: tilePath(tile), bytes: tile.bytes }))
      for (let at = 0; at < entries.length; at += TILE_WIDTH) {
        const bundle = entries.slice(at, at + TILE_WIDTH)
        const path = bundlePath({ index: (first + at) / TILE_WIDTH, width: bundle.length })
        made.push({ path, bytes: encodeBundle(bundle) })
      }
      yield { done: edge.size, edgeRoot: rootOf(hasher, edge), made }
    }
  }

  async function mend(object: StoredObject): Promise<boolean> {
    const there = await storage.get(object.path)
    if (there && equalBytes(there, object.bytes)) return false
    if (there) await storage.remove(object.path)
    await storage.put([object])
    return true
  }
}
