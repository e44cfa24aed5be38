import { pickText, type Day, type Locale, type LocalText } from '#platform/prelude/index.ts'

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

/** The passport, or the part of it that a holder chose. */
export interface Statement {
  readonly holder: Holder
  readonly totals: StatedTotals
  readonly records: readonly StatedRecord[]
}

export const passportUrn = (passportId: string): string => `urn:uuid:${passportId}`

/** One text in one language: forms of others know no more. */
export const oneText = (text: LocalText, locale: Locale): string => pickText(text, locale).text
