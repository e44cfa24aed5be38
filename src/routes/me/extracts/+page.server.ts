import { extractsView } from '#features/passport/ui/extracts-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const cursor = url.searchParams.get('cursor') ?? undefined
  const extracts = await locals.must(locals.app.passport.queries.myExtracts, { cursor })
  return { view: extractsView(extracts, locals.locale), isFirst: !cursor }
}
