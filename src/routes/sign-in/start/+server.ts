import { redirect } from '@sveltejs/kit'
import { keepState } from '../cookies.ts'
import { refuseSignIn } from '../refuse.ts'
import type { RequestHandler } from './$types'

/** Sends the browser to the identity provider. */
export const GET: RequestHandler = async ({ locals, url, cookies }) => {
  const { app, locale } = locals
  const to = url.searchParams.get('to') ?? undefined
  const begun = await locals.perform(app.people.queries.beginSignIn, { to, locale })
  if (!begun.ok) refuseSignIn(locals, begun.error, locale)
  keepState(cookies, app.config.publicUrl, begun.value.state)
  redirect(303, begun.value.address)
}
