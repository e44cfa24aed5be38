import { sdJwt } from '#features/passport/ui/file-response.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals }) =>
  sdJwt(await locals.must(locals.app.passport.queries.takeToken, {}), 'passport')
