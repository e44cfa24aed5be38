import { entryView } from '#features/ledger/ui/log-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  entry: entryView(await locals.must(locals.app.ledger.queries.entry, params), locals.locale)
})
