import { awaitingMinutes } from '#features/passport/ui/home-view.ts'
import { passportView } from '#features/passport/ui/passport-view.ts'
import { formatMinutes } from '#platform/i18n/format.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const { passport, contributions } = locals.app
  const [shown, hours] = await Promise.all([
    locals.must(passport.queries.myPassport, {}),
    locals.must(contributions.queries.myHours, {})
  ])
  const awaiting = awaitingMinutes(hours)
  return {
    view: passportView(shown, locals.locale),
    awaiting: awaiting ? formatMinutes(awaiting, locals.locale) : null
  }
}
