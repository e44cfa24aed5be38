import { INVITATION_DAYS } from '#features/organisers/index.ts'
import { officersView } from '#features/organisers/ui/office-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const page = await locals.must(locals.app.organisers.queries.officers, {})
  return {
    ...officersView(
      page,
      locals.locale,
      (token) => locals.app.config.publicUrl + locals.href(`/office/join/${token}`)
    ),
    days: INVITATION_DAYS,
    key: locals.app.runtime.newId()
  }
}

const back = ({ locals }: RequestEvent) => locals.href('/office/officers')

export const actions: Actions = {
  invite: (event) => submit(event, event.locals.app.organisers.commands.inviteOfficer, { then: back(event) }),
  cancel: (event) =>
    submit(event, event.locals.app.organisers.commands.cancelOfficerInvitation, { then: back(event) }),
  dismiss: (event) =>
    submit(event, event.locals.app.organisers.commands.dismissOfficer, { then: back(event) })
}
