import type { Day } from '#platform/prelude/index.ts'
import { dayOfRecord, type PassportRecord } from './record.ts'

/** Volume: minutes and engagements, never points. */
export interface Volume {
  readonly minutes: number
  readonly engagements: number
}

/** The three measures that a passport records (A23): directions, volume, duration. */
export interface Totals extends Volume {
  /** How many organisers confirmed. */
  readonly organisers: number
  /** First and last day of participation; null when there is none. */
  readonly first: Day | null
  readonly last: Day | null
  /** Most minutes first. */
  readonly byDirection: readonly (Volume & { readonly direction: string })[]
  /** Latest first. */
  readonly byYear: readonly (Volume & { readonly year: number })[]
}

type Counted = Pick<PassportRecord, 'startedAt' | 'minutes' | 'directions' | 'organiserId'>

/**
 * Folds records into totals. A record with several directions stands in each of them with all its minutes,
 * because nobody measured how the time was split; in the total and in its year it is counted once. So years add
 * up to the total, and directions may add up to more: pages and papers say so where they show both.
 */
export function totalsOf(records: readonly Counted[]): Totals {
  const directions = new Map<string, Volume>()
  const years = new Map<number, Volume>()
  const organisers = new Set<string>()
  let total: Volume = { minutes: 0, engagements: 0 }
  let first: Day | null = null
  let last: Day | null = null
  for (const record of records) {
    const day = dayOfRecord(record)
    if (first === null || day < first) first = day
    if (last === null || day > last) last = day
    total = plus(total, record.minutes)
    const year = Number(day.slice(0, 4))
    years.set(year, plus(years.get(year), record.minutes))
    for (const direction of new Set(record.directions))
      directions.set(direction, plus(directions.get(direction), record.minutes))
    organisers.add(record.organiserId)
  }
  return {
    ...total,
    organisers: organisers.size,
    first,
    last,
    byDirection: [...directions]
      .map(([direction, volume]) => ({ direction, ...volume }))
      .sort((a, b) => b.minutes - a.minutes || (a.direction < b.direction ? -1 : 1)),
    byYear: [...years].map(([year, volume]) => ({ year, ...volume })).sort((a, b) => b.year - a.year)
  }
}

const plus = (volume: Volume | undefined, minutes: number): Volume => ({
  minutes: (volume?.minutes ?? 0) + minutes,
  engagements: (volume?.engagements ?? 0) + 1
})
