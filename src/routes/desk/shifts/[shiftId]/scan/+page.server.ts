import { deskTabs } from '#features/attendance/ui/desk-tabs.ts'
import { scanView } from '#features/attendance/ui/scan-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { shiftId } = params
  const { shift } = await locals.must(locals.app.attendance.queries.shiftCode, { shiftId })
  return {
    view: scanView(shift, locals.locale),
    kind: url.searchParams.get('kind') === 'out' ? ('out' as const) : ('in' as const),
    done: url.searchParams.has('done'),
    tabs: deskTabs(shiftId, 'scan', locals.locale),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.attendance.commands.scanPerson, {
      input: ({ code, kind }) => ({ code, kind, shiftId: event.params.shiftId }),
      then: ({ kind }) => event.locals.href(`/desk/shifts/${event.params.shiftId}/scan?done&kind=${kind}`)
    })
}
