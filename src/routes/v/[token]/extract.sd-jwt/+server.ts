import { file } from '#features/passport/ui/file-response.ts'
import { takesFile } from '#features/passport/ui/reading.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async (event) => {
  const { takePresentation } = event.locals.app.passport.queries
  return takesFile(event, takePresentation, (presentation) => file(presentation, 'extract.sd-jwt'))
}
