import { concat, utf8 } from '#platform/prelude/bytes.ts'
import type { Sha256 } from './sha256.ts'

/** Separates what is hashed here from every other use of SHA-256; the version is that of the record's form. */
const RECORD = utf8('erikti/record/v1')
const STATEMENT = utf8('erikti/statement/v1')

export const SALT_BYTES = 32

/**
 * What the log holds of a record. Hours and dates can be guessed, so a random salt of 32 bytes stands before them;
 * without salt and record the commitment says nothing about anybody.
 */
export function commitRecord(sha256: Sha256, salt: Uint8Array, canonical: string): Uint8Array {
  if (salt.length !== SALT_BYTES) throw new RangeError('a salt has 32 bytes')
  return sha256(concat(RECORD, salt, utf8(canonical)))
}

/** What the log holds of a public statement (key event, status list, daily totals): no secret, so no salt. */
export const commitStatement = (sha256: Sha256, canonical: string): Uint8Array =>
  sha256(concat(STATEMENT, utf8(canonical)))
