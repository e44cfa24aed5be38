import { deskHeading } from '#features/attendance/ui/desk-heading.ts'
import { deskTabs } from '#features/attendance/ui/desk-tabs.ts'
import { rosterView } from '#features/attendance/ui/roster-view.ts'
import { attendanceWords } from '#features/attendance/index.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { shiftId } = params
  const roster = await locals.must(locals.app.attendance.queries.roster, { shiftId })
  const t = attendanceWords(locals.locale)
  const asked = {
    state: url.searchParams.get('state'),
    q: url.searchParams.get('q') ?? '',
    all: url.searchParams.has('all')
  }
  return {
    heading: deskHeading(roster.shift, t('roster.title'), locals.locale),
    tabs: deskTabs(shiftId, 'roster', locals.locale),
    view: rosterView(roster, asked, locals.locale),
    recorded: Number(url.searchParams.get('recorded')) || 0,
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.attendance.commands.recordPresence, {
      input: ({ personIds = [], kind }) => ({ personIds, kind, shiftId: event.params.shiftId }),
      // Back to the same part of the list: the next in the queue stands there.
      then: ({ shiftId, recorded }) => {
        const search = new URLSearchParams({ recorded: String(recorded.length) })
        const state = event.url.searchParams.get('state')
        if (state) search.set('state', state)
        return event.locals.href(`/desk/shifts/${shiftId}?${search}`)
      }
    })
}
