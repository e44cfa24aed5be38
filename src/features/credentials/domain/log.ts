import type { LogFinding, ProblemCode } from './verdict.ts'

/** The public log as a check asks it. Another context keeps it; a page keeps what it saw of it last. */
export interface LogReader {
  /** What the log shows of these entries; null when it is not at hand. Leaves out those that it does not have. */
  look(indexes: readonly number[]): Promise<LogFinding | null>
  /** Checks a proof file (c2sp.org/tlog-proof). */
  prove(text: string): Promise<LogProof>
}

export type LogProof =
  | { readonly ok: false; readonly problem: ProblemCode }
  | {
      readonly ok: true
      readonly log: LogFinding
      /** The record that the entry commits to; undefined when the file holds none. */
      readonly record: unknown
    }
