import { z } from 'zod'
import type { RegionCode } from '#features/programmes/index.ts'
import { createMemo } from '#platform/memo.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import type { Ports } from './ports.ts'

/** The map of the home page is at most this old. */
const COUNTS_KEEP_MS = 60_000

/**
 * How many actions with a coming shift each region has, as many as a search there finds; regions without any are left out. Costs nothing, so it has no limit:
 * a whole village may open the home page from one address.
 */
export const countByRegion = ({ store }: Pick<Ports, 'store'>) => {
  const memo = createMemo<ReadonlyMap<RegionCode, number>>(COUNTS_KEEP_MS)
  return query({
    name: 'opportunities.count-by-region',
    access: 'anyone',
    input: z.object({}),
    async run(scope) {
      const read = async () => {
        const counts = await store.countsByRegion(scope.db, scope.now)
        return new Map(counts.map(({ regionCode, actions }) => [regionCode, actions]))
      }
      return ok(await memo.get(scope.now, read))
    }
  })
}
