import { actionCard } from '#features/opportunities/ui/action-view.ts'
import { nameOf, organiserFacts, stateTag } from '#features/organisers/ui/organiser-view.ts'
import { pickText } from '#platform/prelude/index.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { locale } = locals
  const { organisers, opportunities } = locals.app
  const organiser = await locals.must(organisers.queries.organiser, params)
  const { items } = await locals.must(opportunities.queries.upcoming, params)
  return {
    organiserId: organiser.organiserId,
    name: nameOf(organiser.name, locale),
    about: pickText(organiser.about, locale),
    kind: organiser.kind,
    state: organiser.state,
    tag: stateTag(organiser.state, locale),
    facts: organiserFacts(organiser, locale),
    actions: items.map((action) => actionCard(action, locale))
  }
}
