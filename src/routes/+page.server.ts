import { dayOf } from '#platform/prelude/index.ts'
import type { PageServerLoad } from './$types'

/** Facts only: Kit writes out what a load gives, even for a page without a script, and the view is large. */
export const load: PageServerLoad = async ({ locals }) => {
  const { opportunities, organisers, runtime } = locals.app
  return {
    actions: await locals.must(opportunities.queries.countsByRegion, {}),
    organisers: await locals.must(organisers.queries.countsByRegion, {}),
    soonest: await locals.must(opportunities.queries.soonest, {}),
    today: dayOf(runtime.now())
  }
}
