/** Codes of what an audit finds; monitoring relies on them. */
export type FindingKind =
  // The checkpoint itself.
  | 'checkpoint-unreadable'
  | 'checkpoint-not-trusted'
  // Against what was seen before.
  | 'log-shrank'
  | 'history-changed'
  // What the log holds.
  | 'bundle-broken'
  | 'tile-broken'
  | 'root-differs'
  | 'entry-unknown'
  | 'amends-nothing'
  | 'statement-broken'
  // What is published beside the log, against what the log states of it.
  | 'keys-unreadable'
  | 'key-unstated'
  | 'key-missing'
  | 'list-unstated'
  | 'list-missing'
  | 'list-old'
  // The database against the log.
  | 'record-changed'
  | 'record-missing'
  | 'record-extra'
  | 'record-late'
  | 'record-waits'
  | 'statement-changed'
  | 'statement-missing'
  | 'statement-extra'
  | 'leaf-differs'
  | 'checkpoint-differs'

export interface Finding {
  readonly kind: FindingKind
  /** What it is about: an index, a path, a contribution. */
  readonly subject: string
  readonly detail: string
}

/** Beyond this they are counted and not told. */
export const FINDINGS_MAX = 1_000
