import { actionView } from '#features/opportunities/ui/action-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

/** What the page says after a form has been carried out. */
const DONE = ['joined', 'applied', 'waiting', 'withdrawn'] as const

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const action = await locals.must(locals.app.opportunities.queries.action, params)
  return {
    action: actionView(action, locals.locale, locals.explain),
    done: DONE.find((state) => state === url.searchParams.get('done')) ?? null,
    key: locals.app.runtime.newId()
  }
}

const then =
  (locals: App.Locals) =>
  ({ actionId, state }: { actionId: string; state: string }) =>
    locals.href(`/actions/${actionId}?done=${state}`)

export const actions: Actions = {
  signUp: (event) =>
    submit(event, event.locals.app.opportunities.commands.signUp, { then: then(event.locals) }),
  acceptOffer: (event) =>
    submit(event, event.locals.app.opportunities.commands.acceptOffer, { then: then(event.locals) }),
  withdraw: (event) =>
    submit(event, event.locals.app.opportunities.commands.withdraw, { then: then(event.locals) })
}
