import { nameOf, organiserFacts, stateTag } from '#features/organisers/ui/organiser-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { locale } = locals
  const { organiser, steps } = await locals.must(locals.app.organisers.queries.overseen, params)
  return {
    organiserId: organiser.organiserId,
    name: nameOf(organiser.name, locale),
    kind: organiser.kind,
    tag: stateTag(organiser.state, locale),
    stateReason: organiser.stateReason,
    facts: organiserFacts(organiser, locale),
    steps,
    saved: url.searchParams.has('saved'),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  suspend: (event) => {
    const { organiserId } = event.params
    return submit(event, event.locals.app.organisers.commands.suspend, {
      input: (values) => ({ ...values, organiserId }),
      then: event.locals.href(`/office/organisers/${organiserId}?saved`)
    })
  },
  resume: (event) => {
    const { organiserId } = event.params
    return submit(event, event.locals.app.organisers.commands.resume, {
      input: (values) => ({ ...values, organiserId }),
      then: event.locals.href(`/office/organisers/${organiserId}?saved`)
    })
  }
}
