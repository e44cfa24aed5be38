import { sdJwt } from '#features/passport/ui/file-response.ts'
import { takesFile } from '#features/passport/ui/reading.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async (event) => {
  const { passport } = event.locals.app
  return takesFile(event, passport.queries.takePresentation, (presentation) => sdJwt(presentation, 'extract'))
}
