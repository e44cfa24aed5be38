import { file } from '#features/passport/ui/file-response.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) => {
  const proof = await locals.must(locals.app.ledger.queries.myProof, params)
  return file(proof.file, 'record.tlog-proof')
}
