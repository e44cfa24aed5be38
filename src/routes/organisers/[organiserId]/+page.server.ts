import { nameOf, organiserFacts, stateTag } from '#features/organisers/ui/organiser-view.ts'
import { pickText } from '#platform/prelude/index.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { locale } = locals
  const organiser = await locals.must(locals.app.organisers.queries.organiser, params)
  return {
    organiserId: organiser.organiserId,
    name: nameOf(organiser.name, locale),
    about: pickText(organiser.about, locale),
    kind: organiser.kind,
    state: organiser.state,
    tag: stateTag(organiser.state, locale),
    facts: organiserFacts(organiser, locale)
  }
}
