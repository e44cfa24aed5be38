import { pdf } from '#features/passport/ui/pdf-response.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals }) => {
  const { passport, runtime } = locals.app
  const shown = await locals.must(passport.queries.myPassport, {})
  const printed = await passport.print.passport({
    passport: shown,
    locale: locals.locale,
    at: runtime.now()
  })
  return pdf(locals, printed, 'erikti-passport')
}
