import { actionInput, withMoreRows } from '#features/opportunities/ui/action-form.ts'
import { textIn } from '#features/opportunities/ui/action-view.ts'
import { formValues, submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { organiser } = await locals.must(locals.app.opportunities.queries.newAction, params)
  return {
    organiserId: organiser.organiserId,
    organiser: textIn(organiser.name, locals.locale),
    start: { regionCode: organiser.regionCode, languages: ['kk', 'ru'] },
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  create: (event) => {
    const { organiserId } = event.params
    return submit(event, event.locals.app.opportunities.commands.createAction, {
      input: (values) => ({ ...actionInput(values), organiserId }),
      then: ({ actionId, state }) => event.locals.href(`/desk/actions/${actionId}?done=${state}`)
    })
  },
  /** Shows the form again with more rows for shifts. */
  rows: async ({ request }) => {
    const values = withMoreRows(formValues(await request.formData()))
    return { code: 'rows', values, errors: {}, summary: [] }
  }
}
