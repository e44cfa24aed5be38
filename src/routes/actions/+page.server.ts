import { regionMap } from '#features/programmes/index.ts'
import { actionCard } from '#features/opportunities/ui/action-view.ts'
import { addressWith, askedOf, pairsOf, type Asked } from '#features/opportunities/ui/search-view.ts'
import type { PageServerLoad } from './$types'

/** The name in the address that a failure speaks of: `region` of `region.0`. */
const nameIn = (field = ''): string => field.split('.')[0]!

const without = (asked: Asked, left: readonly { field: string }[]): Asked =>
  Object.fromEntries(Object.entries(asked).filter(([name]) => !left.some(({ field }) => field === name)))

export const load: PageServerLoad = async ({ locals, url }) => {
  const { locale } = locals
  const { queries } = locals.app.opportunities
  const asked = askedOf(url.searchParams)
  const first = await locals.perform(queries.search, asked)
  const wrong = first.ok || first.error.kind !== 'invalid' ? [] : [first.error, ...(first.error.also ?? [])]
  const summary = wrong.map((one) => ({ field: nameIn(one.field), text: locals.explain(one) }))
  // What cannot be read is told at its field, and does not narrow.
  const read = without(asked, summary)
  const found = first.ok ? first.value : await locals.must(queries.search, read)
  const counts = await locals.must(queries.countsByRegion, {})
  return {
    asked,
    summary,
    errors: Object.fromEntries(summary.map(({ field, text }) => [field, text])),
    pairs: pairsOf(read),
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
