import { anAction } from '../support/opportunities.ts'
import { ROLES, type Facts, type Role } from './authorisation-cast.ts'

/** Who may: everyone, everyone who is signed in, or these roles alone. */
export type Allowed = 'everyone' | 'signed-in' | readonly Role[]

const ADULTS = ROLES.filter((role) => role !== 'anonymous' && role !== 'minor')

/** A row: who may, and the request with which they may. Ids of the path come from the facts by their name. */
export interface Row {
  readonly allowed: Allowed
  readonly path?: (facts: Facts) => Record<string, string>
  readonly query?: (facts: Facts) => Record<string, string>
  readonly body?: (facts: Facts) => unknown
}

const everyone: Row = { allowed: 'everyone' }
const signedIn: Row = { allowed: 'signed-in' }
const only = (...allowed: Role[]): Row => ({ allowed })

const STAFF: readonly Role[] = ['owner', 'coordinator', 'viewer']
const MANAGERS: readonly Role[] = ['owner', 'coordinator']
const OFFICERS: readonly Role[] = ['officer', 'national']
const actionBody = ({ organiserId, at }: Facts) => anAction({ organiserId }, new Date(at))
const reason = 'Себебі осында жазылған, толық.'

/** Every operation of the API, by method and path. An operation that is not here fails the test. */
export const TABLE: Record<string, Row> = {
  'get /me/notices': signedIn,
  'post /me/notices/read': signedIn,
  'post /me/notices/{noticeId}/read': only('holder'),
  'get /me/notices/choices': signedIn,
  'put /me/notices/choices': { ...signedIn, body: () => ({ byMail: ['hours'] }) },

  'get /me': signedIn,
  'patch /me': { ...signedIn, body: () => ({ locality: 'Астана' }) },
  'get /me/consent': signedIn,
  'post /me/consent': {
    ...signedIn,
    body: ({ consentVersion }) => ({ version: consentVersion, locale: 'kk' })
  },
  'post /me/consent/decline': {
    ...signedIn,
    body: ({ consentVersion }) => ({ version: consentVersion, locale: 'kk' })
  },
  'delete /me/consent': signedIn,
  'get /me/guardians': signedIn,
  // Only a minor needs a guardian; the others are told so, which is no refusal of access.
  'post /me/guardians/invitations': { ...signedIn, body: ({ organiserId }) => ({ organiserId }) },
  'delete /me/guardians/invitations/{invitationId}': {
    ...only('minor'),
    path: ({ guardianInvitationId }) => ({ invitationId: guardianInvitationId })
  },
  'get /guardian-links/{token}': { ...signedIn, path: ({ guardianToken }) => ({ token: guardianToken }) },
  'post /guardian-links/{token}/confirm': {
    ...signedIn,
    path: ({ guardianToken }) => ({ token: guardianToken })
  },
  'delete /me/wards/{guardianshipId}': only('guardian'),
  'get /me/sessions': signedIn,
  'delete /me/sessions/{sessionId}': only('holder'),
  'delete /me/sessions': signedIn,
  'get /me/looks': signedIn,

  'get /organisers': everyone,
  'get /organisers/{organiserId}': everyone,
  'get /organiser-counts': everyone,
  'get /me/organisers': signedIn,
  'get /organisers/{organiserId}/desk': { allowed: STAFF },
  'put /organisers/{organiserId}/contact': { ...only('owner'), body: () => ({ phone: '+77172551234' }) },
  'post /organisers/{organiserId}/close': { ...only('owner'), body: () => ({ reason }) },
  'get /organisers/{organiserId}/people': { allowed: STAFF },
  'put /organisers/{organiserId}/people/{personId}': {
    ...only('owner'),
    path: ({ people }) => ({ personId: people.viewer }),
    body: () => ({ role: 'coordinator' })
  },
  // Anyone may leave by themselves; the path names the viewer, so the viewer may too.
  'delete /organisers/{organiserId}/people/{personId}': {
    allowed: ['owner', 'viewer'],
    path: ({ people }) => ({ personId: people.viewer })
  },
  'post /organisers/{organiserId}/invitations': { ...only('owner'), body: () => ({ role: 'viewer' }) },
  'delete /organisers/{organiserId}/invitations/{invitationId}': only('owner'),
  'get /invitations/{token}': everyone,
  'post /invitations/{token}/accept': signedIn,
  'post /me/organiser-applications': {
    allowed: ADULTS,
    body: () => ({
      kind: 'initiative-group',
      name: { kk: 'Көрші достар' },
      about: { kk: 'Көршілерге көмектесеміз.' },
      regionCode: '71'
    })
  },
  'get /me/organiser-applications': signedIn,
  'get /me/organiser-applications/{applicationId}': only('holder'),
  'put /me/organiser-applications/{applicationId}': {
    ...only('holder'),
    body: () => ({
      kind: 'initiative-group',
      name: { kk: 'Көрші достар' },
      about: { kk: 'Көршілерге көмектесеміз.' },
      regionCode: '71'
    })
  },
  'post /me/organiser-applications/{applicationId}/withdraw': only('holder'),
  'post /me/organiser-applications/{applicationId}/appeal': { ...only('holder'), body: () => ({ reason }) },
  'get /office/applications': { allowed: ['officer', 'officer-elsewhere', 'national'] },
  'get /office/applications/{applicationId}': { allowed: OFFICERS },
  'post /office/applications/{applicationId}/check': { allowed: OFFICERS },
  'post /office/applications/{applicationId}/decision': {
    allowed: OFFICERS,
    body: () => ({ decision: 'return', reason })
  },
  'get /office/officers': only('national'),
  'post /office/officers/{personId}/dismissal': {
    ...only('national'),
    path: ({ people }) => ({ personId: people.officer }),
    body: () => ({ region: '71', reason })
  },
  'post /office/invitations': { ...only('national'), body: () => ({ region: '71' }) },
  'delete /office/invitations/{invitationId}': {
    ...only('national'),
    path: ({ officeInvitationId }) => ({ invitationId: officeInvitationId })
  },
  'get /office-invitations/{token}': { ...everyone, path: ({ officeToken }) => ({ token: officeToken }) },
  'post /office-invitations/{token}/accept': {
    ...signedIn,
    path: ({ officeToken }) => ({ token: officeToken })
  },
  'get /office/organisers': { allowed: ['officer', 'officer-elsewhere', 'national'] },
  'get /office/organisers/{organiserId}': { allowed: OFFICERS },
  'post /office/organisers/{organiserId}/suspend': { allowed: OFFICERS, body: () => ({ reason }) },
  'post /office/organisers/{organiserId}/resume': { allowed: OFFICERS, body: () => ({ reason }) },

  'get /actions': everyone,
  'get /actions/{actionId}': everyone,
  'get /organisers/{organiserId}/actions': everyone,
  'post /organisers/{organiserId}/actions': { allowed: MANAGERS, body: actionBody },
  'get /organisers/{organiserId}/desk/actions': { allowed: STAFF },
  'get /actions/{actionId}/desk': { allowed: STAFF },
  'put /actions/{actionId}': { allowed: MANAGERS, body: actionBody },
  'post /actions/{actionId}/publish': { allowed: MANAGERS },
  'post /actions/{actionId}/cancel': { allowed: MANAGERS, body: () => ({ reason }) },
  'post /actions/{actionId}/copy': { allowed: MANAGERS },
  'post /actions/{actionId}/shifts': {
    allowed: MANAGERS,
    body: (facts) => ({ shifts: actionBody(facts).shifts })
  },
  'put /shifts/{shiftId}': { allowed: MANAGERS, body: (facts) => actionBody(facts).shifts[0] },
  'post /shifts/{shiftId}/repeat': { allowed: MANAGERS, body: () => ({ weeks: 2 }) },
  'post /shifts/{shiftId}/cancel': { allowed: MANAGERS, body: () => ({ reason }) },
  'get /shifts/{shiftId}/sign-ups': { allowed: MANAGERS },
  'post /shifts/{shiftId}/applications/accept': {
    allowed: MANAGERS,
    body: ({ people }) => ({ personIds: [people.holder] })
  },
  'post /shifts/{shiftId}/applications/decline': {
    allowed: MANAGERS,
    body: ({ people }) => ({ personIds: [people.holder], reason })
  },
  // A minor without a guardian's word for this organiser is turned away by the rule of age, which is not access.
  'post /shifts/{shiftId}/sign-up': { allowed: 'signed-in', body: () => ({ wait: true }) },
  'post /shifts/{shiftId}/withdraw': only('holder'),
  'post /shifts/{shiftId}/accept-offer': only(),
  'get /me/sign-ups': signedIn,
  'get /me/calendar': signedIn,
  'post /me/calendar': signedIn,
  'delete /me/calendar': only('holder'),
  'get /me/searches': signedIn,
  'post /me/searches': { ...signedIn, body: () => ({ name: 'Менің іздеуім', region: '71' }) },
  'delete /me/searches/{searchId}': only('holder'),

  'post /check-ins': { ...signedIn, body: ({ shiftId }) => ({ shiftId, code: '000000', kind: 'in' }) },
  'get /me/open-shifts': signedIn,
  'get /me/code': signedIn,
  'get /shifts/{shiftId}/my-check-in': signedIn,
  'get /shifts/{shiftId}/code': { allowed: MANAGERS },
  'post /shifts/{shiftId}/walk-up-number': { allowed: MANAGERS },
  'get /shifts/{shiftId}/attendance': { allowed: MANAGERS },
  'post /shifts/{shiftId}/attendance': {
    allowed: MANAGERS,
    body: ({ people }) => ({ personIds: [people.holder], kind: 'in' })
  },
  'post /shifts/{shiftId}/scans': { allowed: MANAGERS, body: () => ({ code: 'x'.repeat(20), kind: 'in' }) },

  'get /me/hours': signedIn,
  'get /me/contributions': signedIn,
  'get /me/contributions/{contributionId}/versions': only('holder'),
  'get /log/entries': { ...everyone, query: () => ({ index: '0' }) },
  'get /me/contributions/{contributionId}/badge': only('holder'),
  'get /me/contributions/{contributionId}/archive.pdf': only('holder'),
  'get /me/contributions/{contributionId}/log-proof': only('holder'),
  'get /shifts/{shiftId}/hours': { allowed: MANAGERS },
  'post /shifts/{shiftId}/hours': {
    allowed: MANAGERS,
    body: ({ people }) => ({ decisions: { [people.holder]: { decision: 'reject', reason } } })
  },
  'post /contributions/{contributionId}/versions': {
    allowed: MANAGERS,
    body: ({ people }) => ({ personId: people.holder, version: 1, decision: 'revoke', reason })
  },

  'get /me/passport': signedIn,
  'get /me/passport/clr': signedIn,
  'get /me/passport/sd-jwt': signedIn,
  'post /me/passport/papers': signedIn,
  'post /me/extracts': {
    ...signedIn,
    body: () => ({ purpose: 'grant', reader: 'Комиссия', list: true, validDays: 30 })
  },
  'get /me/extracts': signedIn,
  'get /me/extracts/{extractId}': only('holder'),
  'get /me/extracts/{extractId}/sd-jwt': only('holder'),
  'get /me/extracts/{extractId}/pdf': only('holder'),
  'post /me/extracts/{extractId}/revoke': only('holder'),
  'get /me/extracts/{extractId}/readings': only('holder'),
  'get /verify': { ...everyone, query: ({ extractToken }) => ({ token: extractToken }) },
  'get /verify/sd-jwt': { ...everyone, query: ({ extractToken }) => ({ token: extractToken }) },
  'get /verify/pdf': { ...everyone, query: ({ extractToken }) => ({ token: extractToken }) },
  'post /verify/readings/{readingId}': {
    ...everyone,
    body: ({ extractToken }) => ({ token: extractToken, reader: 'Комиссия', reason: 'Грант' })
  },
  'post /me/wallet-offers': signedIn,
  'get /me/wallet-offers/{offerId}': only('holder'),
  'post /presentations': everyone,
  // Nobody's role opens it, only the secret of whoever asked: without it, it is gone for everyone alike.
  'post /presentations/{requestId}/answer': {
    ...everyone,
    path: ({ extractId }) => ({ requestId: extractId }),
    body: () => ({ secret: 'x' })
  },
  'post /verify': { ...everyone, body: () => ({ credential: '{}' }) },
  'post /credentials/verify': { ...everyone, body: () => ({ verifiableCredential: {} }) }
}
