import { organiserCard } from '#features/organisers/ui/organiser-view.ts'
import { pagesOf } from '../pages-of.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const asked = Object.fromEntries(url.searchParams)
  const { items, next } = await locals.must(locals.app.organisers.queries.search, asked)
  return {
    asked: { q: asked.q ?? '', regionCode: asked.regionCode ?? '', kind: asked.kind ?? '' },
    organisers: items.map((organiser) => organiserCard(organiser, locals.locale)),
    pages: pagesOf(url, next)
  }
}
