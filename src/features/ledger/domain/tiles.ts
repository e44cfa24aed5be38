import { HASH_BYTES, joinSubtrees, subtreesOf, type Range, type Subtree, type TreeHasher } from './merkle.ts'
import { readDecimal } from './numbers.ts'

/*
 * Tiles as tlog-tiles says: 256 hashes of one level of the tree, eight levels apart. A tile is full for ever, or
 * partial and named by its width.
 */

const TILE_HEIGHT = 8
export const TILE_WIDTH = 256
const TILE_BYTES = TILE_WIDTH * HASH_BYTES
/** 256^7 is beyond 2^53. */
const LEVEL_MAX = 6

export interface TileCoordinate {
  readonly level: number
  readonly index: number
  /** 1 to 256 hashes (or entries). */
  readonly width: number
}

export interface Tile extends TileCoordinate {
  readonly bytes: Uint8Array
}

/** `tile/1/x001/234.p/17` */
export const tilePath = ({ level, index, width }: TileCoordinate): string =>
  `tile/${level}/${spread(index)}${partial(width)}`

/** `tile/entries/x001/234.p/17` */
export const bundlePath = ({ index, width }: Omit<TileCoordinate, 'level'>): string =>
  `tile/entries/${spread(index)}${partial(width)}`

const partial = (width: number): string => (width === TILE_WIDTH ? '' : `.p/${width}`)

function spread(index: number): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0')
  const groups = digits.match(/\d{3}/g)!
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
}

/** Reads either kind of path; `entries` are of level null. null for anything that is not the one right spelling. */
export function parsePath(path: string): (Omit<TileCoordinate, 'level'> & { level: number | null }) | null {
  const match = /^tile\/(entries|\d)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path)
  if (!match) return null
  const level = match[1] === 'entries' ? null : Number(match[1])
  const index = readDecimal(match[2]!.replace(/[x/]/g, '').replace(/^0+(?=\d)/, ''))
  const width = match[3] ? Number(match[3]) : TILE_WIDTH
  if (index === null || (level ?? 0) > LEVEL_MAX || (match[3] && width >= TILE_WIDTH)) return null
  if (spread(index) !== match[2]) return null
  return { level, index, width }
}

/** How many hashes a tree of `size` leaves has at a tile level: its full subtrees of 256^level leaves. */
const hashesAt = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level)

/** The width that a tile has in a tree of `size` leaves; 0 when it is not there at all. */
export const widthIn = (level: number, index: number, size: number): number =>
  Math.max(0, Math.min(TILE_WIDTH, hashesAt(level, size) - index * TILE_WIDTH))

/** The tiles at the right edge of a tree, partial ones only: what the next leaves are appended to. */
export function edgeTiles(size: number): TileCoordinate[] {
  const tiles: TileCoordinate[] = []
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const width = hashesAt(level, size) % TILE_WIDTH
    if (width) tiles.push({ level, index: Math.floor(hashesAt(level, size) / TILE_WIDTH), width })
  }
  return tiles
}

/** Every tile of a tree, level by level, as its widest form. */
export function* allTiles(size: number): Generator<TileCoordinate> {
  for (let level = 0; hashesAt(level, size) > 0; level++)
    for (let index = 0; widthIn(level, index, size) > 0; index++)
      yield { level, index, width: widthIn(level, index, size) }
}

/** The state of a growing tree: its size and the bytes of its partial tiles, by level. */
export interface Edge {
  readonly size: number
  readonly levels: readonly Uint8Array[]
}

export const EMPTY_EDGE: Edge = { size: 0, levels: [] }

/** The root of the tree that an edge belongs to: every full subtree left of it is in one of its tiles. */
export function rootOf(hasher: TreeHasher, edge: Edge): Uint8Array {
  // Level by level from the lowest: the right end of the tree first.
  let right: Uint8Array | null = null
  for (const [level, bytes] of edge.levels.entries()) {
    const count = bytes.length / HASH_BYTES
    const first = hashesAt(level, edge.size) - count
    const subtrees = subtreesOf({ start: first, end: first + count })
    const view = tileView(hasher, bytes)
    for (const { level: height, index } of subtrees.reverse()) {
      const left: Uint8Array = view(height, index - Math.floor(first / 2 ** height))
      right = right ? hasher.node(left, right) : left
    }
  }
  return right ?? hasher.empty
}

export interface Growth {
  readonly edge: Edge
  /** The tiles that the new tree has and the old one had not, in their new width. */
  readonly tiles: readonly Tile[]
}

/** Appends leaves; touches only the right edge, whatever the size of the tree. */
export function grow(hasher: TreeHasher, edge: Edge, leafHashes: readonly Uint8Array[]): Growth {
  const size = edge.size + leafHashes.length
  const tiles: Tile[] = []
  const levels: Uint8Array[] = []
  let added = leafHashes
  for (let level = 0; added.length > 0 || level < edge.levels.length; level++) {
    const before = edge.levels[level] ?? new Uint8Array()
    const row = new Uint8Array(before.length + added.length * HASH_BYTES)
    row.set(before)
    for (const [i, hash] of added.entries()) row.set(hash, before.length + i * HASH_BYTES)
    let index = (hashesAt(level, edge.size) - before.length / HASH_BYTES) / TILE_WIDTH
    const full: Uint8Array[] = []
    for (; row.length - full.length * TILE_BYTES >= TILE_BYTES; index++) {
      const bytes = row.subarray(full.length * TILE_BYTES, (full.length + 1) * TILE_BYTES)
      tiles.push({ level, index, width: TILE_WIDTH, bytes })
      full.push(tileView(hasher, bytes)(TILE_HEIGHT, 0))
    }
    const rest = row.slice(full.length * TILE_BYTES)
    if (rest.length && added.length)
      tiles.push({ level, index, width: rest.length / HASH_BYTES, bytes: rest })
    levels.push(rest)
    added = full
  }
  return { edge: { size, levels }, tiles }
}

/** Gives hashes inside one tile, `height` levels (0 to 8) above its own hashes, and remembers what it computed. */
export type TileView = (height: number, index: number) => Uint8Array

export function tileView(hasher: TreeHasher, bytes: Uint8Array): TileView {
  const known: Uint8Array[][] = []
  const at: TileView = (height, index) => {
    if (height === 0) {
      const hash = bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
      if (hash.length !== HASH_BYTES) throw new RangeError(`the tile has no hash ${index}`)
      return hash
    }
    const row = (known[height] ??= [])
    return (row[index] ??= hasher.node(at(height - 1, index * 2), at(height - 1, index * 2 + 1)))
  }
  return at
}

/** Where the hash of a full subtree stands: in which tile, and where within. */
function placeOf({ level, index }: Subtree): {
  level: number
  index: number
  height: number
  offset: number
} {
  const height = level % TILE_HEIGHT
  const perTile = 2 ** (TILE_HEIGHT - height)
  const tileIndex = Math.floor(index / perTile)
  return {
    level: (level - height) / TILE_HEIGHT,
    index: tileIndex,
    height,
    offset: index - tileIndex * perTile
  }
}

/** The tiles needed to hash ranges of a tree of `size` leaves, each once. */
export function tilesFor(ranges: readonly Range[], size: number): TileCoordinate[] {
  const needed = new Map<string, TileCoordinate>()
  for (const range of ranges)
    for (const subtree of subtreesOf(range)) {
      const { level, index } = placeOf(subtree)
      const tile = { level, index, width: widthIn(level, index, size) }
      needed.set(tilePath(tile), tile)
    }
  return [...needed.values()]
}

/** Hashes ranges from the tiles that {@link tilesFor} named. */
export function hashRanges(
  hasher: TreeHasher,
  ranges: readonly Range[],
  tile: (level: number, index: number) => TileView
): Uint8Array[] {
  return ranges.map((range) =>
    joinSubtrees(
      hasher,
      subtreesOf(range).map((subtree) => {
        const { level, index, height, offset } = placeOf(subtree)
        return tile(level, index)(height, offset)
      })
    )
  )
}

const ENTRY_BYTES_MAX = 65_535

/** A bundle of entries: each behind its length in two bytes, big-endian. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0))
  let at = 0
  for (const entry of entries) {
    if (entry.length > ENTRY_BYTES_MAX) throw new RangeError('an entry has at most 65,535 bytes')
    bytes[at] = entry.length >> 8
    bytes[at + 1] = entry.length & 0xff
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/** null when it is not a bundle of 1 to 256 whole entries. */
export function decodeBundle(bytes: Uint8Array): Uint8Array[] | null {
  const entries: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    if (at + 2 > bytes.length) return null
    const end = at + 2 + bytes[at]! * 256 + bytes[at + 1]!
    if (end > bytes.length || entries.length === TILE_WIDTH) return null
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return entries.length ? entries : null
}
