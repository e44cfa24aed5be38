import { concat, equalBytes } from '#platform/prelude/bytes.ts'
import type { Sha256 } from './sha256.ts'

/*
 * The Merkle tree of RFC 6962, section 2.1. Proofs are made and checked by the recursion that defines them, so that
 * the code can be held against the text. Sizes go beyond 32 bits: arithmetic, no bit operations.
 */

export const HASH_BYTES = 32
/** A tree of 2^53 leaves is 53 levels high; a consistency proof has one hash more (tlog-witness allows 63). */
export const PROOF_HASHES_MAX = 63

export interface TreeHasher {
  readonly empty: Uint8Array
  leaf(entry: Uint8Array): Uint8Array
  node(left: Uint8Array, right: Uint8Array): Uint8Array
}

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

export const treeHasher = (sha256: Sha256): TreeHasher => ({
  empty: sha256(new Uint8Array()),
  leaf: (entry) => sha256(concat(LEAF, entry)),
  node: (left, right) => sha256(concat(NODE, left, right))
})

/** The leaves from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** A subtree with all its 2^level leaves; `index` counts the subtrees of that level from the left. */
export interface Subtree {
  readonly level: number
  readonly index: number
}

/** The largest power of two smaller than `size`: where a tree of `size` leaves (at least 2) splits. */
function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** What an inclusion proof is made of, from the leaf's sibling up. @throws {RangeError} index outside the tree */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!isSize(index) || !isSize(size) || index >= size)
    throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  const path = (start: number, end: number): Range[] => {
    if (end - start === 1) return []
    const middle = start + splitOf(end - start)
    return index < middle
      ? [...path(start, middle), { start: middle, end }]
      : [...path(middle, end), { start, end: middle }]
  }
  return path(0, size)
}

/** What a consistency proof is made of (RFC 6962, 2.1.2). @throws {RangeError} `from` is larger than `to` */
export function consistencyRanges(from: number, to: number): Range[] {
  if (!isSize(from) || !isSize(to) || from > to)
    throw new RangeError(`a tree of ${to} does not contain one of ${from}`)
  if (from === 0 || from === to) return []
  const path = (start: number, end: number, whole: boolean): Range[] => {
    if (end === from) return whole ? [] : [{ start, end }]
    const middle = start + splitOf(end - start)
    return from <= middle
      ? [...path(start, middle, whole), { start: middle, end }]
      : [...path(middle, end, false), { start, end: middle }]
  }
  return path(0, to, true)
}

/** Cuts a range that begins at a subtree's edge, as those of proofs do, into full subtrees from left to right. */
export function subtreesOf({ start, end }: Range): Subtree[] {
  const subtrees: Subtree[] = []
  for (let at = start; at < end;) {
    let [level, width] = [0, 1]
    while (at % (width * 2) === 0 && at + width * 2 <= end) [level, width] = [level + 1, width * 2]
    subtrees.push({ level, index: at / width })
    at += width
  }
  return subtrees
}

/** Joins the hashes of {@link subtreesOf} into the hash of their range. */
export function joinSubtrees(hasher: TreeHasher, hashes: readonly Uint8Array[]): Uint8Array {
  if (!hashes.length) return hasher.empty
  return hashes.reduceRight((right, left) => hasher.node(left, right))
}

export interface InclusionClaim {
  readonly leafHash: Uint8Array
  readonly index: number
  readonly size: number
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** True when the proof leads from the leaf to the root, and holds nothing besides. */
export function provesInclusion(hasher: TreeHasher, claim: InclusionClaim): boolean {
  const { index, size, leafHash, root, proof } = claim
  if (!isSize(index) || !isSize(size) || index >= size) return false
  if (!areHashes([leafHash, root, ...proof]) || proof.length > PROOF_HASHES_MAX) return false
  const climb = (at: number, of: number, left: number): Uint8Array | null => {
    if (of === 1) return left === 0 ? leafHash : null
    if (left === 0) return null
    const [split, sibling] = [splitOf(of), proof[left - 1]!]
    const below = at < split ? climb(at, split, left - 1) : climb(at - split, of - split, left - 1)
    if (!below) return null
    return at < split ? hasher.node(below, sibling) : hasher.node(sibling, below)
  }
  const computed = climb(index, size, proof.length)
  return computed !== null && equalBytes(computed, root)
}

export interface ConsistencyClaim {
  readonly from: { readonly size: number; readonly root: Uint8Array }
  readonly to: { readonly size: number; readonly root: Uint8Array }
  readonly proof: readonly Uint8Array[]
}

/**
 * True when the proof shows that the larger tree continues the smaller. A first size of 0 is refused: every tree
 * continues the empty one, there is nothing to prove, and callers that mean it say so themselves.
 */
export function provesConsistency(hasher: TreeHasher, { from, to, proof }: ConsistencyClaim): boolean {
  if (!isSize(from.size) || !isSize(to.size) || from.size === 0 || from.size > to.size) return false
  if (from.size === to.size) return proof.length === 0 && equalBytes(from.root, to.root)
  if (!areHashes([from.root, to.root, ...proof]) || proof.length > PROOF_HASHES_MAX) return false
  interface Roots {
    old: Uint8Array
    new: Uint8Array
  }
  const climb = (old: number, of: number, whole: boolean, left: number): Roots | null => {
    if (old === of) {
      if (whole) return left === 0 ? { old: from.root, new: from.root } : null
      return left === 1 ? { old: proof[0]!, new: proof[0]! } : null
    }
    if (left === 0) return null
    const [split, sibling] = [splitOf(of), proof[left - 1]!]
    if (old <= split) {
      const below = climb(old, split, whole, left - 1)
      return below && { old: below.old, new: hasher.node(below.new, sibling) }
    }
    const below = climb(old - split, of - split, false, left - 1)
    return below && { old: hasher.node(sibling, below.old), new: hasher.node(sibling, below.new) }
  }
  const roots = climb(from.size, to.size, true, proof.length)
  return roots !== null && equalBytes(roots.old, from.root) && equalBytes(roots.new, to.root)
}

const areHashes = (hashes: readonly Uint8Array[]): boolean =>
  hashes.every((hash) => hash.length === HASH_BYTES)
