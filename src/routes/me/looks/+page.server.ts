import { looksView } from '#features/people/ui/looks-view.ts'
import { dataTabs } from '#features/people/ui/tabs.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const cursor = url.searchParams.get('cursor') ?? undefined
  const page = await locals.must(locals.app.people.queries.looksAtMe, { cursor })
  return {
    view: looksView(page, locals.locale, locals.app.findText),
    tabs: dataTabs(locals.locale, 'looks'),
    isFirst: !cursor
  }
}
