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
  return {
    heading: deskHeading(roster.shift, t('roster.title'), locals.locale),
    tabs: deskTabs(shiftId, 'roster', locals.locale),
    view: rosterView(roster, locals.locale),
    recorded: Number(url.searchParams.get('recorded')) || 0,
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.attendance.commands.recordPresence, {
      input: ({ personIds = [], kind }) => ({ personIds, kind, shiftId: event.params.shiftId }),
      then: ({ shiftId, recorded }) =>
        event.locals.href(`/desk/shifts/${shiftId}?recorded=${recorded.length}`)
    })
}
