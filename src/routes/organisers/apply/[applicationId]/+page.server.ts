import {
  applicationTag,
  contentFacts,
  contentValues,
  historyView,
  nameOf
} from '#features/organisers/ui/organiser-view.ts'
import { submit } from '#platform/http/form.ts'
import { formatInstant } from '#platform/i18n/format.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { locale } = locals
  const shown = await locals.must(locals.app.organisers.queries.myApplication, params)
  const { application, waiting } = shown
  return {
    name: nameOf(application.content.name, locale),
    state: application.state,
    level: application.level,
    organiserId: application.organiserId,
    tag: applicationTag(application.state, locale),
    facts: contentFacts(application.content, locale),
    values: contentValues(application.content),
    due: formatInstant(waiting.dueAt, locale),
    history: historyView(shown.history, locale),
    steps: shown.steps,
    saved: url.searchParams.has('saved'),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  amend: (event) => {
    const { applicationId } = event.params
    return submit(event, event.locals.app.organisers.commands.amend, {
      input: (values) => ({ ...values, applicationId }),
      then: event.locals.href(`/organisers/apply/${applicationId}?saved`)
    })
  },
  withdraw: (event) => {
    const { applicationId } = event.params
    return submit(event, event.locals.app.organisers.commands.withdraw, {
      input: () => ({ applicationId }),
      then: event.locals.href(`/organisers/apply/${applicationId}`)
    })
  },
  appeal: (event) => {
    const { applicationId } = event.params
    return submit(event, event.locals.app.organisers.commands.appeal, {
      input: (values) => ({ ...values, applicationId }),
      then: event.locals.href(`/organisers/apply/${applicationId}?saved`)
    })
  }
}
