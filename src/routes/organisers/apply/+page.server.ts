import { myApplicationRow } from '#features/organisers/ui/organiser-view.ts'
import { decisionDays } from '#features/organisers/index.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const mine = await locals.must(locals.app.organisers.queries.myApplications, {})
  return {
    mine: mine.map((application) => myApplicationRow(application, locals.locale)),
    days: decisionDays(locals.app.runtime.now()),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.organisers.commands.apply, {
      then: ({ applicationId }) => event.locals.href(`/organisers/apply/${applicationId}?saved`)
    })
}
