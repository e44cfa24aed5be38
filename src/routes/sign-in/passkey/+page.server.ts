import { redirect } from '@sveltejs/kit'
import { returnTo } from '#features/people/index.ts'
import { passkeySignInView } from '#features/people/ui/passkeys-view.ts'
import { refused } from '#platform/http/form.ts'
import { keepChallenge, keepSession, takeChallenge } from '../cookies.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url, cookies }) => {
  const { app, locale, href } = locals
  const asked = await locals.must(app.people.queries.askToSignInWithPasskey, {})
  keepChallenge(cookies, app.config.publicUrl, asked.challenge)
  const to = returnTo(url.searchParams.get('to'))
  const other = `${href('/sign-in/start')}?to=${encodeURIComponent(to)}`
  return { view: passkeySignInView(locale), options: asked.options, to, other }
}

export const actions: Actions = {
  default: async (event) => {
    const { locals, cookies, request, url } = event
    const { people, config } = locals.app
    const form = await request.formData()
    const result = await locals.perform(people.commands.signInWithPasskey, {
      answer: String(form.get('answer') ?? ''),
      challenge: takeChallenge(cookies, config.publicUrl),
      device: request.headers.get('user-agent') ?? ''
    })
    if (!result.ok) return refused(event, result.error)
    keepSession(cookies, config.publicUrl, result.value.cookie)
    const to = returnTo(url.searchParams.get('to'))
    redirect(303, locals.href(result.value.asksConsent ? `/me/consent?to=${encodeURIComponent(to)}` : to))
  }
}
