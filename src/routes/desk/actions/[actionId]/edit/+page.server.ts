import { redirect } from '@sveltejs/kit'
import { actionInput, contentValues } from '#features/opportunities/ui/action-form.ts'
import { textIn } from '#features/opportunities/ui/action-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const action = await locals.must(locals.app.opportunities.queries.deskAction, params)
  const { actionId, content, manages, state, updatedAt } = action
  // Who only looks, and who comes too late, is refused before anything is typed.
  if (!manages || (state !== 'draft' && state !== 'published'))
    redirect(303, locals.href(`/desk/actions/${actionId}`))
  return {
    actionId,
    title: textIn(content.title, locals.locale),
    start: contentValues(content),
    updatedAt: updatedAt.toISOString(),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  default: (event) => {
    const { actionId } = event.params
    return submit(event, event.locals.app.opportunities.commands.editAction, {
      input: (values) => ({ ...actionInput(values), actionId }),
      then: event.locals.href(`/desk/actions/${actionId}?done=edited`)
    })
  }
}
