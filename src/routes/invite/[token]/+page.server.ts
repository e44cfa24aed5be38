import { nameOf } from '#features/organisers/ui/organiser-view.ts'
import { submit } from '#platform/http/form.ts'
import { formatInstant } from '#platform/i18n/format.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const shown = await locals.must(locals.app.organisers.queries.invitation, params)
  return {
    organiser: nameOf(shown.organiser.name, locals.locale),
    role: shown.role,
    until: formatInstant(shown.expiresAt, locals.locale),
    signIn: locals.actor.personId
      ? null
      : `${locals.href('/sign-in')}?to=${encodeURIComponent(`/invite/${params.token}${url.search}`)}`,
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.organisers.commands.acceptInvitation, {
      input: () => ({ token: event.params.token }),
      then: ({ organiserId }) => event.locals.href(`/desk/${organiserId}`)
    })
}
