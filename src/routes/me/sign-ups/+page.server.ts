import { mySignUpsView } from '#features/opportunities/ui/my-sign-ups-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

/** Where a sign-up stands after a form of the page. */
const DONE = ['joined', 'applied', 'waiting'] as const

export const load: PageServerLoad = async ({ locals, url }) => {
  const cursor = url.searchParams.get('cursor') ?? undefined
  const mine = await locals.must(locals.app.opportunities.queries.mySignUps, { cursor })
  const view = mySignUpsView(mine, locals.locale, locals.app.config.publicUrl)
  const withdrawn = url.searchParams.get('withdrawn')
  return {
    ...view,
    isFirst: !cursor,
    undo: view.past.find((line) => line.shiftId === withdrawn) ?? null,
    undoWaits: url.searchParams.has('waiting'),
    done: DONE.find((state) => state === url.searchParams.get('done')) ?? null,
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  withdraw: (event) =>
    submit(event, event.locals.app.opportunities.commands.withdraw, {
      then: ({ shiftId }) => {
        const waited = event.url.searchParams.has('waiting') ? '&waiting' : ''
        return event.locals.href(`/me/sign-ups?withdrawn=${shiftId}${waited}`)
      }
    }),
  signUp: (event) =>
    submit(event, event.locals.app.opportunities.commands.signUp, {
      then: ({ state }) => event.locals.href(`/me/sign-ups?done=${state}`)
    }),
  acceptOffer: (event) =>
    submit(event, event.locals.app.opportunities.commands.acceptOffer, {
      then: event.locals.href('/me/sign-ups?done=joined')
    }),
  startFeed: (event) =>
    submit(event, event.locals.app.opportunities.commands.startFeed, {
      then: event.locals.href('/me/sign-ups#calendar')
    }),
  endFeed: (event) =>
    submit(event, event.locals.app.opportunities.commands.endFeed, {
      then: event.locals.href('/me/sign-ups#calendar')
    })
}
