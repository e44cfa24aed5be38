import { pdf } from '#features/passport/ui/pdf-response.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) => {
  const { passport, runtime, config } = locals.app
  const extract = await locals.must(passport.queries.myExtract, params)
  const printed = await passport.print.extract({
    extract,
    locale: locals.locale,
    at: runtime.now(),
    verifyAddress: new URL(config.publicUrl).host + locals.href('/verify')
  })
  return pdf(locals, printed, `erikti-extract-${extract.code}`)
}
