import { returnTo } from '#features/people/index.ts'
import { consentView } from '#features/people/ui/consent-view.ts'
import { dataTabs } from '#features/people/ui/tabs.ts'
import { submit, type FormEvent } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const mine = await locals.must(locals.app.people.queries.myConsent, {})
  const to = url.searchParams.get('to')
  return {
    view: consentView(mine, locals.locale),
    tabs: dataTabs(locals.locale, 'consent'),
    /** The way on after an answer, for somebody who was asked on the way in. */
    after: to === null ? '' : `&to=${encodeURIComponent(to)}`,
    key: locals.app.runtime.newId()
  }
}

type Event = FormEvent & { url: URL; locals: App.Locals }

/** What was read: the version on the page in the page's language. */
const read = ({ locals }: Event) => ({
  input: (values: Record<string, unknown>) => ({ version: values.version, locale: locals.locale })
})
const then = ({ locals, url }: Event): string => {
  const to = url.searchParams.get('to')
  return locals.href(to === null ? '/me/consent' : returnTo(to))
}

export const actions: Actions = {
  give: (event) =>
    submit(event, event.locals.app.people.commands.giveConsent, { ...read(event), then: then(event) }),
  decline: (event) =>
    submit(event, event.locals.app.people.commands.declineConsent, { ...read(event), then: then(event) }),
  withdraw: (event) =>
    submit(event, event.locals.app.people.commands.withdrawConsent, {
      input: () => ({}),
      then: event.locals.href('/me/consent')
    })
}
