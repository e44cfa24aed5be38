import { manages } from '#features/organisers/index.ts'
import { nameOf, organiserFacts, stateTag } from '#features/organisers/ui/organiser-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { locale } = locals
  const { organiser, myRole, staffCount } = await locals.must(locals.app.organisers.queries.desk, params)
  return {
    organiserId: organiser.organiserId,
    name: nameOf(organiser.name, locale),
    kind: organiser.kind,
    state: organiser.state,
    stateReason: organiser.stateReason,
    tag: stateTag(organiser.state, locale),
    facts: organiserFacts(organiser, locale),
    contact: organiser.contact,
    myRole,
    staffCount,
    mayManage: manages(myRole) && organiser.state === 'active',
    contactSaved: url.searchParams.has('contact'),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  contact: (event) => {
    const { organiserId } = event.params
    return submit(event, event.locals.app.organisers.commands.setContact, {
      input: (values) => ({ ...values, organiserId }),
      then: event.locals.href(`/desk/${organiserId}?contact`)
    })
  },
  close: (event) => {
    const { organiserId } = event.params
    return submit(event, event.locals.app.organisers.commands.close, {
      input: (values) => ({ ...values, organiserId }),
      then: event.locals.href(`/desk/${organiserId}`)
    })
  }
}
