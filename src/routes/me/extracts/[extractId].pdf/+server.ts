import { pdf } from '#features/passport/ui/file-response.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) => {
  const printed = await locals.must(locals.app.passport.queries.printMyExtract, params)
  return pdf(printed.pdf, `erikti-extract-${printed.code}`)
}
