import { dayOf } from '#platform/prelude/index.ts'
import type { PageServerLoad } from './$types'

/** Figures only: Kit writes out what a load gives, even for a page without a script, and the view is large. */
export const load: PageServerLoad = async ({ locals }) => {
  const { opportunities, organisers, runtime } = locals.app
  return {
    actions: await locals.must(opportunities.queries.countsByRegion, {}),
    organisers: await locals.must(organisers.queries.countsByRegion, {}),
    today: dayOf(runtime.now())
  }
}
