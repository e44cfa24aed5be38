import { error } from '@sveltejs/kit'
import { calendarResponse, calendarText } from '#features/opportunities/ui/calendar.ts'
import { textIn } from '#features/opportunities/ui/action-view.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params, url }) => {
  const { app, locale } = locals
  const shiftId = url.searchParams.get('shift') ?? undefined
  const found = await locals.perform(app.opportunities.queries.actionCalendar, { ...params, shiftId })
  if (!found.ok) error(404, { message: locals.explain(found.error), code: found.error.code })
  const { shifts, suspended } = found.value
  const name = textIn(shifts[0]!.title, locale)
  const entries = shifts.map((shift) => ({ shift, state: null, suspended }))
  const options = { locale, publicUrl: app.config.publicUrl, now: app.runtime.now() }
  return calendarResponse(calendarText(name, entries, options), 'erikti.ics')
}
