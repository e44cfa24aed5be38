import type { PageServerLoad } from './$types'
import { homeView } from './home/home-view.ts'

export const load: PageServerLoad = async ({ locals }) => {
  const { opportunities, organisers, runtime } = locals.app
  const actions = await locals.must(opportunities.queries.countsByRegion, {})
  const running = await locals.must(organisers.queries.countsByRegion, {})
  return { view: homeView(actions, running, locals.locale, runtime.now()) }
}
