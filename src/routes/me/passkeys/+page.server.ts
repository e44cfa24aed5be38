import { passkeysView } from '#features/people/ui/passkeys-view.ts'
import { dataTabs } from '#features/people/ui/tabs.ts'
import { submit } from '#platform/http/form.ts'
import { keepChallenge, takeChallenge } from '../../sign-in/cookies.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, cookies }) => {
  const { queries } = locals.app.people
  const passkeys = await locals.must(queries.myPasskeys, {})
  const asked = await locals.must(queries.askToRegisterPasskey, {})
  keepChallenge(cookies, locals.app.config.publicUrl, asked.challenge)
  return {
    view: passkeysView(passkeys, locals.locale),
    tabs: dataTabs(locals.locale, 'passkeys'),
    options: asked.options,
    key: locals.app.runtime.newId()
  }
}

export const actions: Actions = {
  add: (event) => {
    const challenge = takeChallenge(event.cookies, event.locals.app.config.publicUrl)
    return submit(event, event.locals.app.people.commands.addPasskey, {
      input: (values) => ({ ...values, challenge }),
      then: event.locals.href('/me/passkeys')
    })
  },
  rename: (event) =>
    submit(event, event.locals.app.people.commands.renamePasskey, {
      then: event.locals.href('/me/passkeys')
    }),
  remove: (event) =>
    submit(event, event.locals.app.people.commands.removePasskey, {
      then: event.locals.href('/me/passkeys')
    })
}
