import type { Db } from '#platform/database/database.ts'
import { chooseMail, showMyChoices } from './app/choose-mail.ts'
import { listMyNotices } from './app/list-my-notices.ts'
import { markAllRead, markRead } from './app/mark-read.ts'
import type { Ports } from './app/ports.ts'
import { tell } from './app/tell.ts'

/** The header says "99+" beyond this. */
export const UNREAD_COUNT_MAX = 100

/** The inbox of every person. Depends on no other context: they all tell through it. */
export function createNotices(ports: Ports) {
  return {
    commands: {
      markRead: markRead(ports),
      markAllRead: markAllRead(ports),
      chooseMail: chooseMail(ports)
    },
    queries: {
      myNotices: listMyNotices(ports),
      myChoices: showMyChoices(ports)
    },
    tell: tell(ports),
    /** How many notices the person has not read, counted up to {@link UNREAD_COUNT_MAX}. */
    unreadOf: (db: Db, personId: string): Promise<number> =>
      ports.store.countUnread(db, personId, UNREAD_COUNT_MAX)
  }
}

export type Notices = ReturnType<typeof createNotices>
export type { Inbox } from './app/list-my-notices.ts'
export type { Telling } from './app/tell.ts'
export { NOTICE_GROUPS, type Choices, type NoticeGroup } from './domain/group.ts'
export { noticesWords } from './messages/index.ts'
