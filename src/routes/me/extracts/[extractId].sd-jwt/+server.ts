import { file } from '#features/passport/ui/file-response.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) =>
  file(await locals.must(locals.app.passport.queries.takeMyPresentation, params), 'extract.sd-jwt')
