import { attendanceWords } from '#features/attendance/index.ts'
import { codeScreenView } from '#features/attendance/ui/code-screen-view.ts'
import { deskTabs } from '#features/attendance/ui/desk-tabs.ts'
import { rotation } from '#features/attendance/ui/rotation.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { shiftId } = params
  const screen = await locals.must(locals.app.attendance.queries.shiftCode, { shiftId })
  return {
    view: codeScreenView(screen, locals.app.config.publicUrl, locals.locale),
    refusal: screen.refusal && locals.explain(screen.refusal),
    rotation: rotation(screen.endsAt, locals.app.runtime.now(), locals.locale),
    tabs: deskTabs(shiftId, 'code', locals.locale),
    here: locals.href(`/desk/shifts/${shiftId}/code`),
    problems: attendanceWords(locals.locale)('problems'),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  number: (event) =>
    submit(event, event.locals.app.attendance.commands.giveWalkUpNumber, {
      input: () => ({ shiftId: event.params.shiftId }),
      then: ({ shiftId }) => event.locals.href(`/desk/shifts/${shiftId}/code`)
    })
}
