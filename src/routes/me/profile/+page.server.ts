import { dataTabs } from '#features/people/ui/tabs.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => ({
  mine: await locals.must(locals.app.people.queries.myProfile, {}),
  tabs: dataTabs(locals.locale, 'profile'),
  saved: url.searchParams.has('saved'),
  key: locals.app.runtime.newId()
})

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.people.commands.updateMyProfile, {
      // A group of boxes with none ticked is not sent at all: here it means none.
      input: (values) => ({ languages: [], directions: [], skills: [], availability: [], ...values }),
      then: event.locals.href('/me/profile?saved')
    })
}
