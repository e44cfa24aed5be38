import { officeName, overseenRow } from '#features/organisers/ui/office-view.ts'
import { pagesOf } from '../../pages-of.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const asked = Object.fromEntries(url.searchParams)
  const list = await locals.must(locals.app.organisers.queries.overseenList, asked)
  return {
    office: officeName(list.regions, locals.locale),
    national: list.regions === 'all',
    rows: list.items.map((organiser) => overseenRow(organiser, locals.locale)),
    q: asked.q ?? '',
    pages: pagesOf(url, list.next)
  }
}
