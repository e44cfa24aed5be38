import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { decodeCursor, encodeCursor, page, pageOf, type Page } from '#platform/validation.ts'
import type { NoticeGroup } from '../domain/group.ts'
import type { InboxPlace, Ports } from './ports.ts'
import { render } from './render.ts'

export interface Notice {
  readonly noticeId: string
  readonly at: Date
  readonly group: NoticeGroup
  readonly kind: string
  readonly title: string
  readonly text: string
  readonly path: string
  readonly readAt: Date | null
}

export type Inbox = Page<Notice>

/** The signed-in person's inbox in the language they read it in: unread first, then the latest. */
export const listMyNotices = (ports: Pick<Ports, 'store' | 'findText'>) =>
  query({
    name: 'notices.list-my-notices',
    access: 'signed-in',
    limit: LIMITS.read,
    input: page,
    async run(scope, { cursor, size }) {
      const after = placeOf(cursor)
      const rows = await ports.store.inbox(scope.db, scope.personId, after, size + 1)
      const cut = pageOf(rows, size, ({ readAt, at, noticeId }) =>
        encodeCursor([readAt ? 1 : 0, at.toISOString(), noticeId])
      )
      const items = cut.items.map((row): Notice => ({
        noticeId: row.noticeId,
        at: row.at,
        group: row.group,
        kind: row.kind,
        path: row.path,
        readAt: row.readAt,
        ...render(ports, row, scope.actor.locale)
      }))
      return ok<Inbox>({ items, next: cut.next })
    }
  })

const placeForm = z.tuple([z.union([z.literal(0), z.literal(1)]), z.iso.datetime(), z.uuid()])

/** A cursor that we did not make begins at the beginning. */
function placeOf(cursor: string | undefined): InboxPlace | null {
  const { data } = placeForm.safeParse(decodeCursor(cursor))
  return data ? { read: data[0] === 1, at: new Date(data[1]), noticeId: data[2] } : null
}
