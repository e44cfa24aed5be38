import { officeText } from '#features/organisers/ui/office-view.ts'
import { submit } from '#platform/http/form.ts'
import { formatInstant } from '#platform/i18n/format.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const shown = await locals.must(locals.app.organisers.queries.officerInvitation, params)
  return {
    office: officeText(shown.region, locals.locale),
    until: formatInstant(shown.expiresAt, locals.locale),
    signIn: locals.actor.personId
      ? null
      : `${locals.href('/sign-in')}?to=${encodeURIComponent(`/office/join/${params.token}${url.search}`)}`,
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.organisers.commands.joinOffice, {
      input: () => ({ token: event.params.token }),
      then: event.locals.href('/office')
    })
}
