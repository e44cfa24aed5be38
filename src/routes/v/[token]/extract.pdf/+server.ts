import { file } from '#features/passport/ui/file-response.ts'
import { takesFile } from '#features/passport/ui/reading.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async (event) => {
  const { printReadExtract } = event.locals.app.passport.queries
  return takesFile(event, printReadExtract, ({ pdf, name }) => file(pdf, name))
}
