import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import type { Ports } from './ports.ts'

/** Actions on an organiser's public page; the search has the rest. */
export const UPCOMING_MAX = 20

/** What an organiser has coming, for its public page. */
export const listUpcoming = (ports: Pick<Ports, 'store'>) =>
  query({
    name: 'opportunities.list-upcoming',
    access: 'anyone',
    limit: LIMITS.read,
    input: z.object({ organiserId: id }),
    run: async (scope, { organiserId }) =>
      ok({ items: await ports.store.upcomingOf(scope.db, organiserId, scope.now, UPCOMING_MAX) })
  })
