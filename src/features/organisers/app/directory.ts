import { z } from 'zod'
import { regionCode, type RegionCode } from '#features/programmes/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { createMemo } from '#platform/memo.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { decodeCursor, encodeCursor, id, page, pageOf } from '#platform/validation.ts'
import { query } from '#platform/use-case.ts'
import { ORGANISER_KINDS } from '../domain/organiser.ts'
import { matchOf, words } from './match.ts'
import type { Ports } from './ports.ts'

/** The map of the home page is at most this old. */
const COUNTS_KEEP_MS = 60_000

/** An empty choice of a form means any. */
const anyOr = <T extends z.ZodType>(choice: T) =>
  z.union([z.literal('').transform(() => undefined), choice]).optional()

/** Everybody's list of active organisers, the newest first. */
export const searchOrganisers = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'organisers.search',
    access: 'anyone',
    limit: LIMITS.read,
    input: page.extend({
      q: words,
      regionCode: anyOr(regionCode),
      kind: anyOr(z.enum(ORGANISER_KINDS))
    }),
    async run(scope, { q, cursor, size, ...wanted }) {
      const after = id.safeParse(decodeCursor(cursor)?.[0])
      const filter = { ...wanted, match: matchOf(q), states: ['active'] as const }
      const found = await store.directory(scope.db, filter, after.data ?? null, size + 1)
      return ok(pageOf(found, size, ({ organiserId }) => encodeCursor([organiserId])))
    }
  })

/** The public page of an organiser. One that was closed keeps it: people's records lead here. */
export const showOrganiser = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'organisers.show',
    access: 'anyone',
    limit: LIMITS.read,
    input: z.object({ organiserId: id }),
    async run(scope, { organiserId }) {
      const organiser = await store.organiser(scope.db, organiserId)
      return organiser ? ok(organiser) : err(failure.notFound('organiser-not-found'))
    }
  })

/** How many active organisers each region has. Costs nothing, so it has no limit: a village may share one address. */
export const countByRegion = ({ store }: Pick<Ports, 'store'>) => {
  const memo = createMemo<ReadonlyMap<RegionCode, number>>(COUNTS_KEEP_MS)
  return query({
    name: 'organisers.count-by-region',
    access: 'anyone',
    input: z.object({}),
    async run(scope) {
      return ok(await memo.get(scope.now, () => store.countsByRegion(scope.db)))
    }
  })
}
