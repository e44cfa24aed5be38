import type { LogFinding, ProblemCode } from './verdict.ts'

/** The public log as a check asks it. Another context keeps it; a page keeps what it saw of it last. */
export interface LogReader {
  /**
   * What the log shows of these entries; null when it is not at hand. Entries that are not there, or are none of a
   * record, are left out.
   */
  look(indexes: readonly number[]): Promise<LogFinding | null>
  /** Checks a proof file (c2sp.org/tlog-proof). */
  prove(text: string): Promise<LogProof>
}

export type LogProof =
  | { readonly ok: false; readonly reason: LogProofRefusal }
  | {
      readonly ok: true
      readonly log: LogFinding
      /** The record that the entry commits to; undefined when the file holds none. */
      readonly record: unknown
    }

/** Why a proof file proves nothing, and how that is said. */
export const LOG_PROOF_PROBLEMS = {
  unreadable: 'log-proof-malformed',
  'unknown-origin': 'log-foreign',
  'not-signed': 'log-not-signed',
  'bad-signature': 'log-signature-wrong',
  'not-included': 'log-entry-absent',
  'other-record': 'log-record-changed',
  'no-record': 'log-record-absent'
} as const satisfies Record<string, ProblemCode>
export type LogProofRefusal = keyof typeof LOG_PROOF_PROBLEMS
