import { newExtractView } from '#features/passport/ui/new-extract-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const { totals } = await locals.must(locals.app.passport.queries.myPassport, {})
  const { runtime } = locals.app
  return { view: newExtractView(totals, locals.locale, runtime.now()), key: runtime.newId() }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.passport.commands.makeExtract, {
      input: ({ list, validDays, from, to, ...rest }) => ({
        ...rest,
        list: list !== 'totals',
        validDays: Number(validDays),
        from: from || null,
        to: to || null
      }),
      then: ({ extractId }) => event.locals.href(`/me/extracts/${extractId}`)
    })
}
