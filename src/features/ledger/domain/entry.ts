import { concat } from '#platform/prelude/bytes.ts'
import { HASH_BYTES } from './merkle.ts'
import { readUint64, uint64 } from './numbers.ts'

/*
 * An entry of the log: version, type, a commitment of 32 bytes and, where it changes an earlier entry, the index of
 * that entry in 8 bytes. Nothing in it tells of a person; what the commitment hides is told in record.ts.
 */

const ENTRY_VERSION = 1

/** The numbers are written into the log and never change their meaning. */
export const ENTRY_TYPES = {
  record: 1,
  amend: 2,
  revoke: 3,
  'key-event': 4,
  'status-list-digest': 5,
  'daily-totals': 6
} as const
export type EntryType = keyof typeof ENTRY_TYPES

export interface Entry {
  readonly type: EntryType
  readonly commitment: Uint8Array
  /** The entry that this one amends or revokes; null for the other types. */
  readonly amends: number | null
}

const NAMES = new Map(Object.entries(ENTRY_TYPES).map(([name, code]) => [code as number, name as EntryType]))

const HEAD_BYTES = 2
const PLAIN_BYTES = HEAD_BYTES + HASH_BYTES
const AMENDING_BYTES = PLAIN_BYTES + 8

/** Where anybody is shown an entry, below the address of the log. */
export const entryUrl = (logUrl: string, index: number): string => `${logUrl}/entries/${index}`

export const isAmending = (type: EntryType): boolean => type === 'amend' || type === 'revoke'

/** True for entries of contributions, false for public statements. */
export const isOfRecord = (type: EntryType): boolean => type === 'record' || isAmending(type)

/** @throws {RangeError} for an entry that {@link decodeEntry} would not read back */
export function encodeEntry({ type, commitment, amends }: Entry): Uint8Array {
  if (commitment.length !== HASH_BYTES) throw new RangeError('a commitment has 32 bytes')
  if (isAmending(type) !== (amends !== null))
    throw new RangeError(`${type} and an amended index do not go together`)
  const head = Uint8Array.of(ENTRY_VERSION, ENTRY_TYPES[type])
  return amends === null ? concat(head, commitment) : concat(head, commitment, uint64(amends))
}

/** null for anything but an entry of a known version and type, of exactly its length. */
export function decodeEntry(bytes: Uint8Array): Entry | null {
  const type = NAMES.get(bytes[1] ?? 0)
  if (bytes[0] !== ENTRY_VERSION || !type) return null
  if (bytes.length !== (isAmending(type) ? AMENDING_BYTES : PLAIN_BYTES)) return null
  const commitment = bytes.slice(HEAD_BYTES, PLAIN_BYTES)
  if (!isAmending(type)) return { type, commitment, amends: null }
  const amends = readUint64(bytes, PLAIN_BYTES)
  return amends === null ? null : { type, commitment, amends }
}
