import { regionMap } from '#features/programmes/index.ts'
import { actionCard } from '#features/opportunities/ui/action-view.ts'
import { addressWith, askedOf, pairsOf } from '#features/opportunities/ui/search-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const { locale } = locals
  const { queries } = locals.app.opportunities
  const asked = askedOf(url.searchParams)
  const [found, counts] = await Promise.all([
    locals.must(queries.search, asked),
    locals.must(queries.countsByRegion, {})
  ])
  return {
    asked,
    pairs: pairsOf(asked),
    actions: found.items.map((item) => actionCard(item, locale)),
    sort: found.sort,
    fitKnown: found.fitKnown,
    isFirst: !asked.cursor,
    first: addressWith(asked, {}),
    next: found.next && addressWith(asked, { cursor: found.next }),
    map: regionMap(counts, locale, (region) => addressWith(asked, { region })),
    signedIn: locals.actor.personId !== null,
    key: locals.app.runtime.newId()
  }
}
