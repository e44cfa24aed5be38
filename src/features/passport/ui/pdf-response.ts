import { error } from '@sveltejs/kit'
import { STATUS, type Explain } from '#platform/http/problem.ts'
import type { Result } from '#platform/prelude/index.ts'

/** A paper to keep as `<name>.pdf`, or the error page when it could not be made. */
export function pdf(locals: { explain: Explain }, printed: Result<Buffer>, name: string): Response {
  if (!printed.ok)
    error(STATUS[printed.error.kind], { message: locals.explain(printed.error), code: printed.error.code })
  return new Response(new Uint8Array(printed.value), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${name}.pdf"`
    }
  })
}
