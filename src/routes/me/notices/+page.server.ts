import { inboxView } from '#features/notices/ui/inbox-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const cursor = url.searchParams.get('cursor') ?? undefined
  const inbox = await locals.must(locals.app.notices.queries.myNotices, { cursor })
  return { inbox: inboxView(inbox, locals.locale, locals.app.runtime.now()), isFirst: !cursor }
}

export const actions: Actions = {
  /** Marks it as read and goes on to the thing that it is about. */
  open: (event) =>
    submit(event, event.locals.app.notices.commands.markRead, {
      then: ({ path }) => event.locals.href(path)
    }),
  read: (event) =>
    submit(event, event.locals.app.notices.commands.markRead, { then: event.locals.href('/me/notices') }),
  readAll: (event) =>
    submit(event, event.locals.app.notices.commands.markAllRead, { then: event.locals.href('/me/notices') })
}
