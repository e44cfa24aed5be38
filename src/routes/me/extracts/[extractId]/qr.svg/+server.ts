import { renderSVG } from 'uqr'
import type { RequestHandler } from './$types'

/** The code of an extract's link, to be put into a letter or a form. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { link, code } = await locals.must(locals.app.passport.queries.myExtract, params)
  return new Response(renderSVG(link, { ecc: 'M', border: 4 }), {
    headers: {
      'content-type': 'image/svg+xml',
      'content-disposition': `inline; filename="erikti-extract-${code}.svg"`
    }
  })
}
