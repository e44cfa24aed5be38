import { officeName, overseenRow } from '#features/organisers/ui/office-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const asked = Object.fromEntries(url.searchParams)
  const list = await locals.must(locals.app.organisers.queries.overseenList, asked)
  const further = new URLSearchParams(url.searchParams)
  if (list.next) further.set('cursor', list.next)
  return {
    office: officeName(list.regions, locals.locale),
    national: list.regions === 'all',
    rows: list.items.map((organiser) => overseenRow(organiser, locals.locale)),
    q: asked.q ?? '',
    isFirst: !asked.cursor,
    next: list.next && `?${further}`
  }
}
