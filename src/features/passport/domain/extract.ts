import { addDays, dayOf, instantOf, type Day, type LocalText } from '#platform/prelude/index.ts'
import { dayOfRecord, type PassportRecord } from './record.ts'
import { totalsOf, type Totals } from './totals.ts'

/** The four channels in which experience may be considered (A12): one of them is chosen for an extract. */
export const PURPOSES = ['civil-service', 'budget-organisation', 'grant', 'education'] as const
/** Of the whole passport on paper: for whoever is handed it. */
export const PAPER = 'paper'
export type Purpose = (typeof PURPOSES)[number] | typeof PAPER

/** What the holder chooses to disclose; null is no limit. */
export interface ExtractScope {
  /** First and last day, both within. */
  readonly from: Day | null
  readonly to: Day | null
  readonly directions: readonly string[] | null
  /** Each record, or the totals alone. */
  readonly list: boolean
}

/** One record as a reader sees it. It names no person: the role in which somebody confirmed is enough. */
export interface DisclosedRecord {
  readonly day: Day
  readonly minutes: number
  readonly title: LocalText
  readonly role: LocalText
  readonly organiser: LocalText
  /** Business identification number; null for an initiative group. */
  readonly bin: string | null
  readonly regionCode: string
  readonly locality: string
  /** Only those within the scope. */
  readonly directions: readonly string[]
  readonly grade: string
  readonly confirmedOn: Day
  readonly confirmerRole: string
}

/**
 * Everything that an extract discloses, as it stood when it was made. It is kept as canonical JSON (RFC 8785), so
 * it holds only texts, whole numbers, lists and null: what is signed one day is these very bytes.
 */
export interface Disclosure {
  readonly schema: 'erikti/extract/v1'
  readonly purpose: Purpose
  /** For whom, in the holder's words; null on paper. */
  readonly reader: string | null
  readonly holder: { readonly name: string; readonly passportId: string }
  readonly issuedAt: string
  readonly expiresAt: string
  readonly scope: Omit<ExtractScope, 'list'>
  readonly totals: Totals
  /** The latest of them; null when the holder disclosed the totals alone. */
  readonly records: readonly DisclosedRecord[] | null
}

/** What the kept text of a disclosure says. */
export const readDisclosure = (text: string | Buffer): Disclosure => JSON.parse(text.toString()) as Disclosure

/** A record together with what its organiser is registered as. */
export type RecordWithBin = PassportRecord & { readonly bin: string | null }

/** Records within a scope, the latest first. */
export const within = <T extends Pick<PassportRecord, 'startedAt' | 'directions'>>(
  scope: ExtractScope,
  records: readonly T[]
): T[] =>
  records
    .filter((record) => {
      const day = dayOfRecord(record)
      return (
        (scope.from === null || day >= scope.from) &&
        (scope.to === null || day <= scope.to) &&
        (scope.directions === null || record.directions.some((one) => scope.directions!.includes(one)))
      )
    })
    .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())

/** Records of a scope without their other directions. */
export const narrowed = <T extends Pick<PassportRecord, 'directions'>>(
  { directions }: ExtractScope,
  records: readonly T[]
): T[] =>
  records.map((record) => ({
    ...record,
    directions: directions ? record.directions.filter((one) => directions.includes(one)) : record.directions
  }))

interface Issue {
  readonly purpose: Purpose
  readonly reader: string | null
  readonly holder: Disclosure['holder']
  readonly scope: ExtractScope
  readonly issuedAt: Date
  readonly expiresAt: Date
}

/**
 * What an extract says: the records of its scope and nothing of any other, down to a record's other directions. Its
 * totals are of all of them, its list has the latest `listMax`.
 */
export function disclose(issue: Issue, all: readonly RecordWithBin[], listMax: number): Disclosure {
  const { from, to, directions, list } = issue.scope
  const records = narrowed(issue.scope, within(issue.scope, all))
  return {
    schema: 'erikti/extract/v1',
    purpose: issue.purpose,
    reader: issue.reader,
    holder: { name: issue.holder.name, passportId: issue.holder.passportId },
    issuedAt: issue.issuedAt.toISOString(),
    expiresAt: issue.expiresAt.toISOString(),
    scope: { from, to, directions },
    totals: totalsOf(records),
    records: list ? records.slice(0, listMax).map(disclosedRecord) : null
  }
}

const disclosedRecord = (record: RecordWithBin): DisclosedRecord => ({
  day: dayOfRecord(record),
  minutes: record.minutes,
  title: record.title,
  role: record.role,
  organiser: record.organiserName,
  bin: record.bin,
  regionCode: record.regionCode,
  locality: record.locality,
  directions: record.directions,
  grade: record.grade,
  confirmedOn: dayOf(record.decidedAt),
  confirmerRole: record.confirmerRole
})

export type ExtractState = 'valid' | 'expired' | 'revoked'

export const stateOf = (
  extract: { readonly expiresAt: Date; readonly revokedAt: Date | null },
  now: Date
): ExtractState => (extract.revokedAt ? 'revoked' : extract.expiresAt <= now ? 'expired' : 'valid')

/** An extract made today for so many days holds to the end of its last day in Asia/Almaty. */
export const expiryOf = (today: Day, days: number): Date => instantOf(addDays(today, days + 1), '00:00')!

/** The last day on which it holds. */
export const lastDayOf = (expiresAt: Date): Day => dayOf(new Date(expiresAt.getTime() - 1))

/** A record that an extract stands on, as it was when the extract was made; in the order of its list. */
export interface Basis {
  readonly contributionId: string
  readonly version: number
  readonly minutes: number
}

/** How a record stands today; `minutes` is null when nobody confirms it any longer. */
export interface CurrentRecord {
  readonly contributionId: string
  readonly version: number
  readonly minutes: number | null
  readonly changedAt: Date
}

/** What has been corrected since the extract was made. */
export interface Correction {
  /** Place in the disclosed list from 0; null when it is not in the list. */
  readonly record: number | null
  readonly minutesThen: number
  readonly minutesNow: number | null
  readonly at: Date
}

/** Compares what an extract stands on with how these records stand now; the first `listed` are in its list. */
export function correctionsOf(
  basis: readonly Basis[],
  current: readonly CurrentRecord[],
  listed: number
): Correction[] {
  const now = new Map(current.map((record) => [record.contributionId, record]))
  return basis.flatMap((then, at) => {
    const changed = now.get(then.contributionId)
    if (!changed || changed.version === then.version) return []
    return [
      {
        record: at < listed ? at : null,
        minutesThen: then.minutes,
        minutesNow: changed.minutes,
        at: changed.changedAt
      }
    ]
  })
}

/** The total as it would be today. */
export const minutesNow = (basis: readonly Basis[], corrections: readonly Correction[]): number =>
  corrections.reduce(
    (minutes, correction) => minutes - correction.minutesThen + (correction.minutesNow ?? 0),
    basis.reduce((minutes, record) => minutes + record.minutes, 0)
  )
