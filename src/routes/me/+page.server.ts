import { homeView, NOTICES_NAMED_MAX } from '#features/passport/ui/home-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const { passport, opportunities, contributions, notices } = locals.app
  const [shown, shifts, awaiting, inbox] = await Promise.all([
    locals.must(passport.queries.myPassport, {}),
    locals.must(opportunities.queries.mySignUps, {}),
    locals.must(contributions.queries.myAwaiting, {}),
    locals.must(notices.queries.myNotices, { size: NOTICES_NAMED_MAX })
  ])
  return { view: homeView({ passport: shown, shifts, awaiting, inbox }, locals.locale) }
}
