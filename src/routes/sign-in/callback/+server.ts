import { redirect } from '@sveltejs/kit'
import { href } from '#platform/i18n/addresses.ts'
import { keepSession, takeState } from '../cookies.ts'
import { refuseSignIn } from '../refuse.ts'
import type { RequestHandler } from './$types'

/** The identity provider sends the browser back here. */
export const GET: RequestHandler = async ({ locals, url, cookies, request }) => {
  const { people, config } = locals.app
  const callback = `${config.publicUrl}/sign-in/callback${url.search}`
  const state = takeState(cookies, config.publicUrl)
  const proved = await locals.perform(people.queries.proveIdentity, { callback, state })
  if (!proved.ok) return refuseSignIn(locals, proved.error, locals.locale)

  const { identity, to, locale } = proved.value
  const device = request.headers.get('user-agent') ?? ''
  const signedIn = await locals.perform(people.commands.signIn, { identity, locale, device })
  if (!signedIn.ok) return refuseSignIn(locals, signedIn.error, locale)
  keepSession(cookies, config.publicUrl, signedIn.value.cookie)
  redirect(303, href(locale, signedIn.value.asksConsent ? `/me/consent?to=${encodeURIComponent(to)}` : to))
}
