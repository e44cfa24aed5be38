import { versionsView } from '#features/contributions/ui/hours-view.ts'
import { recordPageView } from '#features/passport/ui/record-page-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { contributions, ledger } = locals.app
  const versions = await locals.must(contributions.queries.myVersions, params)
  const proof = await locals.perform(ledger.queries.myProof, params)
  return {
    view: recordPageView(versions.at(-1)!, proof.ok ? proof.value : null, locals.locale),
    versions: versions.length > 1 ? versionsView(versions, locals.locale) : []
  }
}
