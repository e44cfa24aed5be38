import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { command } from '#platform/use-case.ts'
import { id, instant } from '#platform/validation.ts'
import type { Ports } from './ports.ts'

/** Marks one notice as read; again is no mistake. Gives the path to the thing it is about. */
export const markRead = ({ store }: Pick<Ports, 'store'>) =>
  command({
    name: 'notices.mark-read',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ noticeId: id }),
    async run(scope, { noticeId }) {
      const notice = await store.markRead(scope.db, scope.personId, noticeId, scope.now)
      if (!notice) return err(failure.notFound('notice-not-found'))
      scope.audit({
        action: 'notices.notice-read',
        subject: { kind: 'notice', id: noticeId },
        before: { readAt: notice.readAt },
        after: { readAt: notice.readAt ?? scope.now }
      })
      return ok({ path: notice.path })
    }
  })

/** Marks everything as read that was there when the person looked; what came after stays unread. */
export const markAllRead = ({ store }: Pick<Ports, 'store'>) =>
  command({
    name: 'notices.mark-all-read',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ until: instant.optional() }),
    async run(scope, { until }) {
      const count = await store.markAllRead(scope.db, scope.personId, until ?? scope.now, scope.now)
      scope.audit({
        action: 'notices.all-read',
        subject: { kind: 'person', id: scope.personId },
        before: { unread: count },
        after: { unread: 0 }
      })
      return ok({ count })
    }
  })
