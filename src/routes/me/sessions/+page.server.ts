import { redirect } from '@sveltejs/kit'
import { sessionsView } from '#features/people/ui/sessions-view.ts'
import { dataTabs } from '#features/people/ui/tabs.ts'
import { refused, submit } from '#platform/http/form.ts'
import { dropSession } from '../../sign-in/cookies.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const sessions = await locals.must(locals.app.people.queries.mySessions, {})
  return {
    sessions: sessionsView(sessions, locals.locale),
    tabs: dataTabs(locals.locale, 'sessions'),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  end: (event) =>
    submit(event, event.locals.app.people.commands.endMySession, {
      then: event.locals.href('/me/sessions')
    }),
  endAll: async (event) => {
    const { locals, cookies } = event
    const result = await locals.perform(locals.app.people.commands.endAllMySessions, {})
    if (!result.ok) return refused(event, result.error)
    dropSession(cookies, locals.app.config.publicUrl)
    redirect(303, locals.href('/sign-in'))
  }
}
