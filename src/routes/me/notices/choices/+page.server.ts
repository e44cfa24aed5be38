import { NOTICE_GROUPS } from '#features/notices/index.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const choices = await locals.must(locals.app.notices.queries.myChoices, {})
  return {
    byMail: NOTICE_GROUPS.filter((group) => choices[group]),
    saved: url.searchParams.has('saved'),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.notices.commands.chooseMail, {
      then: event.locals.href('/me/notices/choices?saved')
    })
}
