import { mySignUpsView } from '#features/opportunities/ui/my-sign-ups-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const cursor = url.searchParams.get('cursor') ?? undefined
  const mine = await locals.must(locals.app.opportunities.queries.mySignUps, { cursor })
  const view = mySignUpsView(mine, locals.locale, locals.app.config.publicUrl)
  const withdrawn = url.searchParams.get('withdrawn')
  return {
    ...view,
    isFirst: !cursor,
    undo: view.past.find((line) => line.shiftId === withdrawn) ?? null,
    joined: url.searchParams.has('joined'),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  withdraw: (event) =>
    submit(event, event.locals.app.opportunities.commands.withdraw, {
      then: ({ shiftId }) => event.locals.href(`/me/sign-ups?withdrawn=${shiftId}`)
    }),
  signUp: (event) =>
    submit(event, event.locals.app.opportunities.commands.signUp, {
      then: event.locals.href('/me/sign-ups?joined')
    }),
  acceptOffer: (event) =>
    submit(event, event.locals.app.opportunities.commands.acceptOffer, {
      then: event.locals.href('/me/sign-ups?joined')
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
