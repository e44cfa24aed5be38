import { fromBase64, toBase64, utf8 } from '#platform/prelude/bytes.ts'
import { HASH_BYTES } from './merkle.ts'
import {
  checkNote,
  parseNote,
  SIGNATURE_TYPES,
  type Note,
  type Signed,
  type VerifierKey,
  type VerifyEd25519
} from './note.ts'
import { readDecimal } from './numbers.ts'

/** A tree as a log signs it (c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  /** Lines after the third; ours have none. */
  readonly extensions: readonly string[]
}

export const formatCheckpoint = ({ origin, size, root, extensions }: Checkpoint): string =>
  [origin, String(size), toBase64(root), ...extensions].map((line) => `${line}\n`).join('')

/** Reads the text of a note as a checkpoint; null when it is none. */
export function parseCheckpoint(text: string): Checkpoint | null {
  if (!text.endsWith('\n')) return null
  const [origin, sizeLine, rootLine, ...extensions] = text.slice(0, -1).split('\n')
  const size = readDecimal(sizeLine ?? '')
  const root = fromBase64(rootLine ?? '')
  if (!origin || size === null || root?.length !== HASH_BYTES || extensions.includes('')) return null
  return { origin, size, root, extensions }
}

export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly note: Note
}

/** Reads a checkpoint with its signatures, none of them checked yet. */
export function readCheckpoint(bytes: Uint8Array | string): SignedCheckpoint | null {
  const note = parseNote(typeof bytes === 'string' ? utf8(bytes) : bytes)
  const checkpoint = note && parseCheckpoint(note.text)
  return checkpoint ? { checkpoint, note } : null
}

export interface CheckpointKeys {
  /** The log's own keys; their name is the origin. */
  readonly log: readonly VerifierKey[]
  readonly witnesses: readonly VerifierKey[]
}

export type CheckpointCheck =
  | { readonly ok: true; readonly log: readonly Signed[]; readonly witnesses: readonly Signed[] }
  | { readonly ok: false; readonly reason: 'unknown-origin' | 'not-signed' | 'bad-signature' }

/** Good when a key of this origin's log signed it and no known key's signature is broken. */
export function checkCheckpoint(
  verify: VerifyEd25519,
  { checkpoint, note }: SignedCheckpoint,
  keys: CheckpointKeys
): CheckpointCheck {
  const ours = keys.log.filter(({ name }) => name === checkpoint.origin)
  if (!ours.length) return { ok: false, reason: 'unknown-origin' }
  const cosigners = keys.witnesses.filter(({ type }) => type === SIGNATURE_TYPES.cosignature)
  const { signed, broken } = checkNote(verify, note, [...ours, ...cosigners])
  if (broken.length) return { ok: false, reason: 'bad-signature' }
  const log = signed.filter(({ key }) => ours.includes(key))
  if (!log.length) return { ok: false, reason: 'not-signed' }
  return { ok: true, log, witnesses: signed.filter(({ key }) => cosigners.includes(key)) }
}
