import { passportView } from '#features/passport/ui/passport-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => ({
  view: passportView(await locals.must(locals.app.passport.queries.myPassport, {}), locals.locale)
})
