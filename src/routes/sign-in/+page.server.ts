import { error } from '@sveltejs/kit'
import { returnTo } from '#features/people/index.ts'
import { refusalText } from '#features/people/ui/sign-in-view.ts'
import { sessionCookie } from '#platform/http/cookie.ts'
import { STATUS } from '#platform/http/problem.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url, cookies }) => {
  const { app, actor, locale } = locals
  const account = actor.personId && (await app.people.accountOf(app.runtime.db, actor.personId))
  const asked = await locals.perform(app.people.queries.mySessions, {})
  // With the database away nobody is told that their session has ended.
  if (!asked.ok && asked.error.kind !== 'sign-in')
    error(STATUS[asked.error.kind], { message: locals.explain(asked.error), code: asked.error.code })
  return {
    to: returnTo(url.searchParams.get('to')),
    name: account ? account.shortName : null,
    refused: refusalText(url.searchParams.get('refused'), locale),
    ended: !asked.ok && cookies.get(sessionCookie(app.config.publicUrl).name) !== undefined,
    local: app.localIdentity !== null
  }
}
