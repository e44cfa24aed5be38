import type { Day, LocalText } from '#platform/prelude/index.ts'

export interface OrganiserTotal {
  readonly organiserId: string
  readonly name: LocalText
  readonly records: number
  readonly minutes: number
}

/** The totals of a day as the log states them. */
export interface TotalsStatement {
  readonly v: 'erikti/daily-totals/v1'
  readonly day: Day
  readonly organisers: readonly {
    readonly organiser: string
    /** The first statements had none. */
    readonly name?: LocalText
    readonly records: number
    readonly minutes: number
  }[]
  readonly others: { readonly records: number; readonly minutes: number } | 'suppressed' | null
}

/** Fewer records than this of one organiser on one day could point at a person. */
export const SMALL_CELL = 5
/** Of so many organisers each still sees the others only together. */
const SUMMED_MIN = 3

/**
 * What organisers confirmed on a day, as a public statement: an organiser finds here hours that it never gave.
 * Small cells are only counted together, and only when no organiser behind the sum can take its own from it and be left
 * with those of one other.
 */
export function totalsStatement(day: Day, totals: readonly OrganiserTotal[]): TotalsStatement {
  const shown = totals.filter(({ records }) => records >= SMALL_CELL)
  const small = totals.filter(({ records }) => records < SMALL_CELL)
  const smallRecords = small.reduce((sum, { records }) => sum + records, 0)
  const together = small.length >= SUMMED_MIN && smallRecords >= SMALL_CELL
  return {
    v: 'erikti/daily-totals/v1',
    day,
    organisers: shown.map(({ organiserId, name, records, minutes }) => ({
      organiser: organiserId,
      name,
      records,
      minutes
    })),
    others: together
      ? { records: smallRecords, minutes: small.reduce((sum, { minutes }) => sum + minutes, 0) }
      : small.length > 0
        ? 'suppressed'
        : null
  }
}
