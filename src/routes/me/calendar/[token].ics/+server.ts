import { error } from '@sveltejs/kit'
import { opportunitiesWords } from '#features/opportunities/messages/index.ts'
import { calendarResponse, calendarText } from '#features/opportunities/ui/calendar.ts'
import { STATUS } from '#platform/http/problem.ts'
import type { RequestHandler } from './$types'

/** A calendar program asks here without a session: the address is the secret. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { app } = locals
  const feed = await locals.perform(app.opportunities.queries.feed, params)
  if (!feed.ok) error(STATUS[feed.error.kind], { message: locals.explain(feed.error), code: feed.error.code })
  const { locale, entries } = feed.value
  const name = opportunitiesWords(locale)('calendar.mine')
  const options = { locale, publicUrl: app.config.publicUrl, now: app.runtime.now() }
  return calendarResponse(calendarText(name, entries, options), 'erikti.ics')
}
