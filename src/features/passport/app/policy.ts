import type { RateLimit } from '#platform/limiter.ts'
import type { DatedPolicy } from '#platform/prelude/index.ts'

interface ExtractTerm {
  readonly daysMin: number
  readonly daysMax: number
  /** Offered first. */
  readonly daysUsual: number
}

/** For how long an extract may hold. */
export const EXTRACT_TERM: readonly DatedPolicy<ExtractTerm>[] = [
  {
    value: { daysMin: 1, daysMax: 365, daysUsual: 30 },
    from: '2020-01-01',
    source: 'Erikti, issue 2 §2.10: until a state body sets a term, from one day to one year'
  }
]

interface PaperTerm {
  /** For how many days the link on a passport on paper holds. */
  readonly days: number
  /** For how many the same passport, printed again, is the same paper with the same link. */
  readonly daysSame: number
}

export const PAPER_TERM: readonly DatedPolicy<PaperTerm>[] = [
  {
    value: { days: 365, daysSame: 30 },
    from: '2020-01-01',
    source: 'Erikti, ADR 0020: as long as the longest extract; whatever is printed serves eleven months'
  }
]

/** Signing costs work, a learner record sixty times as much as a badge. */
export const SIGN_LIMIT: RateLimit = { calls: 30, seconds: 60 }
/** Extracts of one person that hold at the same time. */
export const VALID_EXTRACTS_MAX = 100
/** Who is meant to read, and why somebody reads, in characters. */
export const READER_CHARS_MAX = 120
export const REASON_CHARS_MAX = 300
/** A link or a code as it is pasted, with room for an address around it. */
export const PROOF_CHARS_MAX = 500
/** How long a reading goes on: within it a reader may say who they are and see the same page again. */
export const READING_MINUTES_MAX = 120
/** Memory for what extracts disclose that were opened lately: some two thousand of a dozen records each. */
export const KEPT_EXTRACTS_BYTES_MAX = 8_000_000
/** Doors opened by one statement when many readers come at the same time. */
export const OPENINGS_AT_ONCE_MAX = 64
