import type { ProofCheck } from './check-proof.ts'
import type { EntryType } from './entry.ts'
import type { Signed } from './note.ts'
import type { Quorum } from './policy.ts'

/** A witness that signed a tree. */
export interface WitnessWord {
  readonly name: string
  readonly signedAt: Date
}

/** What the log shows a reader of entries: on the server from its database, in a page from what it keeps. */
export interface LogReading {
  readonly origin: string
  readonly size: number
  readonly witnesses: readonly WitnessWord[]
  /** `local`: enough witnesses, all on the log's own machine; `none`: nobody is asked to witness. */
  readonly witnessed: 'quorum' | 'local' | 'not-yet' | 'none'
  readonly entries: readonly EntryReading[]
}

export interface EntryReading {
  readonly index: number
  readonly since: Date | null
  readonly amended: 'no' | 'yes' | 'unknown'
  readonly amendedBy: number | null
}

export type ProofReading =
  | {
      readonly ok: false
      readonly reason: Extract<ProofCheck, { ok: false }>['reason'] | 'other-record'
    }
  | {
      readonly ok: true
      readonly log: LogReading
      /** undefined when the file holds none. */
      readonly record: unknown
    }

export function witnessedAs(
  { threshold }: Quorum,
  { enough, local }: { readonly enough: boolean; readonly local: boolean }
): LogReading['witnessed'] {
  if (threshold === 0) return 'none'
  return enough ? (local ? 'local' : 'quorum') : 'not-yet'
}

export const witnessOf = ({ key, seconds }: Signed): WitnessWord => ({
  name: key.name,
  signedAt: new Date((seconds ?? 0) * 1_000)
})

/** An entry that takes a contribution back says itself that it stands no more. */
export const readingOf = (
  index: number,
  type: EntryType,
  known: { readonly at: Date; readonly amendedBy: number | null } | null
): EntryReading => {
  const amendedBy = known?.amendedBy ?? null
  const since = known?.at ?? null
  if (type === 'revoke' || amendedBy !== null) return { index, since, amended: 'yes', amendedBy }
  return { index, since, amended: known ? 'no' : 'unknown', amendedBy }
}
