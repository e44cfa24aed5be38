import { officeApplicationView } from '#features/organisers/ui/office-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const shown = await locals.must(locals.app.organisers.queries.application, params)
  return {
    application: officeApplicationView(shown, locals.locale),
    whyNot: shown.whyNot && locals.explain(shown.whyNot),
    saved: url.searchParams.has('saved'),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  check: (event) => {
    const { applicationId } = event.params
    return submit(event, event.locals.app.organisers.commands.check, {
      input: () => ({ applicationId }),
      then: event.locals.href(`/office/applications/${applicationId}`)
    })
  },
  decide: (event) => {
    const { applicationId } = event.params
    return submit(event, event.locals.app.organisers.commands.decide, {
      input: (values) => ({ ...values, applicationId }),
      then: event.locals.href(`/office/applications/${applicationId}?saved`)
    })
  }
}
