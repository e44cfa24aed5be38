/** The outcome of anything that may be refused: a value, or a failure that the caller has to look at. */
export type Result<T, E = Failure> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

/** What kind of refusal it is; decides the HTTP status and nothing else. */
export type FailureKind =
  | 'invalid' // 422: the input breaks a rule; `field` says where
  | 'malformed' // 400: it cannot even be read
  | 'wrong-method' // 405
  | 'wrong-type' // 415: not the kind of content that is taken here
  | 'sign-in' // 401
  | 'forbidden' // 403
  | 'not-found' // 404
  | 'gone' // 410
  | 'conflict' // 409: true input, but the state of things does not allow it
  | 'too-large' // 413
  | 'limited' // 429: `args.seconds` says when to try again
  | 'unavailable' // 503

/**
 * An expected failure. `code` is stable, is the key of its message in three languages (`errors.<code>`),
 * and is the last part of the RFC 9457 problem type.
 */
export interface Failure {
  readonly kind: FailureKind
  readonly code: string
  /** Dotted path of the input field at fault, as in the request: `shifts.0.endsAt`. */
  readonly field?: string
  /** Values for the message's placeholders. Never personal data. */
  readonly args?: Readonly<Record<string, string | number>>
  /** Further failures of the same input, so that a form shows them all at once. */
  readonly also?: readonly Failure[]
}

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error })

interface FailureDetails {
  field?: string
  args?: Failure['args']
}

const failureOf =
  (kind: FailureKind) =>
  (code: string, details: FailureDetails = {}): Failure => ({ kind, code, ...details })

/** Makers of failures, one a kind: `err(failure.invalid('iin-checksum', { field: 'iin' }))`. */
export const failure = {
  invalid: failureOf('invalid'),
  malformed: failureOf('malformed'),
  wrongMethod: failureOf('wrong-method'),
  wrongType: failureOf('wrong-type'),
  signIn: failureOf('sign-in'),
  forbidden: failureOf('forbidden'),
  notFound: failureOf('not-found'),
  gone: failureOf('gone'),
  conflict: failureOf('conflict'),
  tooLarge: failureOf('too-large'),
  limited: failureOf('limited'),
  unavailable: failureOf('unavailable')
} as const

/** Joins failures of one input into one, the first leading; null when there are none. */
export const allOf = (failures: readonly Failure[]): Failure | null => {
  const [first, ...also] = failures
  return first ? (also.length ? { ...first, also } : first) : null
}
