import { guardiansView } from '#features/people/ui/guardians-view.ts'
import { dataTabs } from '#features/people/ui/tabs.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const organiserId = url.searchParams.get('organiser') ?? undefined
  const mine = await locals.must(locals.app.people.queries.myGuardians, { organiserId })
  return {
    view: guardiansView(mine, locals.locale),
    tabs: dataTabs(locals.locale, 'guardians'),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  invite: (event) =>
    submit(event, event.locals.app.people.commands.inviteGuardian, {
      then: event.locals.href('/me/guardians')
    }),
  cancel: (event) =>
    submit(event, event.locals.app.people.commands.cancelGuardianInvitation, {
      then: event.locals.href('/me/guardians')
    }),
  withdraw: (event) =>
    submit(event, event.locals.app.people.commands.withdrawGuardianship, {
      then: event.locals.href('/me/guardians')
    })
}
