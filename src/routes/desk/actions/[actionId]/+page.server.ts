import { opportunitiesWords } from '#features/opportunities/messages/index.ts'
import { shiftRows, shiftValues } from '#features/opportunities/ui/action-form.ts'
import { actionTag, textIn, whenOf } from '#features/opportunities/ui/action-view.ts'
import { chosenShift, rosterView, shiftTable } from '#features/opportunities/ui/desk-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

/** What the page says after a form has been carried out. */
const DONE = ['draft', 'published', 'edited', 'copied', 'cancelled', 'shifts', 'decided'] as const

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { locale } = locals
  const { queries } = locals.app.opportunities
  const now = locals.app.runtime.now()
  const action = await locals.must(queries.deskAction, params)
  const shift = chosenShift(action, url.searchParams.get('shift'), now)
  const roster =
    shift && action.manages ? await locals.must(queries.roster, { shiftId: shift.shiftId }) : null
  const open = action.state === 'draft' || action.state === 'published'
  return {
    actionId: action.actionId,
    organiserId: action.organiserId,
    organiser: action.organiser && textIn(action.organiser.name, locale),
    title: textIn(action.content.title, locale),
    state: action.state,
    tag: actionTag(action.state, locale),
    cancelReason: action.cancelReason,
    mayChange: action.manages && open,
    manages: action.manages,
    table: shiftTable(action, shift?.shiftId ?? null, locale),
    shift: shift && {
      shiftId: shift.shiftId,
      when: whenOf(shift, locale),
      role: textIn(shift.role, locale),
      start: shiftValues(shift),
      mayChange: action.manages && open && shift.state === 'open' && shift.startsAt > now,
      running: shift.state === 'open' && action.state !== 'draft',
      mayDecide: shift.state === 'open' && action.state !== 'draft' && shift.endsAt > now
    },
    roster: rosterView(roster?.lines ?? [], locale),
    cut: roster?.more ? opportunitiesWords(locale)('roster.cut', { count: roster.more }) : null,
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
    key: locals.app.runtime.newId()
  }
}

/** Back to the desk of the action, with the shift open that the form was about. */
const back =
  ({ locals }: RequestEvent, done: (typeof DONE)[number]) =>
  ({ actionId, shiftId }: { actionId: string; shiftId?: string }) =>
    locals.href(`/desk/actions/${actionId}?done=${done}${shiftId ? `&shift=${shiftId}` : ''}`)

const commandsOf = ({ locals }: RequestEvent) => locals.app.opportunities.commands
/** A form in which nobody is ticked sends no list at all. */
const chosen = ({ personIds = [], ...values }: Record<string, unknown>) => ({ ...values, personIds })
const ofThis =
  ({ params }: RequestEvent) =>
  (values: Record<string, unknown>) => ({ ...values, actionId: params.actionId })

export const actions: Actions = {
  publish: (event) =>
    submit(event, commandsOf(event).publishAction, { input: ofThis(event), then: back(event, 'published') }),
  cancel: (event) =>
    submit(event, commandsOf(event).cancelAction, { input: ofThis(event), then: back(event, 'cancelled') }),
  copy: (event) =>
    submit(event, commandsOf(event).copyAction, { input: ofThis(event), then: back(event, 'copied') }),
  addShifts: (event) =>
    submit(event, commandsOf(event).addShifts, {
      input: ({ shifts }) => ({ shifts: shiftRows(shifts), actionId: event.params.actionId }),
      then: back(event, 'shifts')
    }),
  changeShift: (event) => submit(event, commandsOf(event).changeShift, { then: back(event, 'shifts') }),
  repeatShift: (event) => submit(event, commandsOf(event).repeatShift, { then: back(event, 'shifts') }),
  cancelShift: (event) => submit(event, commandsOf(event).cancelShift, { then: back(event, 'shifts') }),
  accept: (event) =>
    submit(event, commandsOf(event).acceptApplications, { input: chosen, then: back(event, 'decided') }),
  decline: (event) =>
    submit(event, commandsOf(event).declineSignUps, { input: chosen, then: back(event, 'decided') })
}
