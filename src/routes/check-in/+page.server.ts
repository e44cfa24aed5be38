import { openShiftView } from '#features/attendance/ui/my-check-in-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const shifts = await locals.must(locals.app.attendance.queries.myOpenShifts, {})
  return {
    shifts: shifts.map((shift) => openShiftView(shift, locals.locale)),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.attendance.commands.checkInByCode, {
      input: ({ number, ...typed }) => (number ? { ...typed, number } : typed),
      then: ({ shiftId, kind }) => event.locals.href(`/c/${shiftId}?done=${kind}`)
    })
}
