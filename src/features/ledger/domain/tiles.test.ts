import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { toHex, utf8 } from '#platform/prelude/bytes.ts'
import {
  consistencyRanges,
  inclusionRanges,
  provesConsistency,
  provesInclusion,
  subtreesOf,
  treeHasher
} from './merkle.ts'
import {
  allTiles,
  bundlePath,
  decodeBundle,
  edgeTiles,
  EMPTY_EDGE,
  encodeBundle,
  grow,
  hashRanges,
  parsePath,
  rootOf,
  tilePath,
  tilesFor,
  tileView,
  widthIn,
  type Edge
} from './tiles.ts'

const hasher = treeHasher((data) => new Uint8Array(createHash('sha256').update(data).digest()))
const leavesOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => hasher.leaf(utf8(`entry ${from + i}`)))

/** Grows a log by batches, as the sequencer does, and keeps every tile that it ever wrote. */
function logOf(batches: readonly number[]) {
  const store = new Map<string, Uint8Array>()
  const roots = new Map<number, Uint8Array>([[0, hasher.empty]])
  let edge: Edge = EMPTY_EDGE
  for (const count of batches) {
    const growth = grow(hasher, edge, leavesOf(edge.size, edge.size + count))
    for (const tile of growth.tiles) {
      const path = tilePath(tile)
      const there = store.get(path)
      if (there) assert.equal(toHex(there), toHex(tile.bytes), `${path} changed`)
      store.set(path, tile.bytes)
    }
    edge = growth.edge
    roots.set(edge.size, rootOf(hasher, edge))
  }
  return { store, roots, edge }
}

test('paths are spelled as tlog-tiles says, and read back only when they are', () => {
  assert.equal(tilePath({ level: 0, index: 0, width: 256 }), 'tile/0/000')
  assert.equal(tilePath({ level: 1, index: 1_234_067, width: 256 }), 'tile/1/x001/x234/067')
  assert.equal(tilePath({ level: 2, index: 999, width: 17 }), 'tile/2/999.p/17')
  assert.equal(bundlePath({ index: 1_000, width: 1 }), 'tile/entries/x001/000.p/1')
  fc.assert(
    fc.property(
      fc.nat({ max: 6 }),
      fc.nat({ max: 2 ** 31 - 1 }),
      fc.integer({ min: 1, max: 256 }),
      (level, index, width) => {
        assert.deepEqual(parsePath(tilePath({ level, index, width })), { level, index, width })
        assert.deepEqual(parsePath(bundlePath({ index, width })), { level: null, index, width })
      }
    )
  )
  for (const path of [
    'tile/0/00',
    'tile/0/0000',
    'tile/7/000',
    'tile/00/000',
    'tile/0/x000/001',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/x001',
    'tile/0/001/002',
    'tile/-1/000',
    'tile/0/../000',
    'tile/entries/',
    'tile/0/000/'
  ])
    assert.equal(parsePath(path), null, path)
})

test('a tree of 70,000 has the tiles that the specification counts', () => {
  const tiles = [...allTiles(70_000)]
  const widths = (level: number) => tiles.filter((tile) => tile.level === level).map(({ width }) => width)
  assert.equal(widths(0).filter((width) => width === 256).length, 273)
  assert.deepEqual(edgeTiles(70_000), [
    { level: 0, index: 273, width: 112 },
    { level: 1, index: 1, width: 17 },
    { level: 2, index: 0, width: 1 }
  ])
  assert.deepEqual(edgeTiles(256), [{ level: 1, index: 0, width: 1 }])
  assert.equal(widthIn(0, 274, 70_000), 0)
})

test('however a log grew, its tiles never change, and its roots prove each other', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.nat(),
      (batches, a, b) => {
        const { store, roots, edge } = logOf(batches)
        const { size } = edge
        const at = (of: number) => (level: number, index: number) => {
          const bytes = store.get(tilePath({ level, index, width: widthIn(level, index, of) }))
          assert.ok(bytes, `tile ${level}/${index} of a tree of ${of}`)
          return tileView(hasher, bytes)
        }
        assert.equal(toHex(rootOf(hasher, logOf([size]).edge)), toHex(roots.get(size)!))

        const index = a % size
        const inclusion = inclusionRanges(index, size)
        for (const tile of tilesFor(inclusion, size)) assert.ok(store.has(tilePath(tile)))
        const proof = hashRanges(hasher, inclusion, at(size))
        const [leafHash] = leavesOf(index, index + 1)
        assert.ok(
          provesInclusion(hasher, { leafHash: leafHash!, index, size, root: roots.get(size)!, proof })
        )

        const sizes = [...roots.keys()].slice(1)
        const from = sizes[b % sizes.length]!
        const claim = {
          from: { size: from, root: roots.get(from)! },
          to: { size, root: roots.get(size)! },
          proof: hashRanges(hasher, consistencyRanges(from, size), at(size))
        }
        assert.ok(provesConsistency(hasher, claim))
      }
    ),
    { numRuns: 60 }
  )
})

test('ranges are cut into full subtrees without gap or overlap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(), (size, seed) => {
      for (const range of inclusionRanges(seed % size, size)) {
        let at = range.start
        for (const { level, index } of subtreesOf(range)) {
          assert.equal(index * 2 ** level, at)
          at += 2 ** level
        }
        assert.equal(at, range.end)
      }
    })
  )
})

test('bundles give back their entries; torn, empty or overfull ones are refused', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 })
  fc.assert(
    fc.property(entries, (list) => {
      const bytes = encodeBundle(list)
      assert.deepEqual(decodeBundle(bytes), list)
      assert.equal(
        decodeBundle(bytes.subarray(0, bytes.length - 1))?.length ?? list.length - 1,
        list.length - 1
      )
    })
  )
  assert.equal(decodeBundle(new Uint8Array()), null)
  assert.equal(decodeBundle(Uint8Array.of(0)), null)
  assert.equal(decodeBundle(Uint8Array.of(0, 2, 1)), null)
  assert.equal(decodeBundle(encodeBundle(Array.from({ length: 257 }, () => new Uint8Array()))), null)
})
