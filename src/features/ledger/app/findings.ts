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
  | 'chain-wrong'
  | 'list-unstated'
  | 'list-missing'
  | 'list-old'
  | 'list-unreadable'
  | 'revocation-undone'
  | 'revocation-unstated'
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

const AGAINST_REVOCATIONS = {
  'revocation-undone': 'revoked as the log states, and good here',
  'revocation-unstated': 'revoked here, and the log does not state it'
} as const
/** Places of a list that a finding names; the others are counted. */
const PLACES_NAMED_MAX = 10

/** What is wrong with these places of a status list; nothing when there are none. */
export function wrongPlaces(
  kind: keyof typeof AGAINST_REVOCATIONS,
  subject: string,
  places: Iterable<number>
): Finding[] {
  const all = [...places].sort((a, b) => a - b)
  if (!all.length) return []
  const more = all.length > PLACES_NAMED_MAX ? ` and ${all.length - PLACES_NAMED_MAX} more` : ''
  const detail = `${AGAINST_REVOCATIONS[kind]}: ${all.slice(0, PLACES_NAMED_MAX).join(', ')}${more}`
  return [{ kind, subject, detail }]
}

/** Beyond this they are counted and not told. */
export const FINDINGS_MAX = 1_000
