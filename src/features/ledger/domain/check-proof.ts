import { equalBytes, fromBase64, fromUtf8, toBase64, utf8 } from '#platform/prelude/bytes.ts'
import { checkCheckpoint, type CheckpointKeys } from './checkpoint.ts'
import { commitRecord, SALT_BYTES } from './commitment.ts'
import { decodeEntry, encodeEntry, type Entry } from './entry.ts'
import { provesInclusion, treeHasher } from './merkle.ts'
import type { NoteCrypto, Signed } from './note.ts'
import { isQuorum, type Quorum } from './policy.ts'
import type { ProofFile } from './proof-file.ts'

/** What a proof file holds besides the proof: the record, and what makes its leaf of it. */
export interface Disclosure {
  readonly salt: Uint8Array
  readonly record: unknown
  /** The entry that the record's entry changes; null for a first version. */
  readonly amends: number | null
}

/** RFC 8785. */
export type Canonicalize = (value: unknown) => string

export const formatDisclosure = (
  canonicalize: Canonicalize,
  { salt, record, amends }: Disclosure
): Uint8Array => utf8(canonicalize({ salt: toBase64(salt), record, ...(amends === null ? {} : { amends }) }))

/** null for anything but the one spelling of a disclosure: no byte of it is free. */
export function readDisclosure(canonicalize: Canonicalize, bytes: Uint8Array): Disclosure | null {
  const text = fromUtf8(bytes)
  try {
    const read = JSON.parse(text ?? '') as { salt?: unknown; record?: unknown; amends?: unknown }
    const { record, amends = null } = read
    const salt = typeof read.salt === 'string' ? fromBase64(read.salt) : null
    if (salt?.length !== SALT_BYTES || record === undefined) return null
    if (amends !== null && !(typeof amends === 'number' && Number.isSafeInteger(amends) && amends >= 0))
      return null
    const disclosure = { salt, record, amends }
    return equalBytes(formatDisclosure(canonicalize, disclosure), bytes) ? disclosure : null
  } catch {
    return null
  }
}

export interface ProofTrust {
  readonly keys: CheckpointKeys
  readonly quorum: Quorum
}

/** Enough witnesses signed. Without a quorum that anybody asks for, none ever do. */
export const isWitnessed = (quorum: Quorum, signed: readonly Signed[]): boolean =>
  quorum.threshold > 0 &&
  isQuorum(
    quorum,
    signed.map(({ key }) => key)
  )

export type ProofCheck =
  | {
      readonly ok: false
      readonly reason:
        'unreadable' | 'unknown-origin' | 'not-signed' | 'bad-signature' | 'no-record' | 'not-included'
    }
  | {
      readonly ok: true
      readonly entry: Entry
      readonly witnesses: readonly Signed[]
      readonly witnessed: boolean
      /** The file's record is the one that the entry commits to; null when the file holds none. */
      readonly recordMatches: boolean | null
      readonly record: unknown
    }

/**
 * Checks a proof file: a log that we know signed the tree, and the way leads from the entry to its root. The entry is
 * the one that the log has at this place, where the log can be asked; elsewhere it is made from the record.
 */
export function checkProofFile(
  { extra, index, proof, signed }: ProofFile,
  { keys, quorum }: ProofTrust,
  { verify, sha256, canonicalize }: NoteCrypto & { readonly canonicalize: Canonicalize },
  known: Uint8Array | null
): ProofCheck {
  const trust = checkCheckpoint(verify, signed, keys)
  if (!trust.ok) return trust
  const disclosure = extra && readDisclosure(canonicalize, extra)
  if (extra && !disclosure) return { ok: false, reason: 'unreadable' }
  const commitment = disclosure && commitRecord(sha256, disclosure.salt, canonicalize(disclosure.record))
  const candidates = known ? [known] : commitment ? leavesOf(commitment, disclosure.amends) : []
  if (!candidates.length) return { ok: false, reason: 'no-record' }
  const hasher = treeHasher(sha256)
  const { size, root } = signed.checkpoint
  const leaf = candidates.find((bytes) =>
    provesInclusion(hasher, { leafHash: hasher.leaf(bytes), index, size, root, proof })
  )
  const entry = leaf && decodeEntry(leaf)
  if (!entry) return { ok: false, reason: 'not-included' }
  return {
    ok: true,
    entry,
    witnesses: trust.witnesses,
    witnessed: isWitnessed(quorum, trust.witnesses),
    recordMatches:
      disclosure && equalBytes(commitment!, entry.commitment) && disclosure.amends === entry.amends,
    record: disclosure?.record
  }
}

/** The entries that a record may stand in: whether a change corrects or takes back is not in what is committed to. */
const leavesOf = (commitment: Uint8Array, amends: number | null): Uint8Array[] =>
  amends === null
    ? [encodeEntry({ type: 'record', commitment, amends })]
    : (['amend', 'revoke'] as const).map((type) => encodeEntry({ type, commitment, amends }))
