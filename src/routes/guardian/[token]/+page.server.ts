import { guardianQuestionView } from '#features/people/ui/guardians-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const question = await locals.must(locals.app.people.queries.guardianQuestion, { token: params.token })
  return { facts: guardianQuestionView(question, locals.locale), key: locals.app.runtime.newId() }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.people.commands.confirmGuardianship, {
      input: () => ({ token: event.params.token }),
      then: event.locals.href('/me/guardians')
    })
}
