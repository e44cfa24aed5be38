import { passportWords } from '#features/passport/index.ts'
import { disclosureView } from '#features/passport/ui/disclosure-view.ts'
import { readingsView, STATE_TONES } from '#features/passport/ui/extracts-view.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { queries } = locals.app.passport
  const cursor = url.searchParams.get('cursor') ?? undefined
  const extract = await locals.must(queries.myExtract, params)
  const readings = await locals.must(queries.readings, { ...params, cursor })
  const { link, code, state, revokedAt, disclosure, corrections } = extract
  return {
    extract: {
      link,
      code,
      state,
      revokedAt,
      tone: STATE_TONES[state],
      title: disclosure.reader ?? passportWords(locals.locale)('purpose.paper'),
      hasFile: !corrections.length
    },
    view: disclosureView(disclosure, corrections, locals.locale),
    readings: readingsView(readings, params.extractId, locals.locale),
    verifyAddress: new URL(locals.app.config.publicUrl).host + locals.href('/verify'),
    isFirst: !cursor,
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  revoke: (event) =>
    submit(event, event.locals.app.passport.commands.revokeExtract, {
      input: () => event.params,
      then: event.locals.href(`/me/extracts/${event.params.extractId}`)
    })
}
