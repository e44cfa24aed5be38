import { href } from '#platform/i18n/addresses.ts'
import { formatInstant } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { Inbox } from '../index.ts'
import { noticesWords } from '../messages/index.ts'

export interface InboxItemView {
  readonly noticeId: string
  readonly title: string
  readonly text: string
  readonly when: string
  readonly group: string
  readonly isNew: boolean
  readonly href: string
}

export interface InboxView {
  readonly items: readonly InboxItemView[]
  /** The instant up to which "mark all" reaches: the moment the page was made. */
  readonly until: string
  readonly hasNew: boolean
  readonly older: string | null
}

export function inboxView(inbox: Inbox, locale: Locale, now: Date): InboxView {
  const t = noticesWords(locale)
  const items = inbox.items.map((notice) => ({
    noticeId: notice.noticeId,
    title: notice.title,
    text: notice.text,
    when: formatInstant(notice.at, locale),
    group: t(`groups.${notice.group}`),
    isNew: !notice.readAt,
    href: href(locale, notice.path)
  }))
  return {
    items,
    until: now.toISOString(),
    hasNew: items.some((item) => item.isNew),
    older: inbox.next ? `?cursor=${encodeURIComponent(inbox.next)}` : null
  }
}
