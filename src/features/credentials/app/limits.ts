import type { RateLimit } from '#platform/limiter.ts'

/** Checking costs work and gives nothing away: an admissions office may check two a second. */
export const CHECK_LIMIT: RateLimit = { calls: 120, seconds: 60 }

export const NONCE_CHARS_MAX = 200
export const AUDIENCE_CHARS_MAX = 300

/** A spent nonce is remembered longer than any holder's proof may be old. */
export const NONCE_HOURS = 24
