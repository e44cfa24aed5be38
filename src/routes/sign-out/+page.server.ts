import { redirect } from '@sveltejs/kit'
import { dropSession } from '../sign-in/cookies.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  // Whoever is signed out already is signed out: there is nothing to refuse.
  default: async ({ locals, cookies }) => {
    await locals.perform(locals.app.people.commands.signOut, {})
    dropSession(cookies, locals.app.config.publicUrl)
    redirect(303, locals.href('/'))
  }
}
