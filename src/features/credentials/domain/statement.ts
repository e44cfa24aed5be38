import { dayOf, pickText, type Day, type Locale, type LocalText } from '#platform/prelude/index.ts'

/** Whose passport it is. The state's number never leaves the house in a credential. */
export interface Holder {
  readonly personId: string
  readonly passportId: string
  readonly name: string
}

/** One confirmed contribution as a credential states it. */
export interface StatedRecord {
  readonly contributionId: string
  readonly version: number
  readonly actionId: string
  readonly organiserId: string
  readonly organiserName: LocalText
  readonly title: LocalText
  readonly role: LocalText
  readonly regionCode: string
  readonly locality: string
  readonly directions: readonly string[]
  readonly startedAt: Date
  readonly endedAt: Date
  readonly minutes: number
  readonly grade: string
  readonly confirmedAt: Date
  readonly confirmerRole: string
}

/** What a passport adds up to. */
export interface StatedTotals {
  readonly minutes: number
  readonly engagements: number
  readonly first: Day | null
  readonly last: Day | null
  readonly byDirection: readonly {
    readonly direction: string
    readonly minutes: number
    readonly engagements: number
  }[]
}

/** Where the public log holds the commitment of a record. */
export interface LogEntry {
  readonly index: number
  readonly url: string
}

/** By contribution, where the log has it already. */
export type LogEntries = ReadonlyMap<string, LogEntry>

/** The passport, or the part of it that a holder chose. */
export interface Statement {
  readonly holder: Holder
  readonly totals: StatedTotals
  readonly records: readonly StatedRecord[]
}

/** Everything of a passport. A record with several directions stands in each of them with all its minutes. */
export function statementOf(holder: Holder, records: readonly StatedRecord[]): Statement {
  const days = records.map(({ startedAt }) => dayOf(startedAt)).sort()
  const directions = new Map<string, { minutes: number; engagements: number }>()
  for (const record of records)
    for (const direction of new Set(record.directions)) {
      const { minutes, engagements } = directions.get(direction) ?? { minutes: 0, engagements: 0 }
      directions.set(direction, { minutes: minutes + record.minutes, engagements: engagements + 1 })
    }
  return {
    holder,
    records,
    totals: {
      minutes: records.reduce((minutes, record) => minutes + record.minutes, 0),
      engagements: records.length,
      first: days[0] ?? null,
      last: days.at(-1) ?? null,
      byDirection: [...directions]
        .map(([direction, volume]) => ({ direction, ...volume }))
        .sort((a, b) => b.minutes - a.minutes || (a.direction < b.direction ? -1 : 1))
    }
  }
}

export const passportUrn = (passportId: string): string => `urn:uuid:${passportId}`

/** One text in one language: forms of others know no more. */
export const oneText = (text: LocalText, locale: Locale): string => pickText(text, locale).text
