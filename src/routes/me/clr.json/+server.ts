import { file } from '#features/passport/ui/file-response.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals }) =>
  file(await locals.must(locals.app.passport.queries.takeLearnerRecord, {}), 'clr.json')
