import { file } from '#features/passport/ui/file-response.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) => {
  const { pdf, name } = await locals.must(locals.app.passport.queries.printMyExtract, params)
  return file(pdf, name)
}
