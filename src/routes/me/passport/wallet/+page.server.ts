import { submit } from '#platform/http/form.ts'
import { formatInstant } from '#platform/i18n/format.ts'
import type { Actions, PageServerLoad } from './$types'

const address = (offerId: string): string => `/me/passport/wallet?offer=${offerId}`

export const load: PageServerLoad = async ({ locals, url }) => {
  const { app, locale } = locals
  // The page is the holder's alone, and says so before anything is offered.
  await locals.must(app.passport.queries.myPassport, {})
  const offerId = url.searchParams.get('offer')
  const offer = offerId ? await locals.must(app.credentials.queries.walletOffer, { offerId }) : null
  return {
    key: app.runtime.newId(),
    offer: offer && {
      ...offer,
      until: formatInstant(offer.expiresAt, locale),
      here: locals.href(address(offerId!))
    }
  }
}

export const actions: Actions = {
  default: (event) =>
    submit(event, event.locals.app.credentials.commands.offerToWallet, {
      then: ({ offerId }) => event.locals.href(address(offerId))
    })
}
