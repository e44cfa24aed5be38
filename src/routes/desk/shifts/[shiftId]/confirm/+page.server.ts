import { deskHeading } from '#features/attendance/ui/desk-heading.ts'
import { deskTabs } from '#features/attendance/ui/desk-tabs.ts'
import { contributionsWords } from '#features/contributions/index.ts'
import { confirmView, correctionView } from '#features/contributions/ui/confirm-view.ts'
import { decisionsOf } from '#features/contributions/ui/decisions-form.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { shiftId } = params
  const hours = await locals.must(locals.app.contributions.queries.shiftHours, { shiftId })
  return {
    heading: deskHeading(hours.shift, contributionsWords(locals.locale)('confirm.title'), locals.locale),
    tabs: deskTabs(shiftId, 'confirm', locals.locale),
    view: confirmView(hours, locals.explain, locals.locale),
    late: hours.late,
    correction: correctionView(hours, url.searchParams.get('correct')),
    here: locals.href(`/desk/shifts/${shiftId}/confirm`),
    done: Number(url.searchParams.get('done')) || 0,
    corrected: url.searchParams.has('corrected'),
    keys: { decide: locals.app.runtime.newId(), correct: locals.app.runtime.newId() }
  }
}

export const actions: Actions = {
  decide: (event) =>
    submit(event, event.locals.app.contributions.commands.decideHours, {
      input: (values) => ({ shiftId: event.params.shiftId, decisions: decisionsOf(values) }),
      then: (decided) =>
        event.locals.href(`/desk/shifts/${event.params.shiftId}/confirm?done=${decided.length}`)
    }),
  correct: (event) =>
    submit(event, event.locals.app.contributions.commands.correctHours, {
      then: event.locals.href(`/desk/shifts/${event.params.shiftId}/confirm?corrected`)
    })
}
