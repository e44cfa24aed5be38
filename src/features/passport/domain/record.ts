import { dayOf, type Day, type LocalText } from '#platform/prelude/index.ts'

/** One confirmed contribution, as the passport shows it to its holder. */
export interface PassportRecord {
  readonly contributionId: string
  /** Which version of the contribution this is; a correction makes a new one. */
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
  readonly decidedAt: Date
  readonly confirmerRole: string
  readonly confirmerName: string
}

/** The day a record belongs to: the day it began on, in Asia/Almaty, also when it went on past midnight. */
export const dayOfRecord = (record: Pick<PassportRecord, 'startedAt'>): Day => dayOf(record.startedAt)
