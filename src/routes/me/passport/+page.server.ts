import { paperNote, passportFiles } from '#features/passport/ui/files-view.ts'
import { passportView } from '#features/passport/ui/passport-view.ts'
import { formatMinutes } from '#platform/i18n/format.ts'
import { submit } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const { passport, contributions } = locals.app
  const [shown, awaiting] = await Promise.all([
    locals.must(passport.queries.myPassport, {}),
    locals.must(contributions.queries.myAwaiting, {})
  ])
  return {
    view: passportView(shown, locals.locale),
    files: passportFiles(locals.locale),
    verifyAddress: new URL(locals.app.config.publicUrl).host + locals.href('/verify'),
    awaiting: awaiting.minutes ? formatMinutes(awaiting.minutes, locals.locale) : null,
    paperNote: paperNote(locals.locale, locals.app.runtime.now()),
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  print: (event) =>
    submit(event, event.locals.app.passport.commands.makePaper, {
      then: ({ extractId }) => event.locals.href(`/me/extracts/${extractId}.pdf`)
    })
}
