import type { Values } from '#platform/i18n/catalogue.ts'
import type { Db } from '#platform/database/database.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { Choices, NoticeGroup } from '../domain/group.ts'
import type { Facts } from '../domain/facts.ts'

export interface StoredNotice {
  readonly noticeId: string
  readonly at: Date
  readonly group: NoticeGroup
  readonly kind: string
  readonly facts: Facts
  readonly path: string
  readonly readAt: Date | null
}

/** Where a page of the inbox goes on: after this one. */
export interface InboxPlace {
  readonly read: boolean
  readonly at: Date
  readonly noticeId: string
}

export interface NoticeStore {
  /** Writes a notice to as many people as there are, each with the facts that are their own, in one statement. */
  add(
    db: Db,
    to: readonly (NoticeRef & { own?: Facts })[],
    notice: Omit<StoredNotice, 'noticeId' | 'readAt'>
  ): Promise<void>
  /** Unread first, then the latest. */
  inbox(db: Db, personId: string, after: InboxPlace | null, count: number): Promise<StoredNotice[]>
  /** How many are unread, counted up to `max`. */
  countUnread(db: Db, personId: string, max: number): Promise<number>
  /** Marks one as read; the notice, or null when there is none. Its `readAt` is as it was before. */
  markRead(db: Db, personId: string, noticeId: string, now: Date): Promise<StoredNotice | null>
  /** Marks everything told up to an instant; says how many. */
  markAllRead(db: Db, personId: string, until: Date, now: Date): Promise<number>
  choices(db: Db, personId: string): Promise<Partial<Choices>>
  setChoices(db: Db, personId: string, choices: Choices): Promise<void>
  /** Takes a notice for mailing: gives it once, and null to everybody after. */
  claimMail(db: Db, personId: string, noticeId: string, now: Date): Promise<StoredNotice | null>
  /** Gives it back when the mail certainly did not leave. */
  releaseMail(db: Db, personId: string, noticeId: string): Promise<void>
}

export interface Ports {
  readonly store: NoticeStore
  /** The text of a key from whichever context has it; null when none has. */
  findText(locale: Locale, key: string, values?: Values): string | null
  /** Puts the mailing of notices into the queue, in the transaction; null when no mail is set up. */
  readonly queueMail: ((db: Db, notices: readonly NoticeRef[]) => Promise<void>) | null
}

export type NoticeRef = { personId: string; noticeId: string }
