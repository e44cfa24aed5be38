import type { Day } from '#platform/prelude/index.ts'

/** Names as the state's record has them. A patronymic is optional and never made up. */
export interface Names {
  readonly familyName: string
  readonly givenName: string
  readonly patronymic: string | null
}

/** How surely the identity provider knew the person: an SMS, a QR in the state's app, a signature key, a face. */
export const ASSURANCES = ['sms', 'qr', 'eds', 'biometric'] as const
export type Assurance = (typeof ASSURANCES)[number]

/** What the state's identity provider says of somebody. */
export interface Identity extends Names {
  readonly iin: string
  readonly birthDate: Day
  readonly assurance: Assurance
}

/** Family name first, as in documents of the state: «Серікқызы Айгерім», «Иванов Иван Иванович». */
export const fullName = ({ familyName, givenName, patronymic }: Names): string =>
  [familyName, givenName, patronymic].filter(Boolean).join(' ')

/** What strangers may see of a name: «Айгерім С.» */
export const shortName = ({ familyName, givenName }: Names): string =>
  familyName ? `${givenName} ${[...familyName][0]}.` : givenName
