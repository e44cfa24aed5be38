import { formValues, KEY_FIELD, refused } from '#platform/http/form.ts'
import { formatInstant } from '#platform/i18n/format.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  // The page is the holder's alone, and says so before anything is offered.
  await locals.must(locals.app.passport.queries.myPassport, {})
  return { key: locals.app.runtime.newId() }
}

export const actions: Actions = {
  default: async (event) => {
    const { app, perform, locale } = event.locals
    const values = formValues(await event.request.formData())
    const key = values[KEY_FIELD]
    const result = await perform(
      app.credentials.commands.offerToWallet,
      {},
      {
        idempotencyKey: typeof key === 'string' && key ? key : undefined
      }
    )
    if (!result.ok) return refused(event, result.error, values)
    const { link, pin, expiresAt } = result.value
    return { offer: { link, pin, until: formatInstant(expiresAt, locale) } }
  }
}
