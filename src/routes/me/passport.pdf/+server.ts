import { pdf } from '#features/passport/ui/file-response.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals }) =>
  pdf(await locals.must(locals.app.passport.queries.printMyPassport, {}), 'erikti-passport')
