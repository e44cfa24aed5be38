import type { Failure, FailureKind } from '../prelude/index.ts'

/** The HTTP status of each kind of failure. */
export const STATUS = {
  invalid: 422,
  malformed: 400,
  'wrong-method': 405,
  'wrong-type': 415,
  'sign-in': 401,
  forbidden: 403,
  'not-found': 404,
  gone: 410,
  conflict: 409,
  'too-large': 413,
  limited: 429,
  unavailable: 503
} as const satisfies Record<FailureKind, number>

/** Gives a failure's text in the reader's language. */
export type Explain = (failure: Failure) => string

/** A problem of RFC 9457. `type` ends in the failure's stable code. */
export interface Problem {
  type: string
  title: string
  status: number
  code: string
  field?: string
  errors?: { code: string; field?: string; title: string }[]
}

export function problemOf(failure: Failure, explain: Explain, publicUrl: string): Problem {
  const each = [failure, ...(failure.also ?? [])]
  return {
    type: `${publicUrl}/problems/${failure.code}`,
    title: explain(failure),
    status: STATUS[failure.kind],
    code: failure.code,
    ...(failure.field ? { field: failure.field } : {}),
    ...(failure.kind === 'invalid'
      ? { errors: each.map((one) => ({ code: one.code, field: one.field, title: explain(one) })) }
      : {})
  }
}
