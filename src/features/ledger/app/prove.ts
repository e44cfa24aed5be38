import { consistencyRanges, HASH_BYTES, inclusionRanges, treeHasher, type Range } from '../domain/merkle.ts'
import {
  hashRanges,
  TILE_WIDTH,
  tilePath,
  tilesFor,
  tileView,
  type TileCoordinate,
  type TileView
} from '../domain/tiles.ts'
import type { Ports } from './ports.ts'

/** Tiles kept with the hashes computed from them: about 60 kB each. */
const CACHED_TILES_MAX = 64

export interface Prover {
  /** From the leaf's sibling up. @throws {RangeError} when the tree has no such leaf */
  inclusion(index: number, size: number): Promise<Uint8Array[]>
  consistency(from: number, to: number): Promise<Uint8Array[]>
}

/** Makes proofs from tiles alone; nothing of a proof is ever stored. */
export function createProver({ storage, sha256 }: Pick<Ports, 'storage' | 'sha256'>): Prover {
  const hasher = treeHasher(sha256)
  const cache = new Map<string, TileView>()

  async function prove(ranges: readonly Range[], size: number): Promise<Uint8Array[]> {
    const views = new Map<string, TileView>()
    for (const tile of tilesFor(ranges, size)) views.set(`${tile.level} ${tile.index}`, await view(tile))
    return hashRanges(hasher, ranges, (level, index) => views.get(`${level} ${index}`)!)
  }

  async function view(tile: TileCoordinate): Promise<TileView> {
    const path = tilePath(tile)
    let found = cache.get(path)
    if (found) cache.delete(path)
    else found = tileView(hasher, await readTile(storage, tile))
    cache.set(path, found)
    if (cache.size > CACHED_TILES_MAX) cache.delete(cache.keys().next().value!)
    return found
  }

  return {
    inclusion: (index, size) => prove(inclusionRanges(index, size), size),
    consistency: (from, to) => prove(consistencyRanges(from, to), to)
  }
}

/** A tile; of a partial one that has since become full, its part. */
export async function readTile(
  storage: Pick<Ports['storage'], 'get'>,
  tile: TileCoordinate
): Promise<Uint8Array> {
  const path = tilePath(tile)
  const exact = await storage.get(path)
  const bytes = exact ?? (await storage.get(tilePath({ ...tile, width: TILE_WIDTH })))
  if (bytes?.length !== (exact ? tile.width : TILE_WIDTH) * HASH_BYTES)
    throw new Error(`${path} is missing or torn`)
  return bytes.subarray(0, tile.width * HASH_BYTES)
}
