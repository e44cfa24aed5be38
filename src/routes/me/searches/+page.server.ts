import { formatDate } from '#platform/i18n/format.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const { items } = await locals.must(locals.app.opportunities.queries.mySearches, {})
  return {
    searches: items.map(({ searchId, name, query, createdAt }) => ({
      searchId,
      name,
      href: locals.href(`/actions?${query}`),
      since: formatDate(createdAt, locals.locale)
    })),
    saved: url.searchParams.has('saved'),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  save: (event) =>
    submit(event, event.locals.app.opportunities.commands.saveSearch, {
      then: event.locals.href('/me/searches?saved')
    }),
  remove: (event) =>
    submit(event, event.locals.app.opportunities.commands.removeSearch, {
      then: event.locals.href('/me/searches')
    })
}
