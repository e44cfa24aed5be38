import type { Facts, Role } from '../http/authorisation-cast.ts'

/** How a page is reached, by whom, and what it may send. */
export interface PageRow {
  readonly as: Role
  readonly path: (facts: Facts) => string
  /**
   * Needs a script, for the camera, a passkey, a code that changes or the log's own check; all others send none. One
   * that loads more later says how much that may be in all, and what is to be seen when it has.
   */
  readonly script?: true | { readonly bytesMax: number; readonly until: string }
}

const at =
  (as: Role) =>
  (path: string | ((facts: Facts) => string), more: Partial<PageRow> = {}): PageRow => ({
    as,
    path: typeof path === 'string' ? () => path : path,
    ...more
  })
const anyone = at('anonymous')
const holder = at('holder')
const owner = at('owner')
const officer = at('officer')

/** Every page, by its route. A page that is not here fails the test. */
export const PAGES: Record<string, PageRow> = {
  '/': anyone('/'),
  '/about': anyone('/about'),
  '/privacy': anyone('/privacy'),
  '/projects': anyone('/projects'),
  '/projects/[slug]': anyone('/projects/taza-alem'),
  '/actions': anyone('/actions?region=71&q=ozen'),
  '/actions/[actionId]': anyone(({ actionId }) => `/actions/${actionId}`),
  '/organisers': anyone('/organisers'),
  '/organisers/[organiserId]': anyone(({ organiserId }) => `/organisers/${organiserId}`),
  '/verify': anyone('/verify', { script: { bytesMax: 105_000, until: '.c-ages' } }),
  '/log': anyone('/log', { script: true }),
  '/log/entries/[index]': anyone('/log/entries/0'),
  '/v/[token]': anyone(({ extractToken }) => `/v/${extractToken}`),
  '/invite/[token]': anyone(({ token }) => `/invite/${token}`),
  '/sign-in': anyone('/sign-in'),
  '/sign-out': anyone('/sign-out'),
  '/sign-in/passkey': anyone('/sign-in/passkey', { script: true }),

  '/me': holder('/me'),
  '/me/passport': holder('/me/passport'),
  '/me/passport/wallet': holder(({ offerId }) => `/me/passport/wallet?offer=${offerId}`),
  '/me/passport/records/[contributionId]': holder(
    ({ contributionId }) => `/me/passport/records/${contributionId}`
  ),
  '/me/sign-ups': holder('/me/sign-ups'),
  '/me/hours': holder('/me/hours'),
  '/me/code': holder('/me/code', { script: true }),
  '/me/profile': holder('/me/profile'),
  '/me/consent': holder('/me/consent'),
  '/me/guardians': at('minor')('/me/guardians'),
  '/guardian/[token]': at('guardian')(({ guardianToken }) => `/guardian/${guardianToken}`),
  '/me/sessions': holder('/me/sessions'),
  '/me/passkeys': holder('/me/passkeys', { script: true }),
  '/me/looks': holder('/me/looks'),
  '/me/notices': holder('/me/notices'),
  '/me/notices/choices': holder('/me/notices/choices'),
  '/me/searches': holder('/me/searches'),
  '/me/extracts': holder('/me/extracts'),
  '/me/extracts/new': holder('/me/extracts/new'),
  '/me/extracts/[extractId]': holder(({ extractId }) => `/me/extracts/${extractId}`),
  '/check-in': holder('/check-in'),
  '/c/[shiftId]': holder(({ shiftId }) => `/c/${shiftId}?code=123456`),

  '/organisers/apply': holder('/organisers/apply'),
  '/organisers/apply/[applicationId]': holder(({ applicationId }) => `/organisers/apply/${applicationId}`),
  '/desk': owner('/desk'),
  '/desk/[organiserId]': owner(({ organiserId }) => `/desk/${organiserId}`),
  '/desk/[organiserId]/people': owner(({ organiserId }) => `/desk/${organiserId}/people`),
  '/desk/[organiserId]/actions': owner(({ organiserId }) => `/desk/${organiserId}/actions`),
  '/desk/[organiserId]/actions/new': owner(({ organiserId }) => `/desk/${organiserId}/actions/new`),
  '/desk/actions/[actionId]': owner(({ actionId }) => `/desk/actions/${actionId}`),
  '/desk/actions/[actionId]/edit': owner(({ actionId }) => `/desk/actions/${actionId}/edit`),
  '/desk/shifts/[shiftId]': owner(({ shiftId }) => `/desk/shifts/${shiftId}`),
  '/desk/shifts/[shiftId]/code': owner(({ shiftId }) => `/desk/shifts/${shiftId}/code`, { script: true }),
  '/desk/shifts/[shiftId]/scan': owner(({ shiftId }) => `/desk/shifts/${shiftId}/scan`, { script: true }),
  '/desk/shifts/[shiftId]/confirm': owner(({ shiftId }) => `/desk/shifts/${shiftId}/confirm`),

  '/office': officer('/office'),
  '/office/applications/[applicationId]': officer(
    ({ applicationId }) => `/office/applications/${applicationId}`
  ),
  '/office/officers': at('national')('/office/officers'),
  '/office/join/[token]': anyone(({ officeToken }) => `/office/join/${officeToken}`),
  '/office/organisers': officer('/office/organisers'),
  '/office/organisers/[organiserId]': officer(({ organiserId }) => `/office/organisers/${organiserId}`)
}
