import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromBase64, toHex, utf8 } from '#platform/prelude/bytes.ts'
import {
  consistencyRanges,
  inclusionRanges,
  provesConsistency,
  provesInclusion,
  treeHasher,
  type Range
} from './merkle.ts'

const hasher = treeHasher((data) => new Uint8Array(createHash('sha256').update(data).digest()))

/** RFC 6962, 2.1, word for word: slow, and so simple that it cannot agree with the code under test by mistake. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return hasher.empty
  if (leaves.length === 1) return leaves[0]!
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return hasher.node(mth(leaves.slice(0, k)), mth(leaves.slice(k)))
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, i) => hasher.leaf(utf8(`entry ${i}`)))
const hashesOf = (leaves: readonly Uint8Array[], ranges: readonly Range[]) =>
  ranges.map(({ start, end }) => mth(leaves.slice(start, end)))

const tree = fc.integer({ min: 1, max: 300 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    index: fc.nat({ max: size - 1 }),
    old: fc.integer({ min: 1, max: size })
  })
)

test('the eight leaves of the RFC 6962 reference tree have the roots known from Certificate Transparency', () => {
  const data = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f'
  ]
  const roots = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
  ]
  const leaves = data.map((hex) => hasher.leaf(new Uint8Array(Buffer.from(hex, 'hex'))))
  for (const [i, root] of roots.entries()) assert.equal(toHex(mth(leaves.slice(0, i + 1))), root)
  assert.equal(toHex(hasher.empty), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})

test('every leaf of any tree is proved, and no other leaf, index, size or root by the same proof', () => {
  fc.assert(
    fc.property(tree, ({ size, index, old }) => {
      const leaves = leavesOf(size)
      const claim = {
        leafHash: leaves[index]!,
        index,
        size,
        root: mth(leaves),
        proof: hashesOf(leaves, inclusionRanges(index, size))
      }
      assert.ok(provesInclusion(hasher, claim))
      const other = (index + 1) % size
      if (other !== index) {
        assert.ok(!provesInclusion(hasher, { ...claim, index: other }))
        assert.ok(!provesInclusion(hasher, { ...claim, leafHash: leaves[other]! }))
      }
      assert.ok(!provesInclusion(hasher, { ...claim, index: index + size }))
      assert.ok(!provesInclusion(hasher, { ...claim, size: index }))
      assert.ok(!provesInclusion(hasher, { ...claim, proof: [...claim.proof, claim.root] }))
      assert.ok(!provesInclusion(hasher, { ...claim, proof: [claim.root, ...claim.proof] }))
      if (old < size) assert.ok(!provesInclusion(hasher, { ...claim, root: mth(leaves.slice(0, old)) }))
    })
  )
})

test('every tree continues every smaller one, and is not shown to by any other proof', () => {
  fc.assert(
    fc.property(tree, ({ size, old }) => {
      const leaves = leavesOf(size)
      const claim = {
        from: { size: old, root: mth(leaves.slice(0, old)) },
        to: { size, root: mth(leaves) },
        proof: hashesOf(leaves, consistencyRanges(old, size))
      }
      assert.ok(provesConsistency(hasher, claim))
      assert.ok(!provesConsistency(hasher, { ...claim, proof: [...claim.proof, claim.to.root] }))
      assert.ok(!provesConsistency(hasher, { ...claim, from: { ...claim.from, root: hasher.empty } }))
      assert.ok(!provesConsistency(hasher, { ...claim, to: { ...claim.to, root: hasher.empty } }))
      assert.ok(!provesConsistency(hasher, { ...claim, from: { ...claim.from, size: 0 } }))
      if (old < size) assert.ok(!provesConsistency(hasher, { ...claim, from: claim.to, to: claim.from }))
    })
  )
})

test('a flipped bit anywhere in a proof is found', () => {
  const flip = fc.record({ at: fc.nat(), bit: fc.nat({ max: 7 }) })
  fc.assert(
    fc.property(tree, flip, ({ size, index, old }, { at, bit }) => {
      const leaves = leavesOf(size)
      const root = mth(leaves)
      const spoil = (proof: readonly Uint8Array[]) =>
        proof.map((hash, i) =>
          i === at % proof.length ? hash.map((b, j) => (j === at % 32 ? b ^ (1 << bit) : b)) : hash
        )
      const inclusion = hashesOf(leaves, inclusionRanges(index, size))
      if (inclusion.length)
        assert.ok(
          !provesInclusion(hasher, { leafHash: leaves[index]!, index, size, root, proof: spoil(inclusion) })
        )
      const consistency = hashesOf(leaves, consistencyRanges(old, size))
      const from = { size: old, root: mth(leaves.slice(0, old)) }
      if (consistency.length)
        assert.ok(!provesConsistency(hasher, { from, to: { size, root }, proof: spoil(consistency) }))
    })
  )
})

test('proofs of trees beyond 32 bits have the length that their height asks for', () => {
  const size = 2 ** 50
  assert.equal(inclusionRanges(2 ** 40 + 12_345, size).length, 50)
  assert.equal(inclusionRanges(size, size + 1).length, 1)
  assert.throws(() => inclusionRanges(size, size), RangeError)
  assert.throws(() => consistencyRanges(2 ** 53, 2 ** 54), RangeError)
})

interface Vectors {
  inclusion: {
    leafIdx: number
    treeSize: number
    root: string
    leafHash: string
    proof: string[] | null
    wantErr: boolean
    name: string
  }[]
  consistency: {
    size1: number
    size2: number
    root1: string
    root2: string
    proof: string[] | null
    wantErr: boolean
    name: string
  }[]
}

const vectorFile = new URL('../../../../../shared/vectors/merkle-proofs.json', import.meta.url)
const skip = existsSync(vectorFile) ? false : `${vectorFile.pathname} is not on this machine`

test('the vectors of transparency-dev/merkle are answered as wanted', { skip }, () => {
  const { inclusion, consistency } = JSON.parse(readFileSync(vectorFile, 'utf8')) as Vectors
  const bytes = (text: string) => fromBase64(text) ?? new Uint8Array()
  assert.ok(inclusion.length > 90 && consistency.length > 90)
  for (const { leafIdx: index, treeSize: size, root, leafHash, proof, wantErr, name } of inclusion) {
    const claim = {
      index,
      size,
      root: bytes(root),
      leafHash: bytes(leafHash),
      proof: (proof ?? []).map(bytes)
    }
    assert.equal(provesInclusion(hasher, claim), !wantErr, name)
  }
  for (const { size1, size2, root1, root2, proof, wantErr, name } of consistency) {
    const claim = {
      from: { size: size1, root: bytes(root1) },
      to: { size: size2, root: bytes(root2) },
      proof: (proof ?? []).map(bytes)
    }
    assert.equal(provesConsistency(hasher, claim), !wantErr, name)
  }
})

test('an independent implementation from npm agrees on random trees', async () => {
  const { RFC9162 } = await import('@transmute/rfc9162')
  const entries = (size: number) => Array.from({ length: size }, (_, i) => utf8(`entry ${i}`))
  await fc.assert(
    fc.asyncProperty(tree, async ({ size, index, old }) => {
      const [data, leaves] = [entries(size), leavesOf(size)]
      const theirs = await RFC9162.treeHead(data)
      assert.equal(toHex(mth(leaves)), toHex(theirs))
      const inclusion = await RFC9162.inclusionProof(data[index]!, data)
      assert.deepEqual(
        inclusion.inclusion_path.map(toHex),
        hashesOf(leaves, inclusionRanges(index, size)).map(toHex)
      )
      // Of trees of one size they prove nothing; and their proofs begin with the old root where RFC 9162, 2.1.4.2
      // lets the verifier put it there itself.
      if (old === size) return
      const ours = hashesOf(leaves, consistencyRanges(old, size))
      const path = Number.isInteger(Math.log2(old)) ? [mth(leaves.slice(0, old)), ...ours] : ours
      const previous = { log_id: '', tree_size: old, leaf_index: 0, inclusion_path: [] }
      const consistency = await RFC9162.consistencyProof(previous, data)
      assert.deepEqual(consistency.consistency_path.map(toHex), path.map(toHex))
    }),
    { numRuns: 25 }
  )
})
