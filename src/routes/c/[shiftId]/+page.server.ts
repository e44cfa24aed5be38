import { myCheckInView } from '#features/attendance/ui/my-check-in-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

/** What the QR on the coordinator's screen leads to. Opening it records nothing: that takes the button. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
  const mine = await locals.must(locals.app.attendance.queries.myCheckIn, { shiftId: params.shiftId })
  return {
    view: myCheckInView(mine, locals.locale),
    refusal: mine.refusal && locals.explain(mine.refusal),
    code: url.searchParams.get('code') ?? '',
    done: url.searchParams.get('done'),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.attendance.commands.checkInByCode, {
      input: ({ code, kind }) => ({ code, kind, shiftId: event.params.shiftId }),
      then: ({ shiftId, kind }) => event.locals.href(`/c/${shiftId}?done=${kind}`)
    })
}
