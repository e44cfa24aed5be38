import { z } from 'zod'
import { createMemo } from '#platform/memo.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import type { Ports } from './ports.ts'
import { criteriaOf, searchInput } from './search-input.ts'
import type { FoundAction } from './search-types.ts'

/** Actions named on the home page. */
export const SOONEST_MAX = 4
/** They are at most this old. */
const SOONEST_KEEP_MS = 60_000

/** What begins soonest and has places. Like the counts beside it, it costs nothing and has no limit. */
export const listSoonest = ({ store }: Pick<Ports, 'store'>) => {
  const memo = createMemo<readonly FoundAction[]>(SOONEST_KEEP_MS)
  const criteria = criteriaOf(searchInput.parse({ free: true }))
  return query({
    name: 'opportunities.list-soonest',
    access: 'anyone',
    input: z.object({}),
    async run({ db, now }) {
      const read = () => store.search(db, criteria, { now, wishes: null, after: null, count: SOONEST_MAX })
      return ok(await memo.get(now, read))
    }
  })
}
