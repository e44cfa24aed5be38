import { json } from '#features/passport/ui/file-response.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) =>
  json(await locals.must(locals.app.passport.queries.takeBadge, params), 'badge')
