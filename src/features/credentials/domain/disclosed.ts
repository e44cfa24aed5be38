import type { Day, LocalText } from '#platform/prelude/index.ts'
import type { LogEntries, StatedRecord, StatedTotals, Statement } from './statement.ts'
import { isObject, type JsonObject } from './strict-json.ts'

/** What a credential discloses, whatever its form; null and empty is what its holder kept back or it does not say. */
export interface Disclosed {
  readonly passportId: string | null
  readonly name: string | null
  readonly first: Day | null
  readonly last: Day | null
  readonly minutes: number | null
  readonly engagements: number | null
  readonly directions: StatedTotals['byDirection']
  readonly records: readonly DisclosedRecord[]
}

export interface DisclosedRecord {
  readonly contributionId: string | null
  readonly title: LocalText
  readonly role: LocalText
  readonly organiser: LocalText
  readonly regionCode: string | null
  readonly locality: string | null
  readonly directions: readonly string[]
  readonly from: string
  readonly to: string
  readonly minutes: number
  readonly grade: string | null
  readonly confirmedAt: string | null
  readonly confirmerRole: string | null
  /** Index of its entry in the public log. */
  readonly logIndex: number | null
}

export const NOTHING_DISCLOSED: Disclosed = {
  passportId: null,
  name: null,
  first: null,
  last: null,
  minutes: null,
  engagements: null,
  directions: [],
  records: []
}

export const disclosedRecord = (record: StatedRecord, logIndex: number | null): DisclosedRecord => ({
  contributionId: record.contributionId,
  title: record.title,
  role: record.role,
  organiser: record.organiserName,
  regionCode: record.regionCode,
  locality: record.locality,
  directions: record.directions,
  from: record.startedAt.toISOString(),
  to: record.endedAt.toISOString(),
  minutes: record.minutes,
  grade: record.grade,
  confirmedAt: record.confirmedAt.toISOString(),
  confirmerRole: record.confirmerRole,
  logIndex
})

export const disclosedAll = ({ holder, totals, records }: Statement, log: LogEntries): Disclosed => ({
  passportId: holder.passportId,
  name: holder.name,
  first: totals.first,
  last: totals.last,
  minutes: totals.minutes,
  engagements: totals.engagements,
  directions: totals.byDirection,
  records: records.map((record) => disclosedRecord(record, log.get(record.contributionId)?.index ?? null))
})

export const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null)

export const asCount = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null

export const asTexts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

export const asObjects = (value: unknown): JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : []

/** A text in our languages; one text alone counts as it is in whatever language it was issued. */
export function asLocalText(value: unknown): LocalText {
  if (typeof value === 'string') return { kk: value }
  if (!isObject(value)) return {}
  const { kk, ru, en } = value
  return Object.fromEntries(Object.entries({ kk, ru, en }).filter(([, text]) => typeof text === 'string'))
}
