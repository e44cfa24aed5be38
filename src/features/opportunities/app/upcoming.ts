import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import type { Ports } from './ports.ts'
import { suspendedAmong } from './suspension.ts'

/** Actions on an organiser's public page; the search has the rest. */
export const UPCOMING_MAX = 20

/** What an organiser has coming, for its public page; nothing while it may not run it. */
export const listUpcoming = (ports: Pick<Ports, 'store' | 'organisers'>) =>
  query({
    name: 'opportunities.list-upcoming',
    access: 'anyone',
    limit: LIMITS.read,
    input: z.object({ organiserId: id }),
    async run({ db, now }, { organiserId }) {
      const suspended = await suspendedAmong(ports, db, [{ organiserId }])
      return ok({
        items: suspended.size ? [] : await ports.store.upcomingOf(db, organiserId, now, UPCOMING_MAX)
      })
    }
  })
