import actionData from '#data/demo/actions.json' with { type: 'json' }
import organiserData from '#data/demo/organisers.json' with { type: 'json' }
import peopleData from '#data/demo/people.json' with { type: 'json' }
import type { OrganiserKind } from '#features/organisers/index.ts'
import type { RegionCode } from '#features/programmes/index.ts'
import type { Locale, LocalText } from '#platform/prelude/index.ts'

/** Who a newcomer may sign in as, each for one side of the product. */
export const PARTS = [
  'volunteer',
  'newcomer',
  'minor',
  'guardian',
  'coordinator',
  'owner',
  'office-region',
  'office-national'
] as const
export type Part = (typeof PARTS)[number]

export type Sex = 'male' | 'female'

export interface Profile {
  readonly locale: Locale
  readonly region: RegionCode | null
  readonly locality: string | null
  readonly languages: readonly string[]
  readonly directions: readonly string[]
  readonly skills: readonly string[]
  readonly availability: readonly string[]
}

export interface CastMember extends Profile {
  readonly part: Part
  readonly familyName: string
  readonly givenName: string
  readonly patronymic: string | null
  readonly sex: Sex
  readonly age: number
}

export interface DemoOrganiser {
  readonly key: string
  readonly kind: OrganiserKind
  readonly region: RegionCode
  readonly name: LocalText
  readonly about: LocalText
  /** Its application still waits for the front office. */
  readonly waiting?: boolean
}

export interface DemoShift {
  readonly role: LocalText
  /** Begins about now, so that check-in can be tried at once; else `week`, `weekday` and `time` say when. */
  readonly now?: boolean
  readonly week?: number
  readonly weekday?: number
  readonly time?: string
  readonly hours: number
  readonly capacity: number
}

export interface DemoAction {
  readonly organiser: string
  readonly key?: string
  /** Done only in the warm or in the cold half of the year. */
  readonly season?: 'warm' | 'cold'
  readonly region: RegionCode
  readonly locality: string
  readonly address: string
  readonly title: LocalText
  readonly text: LocalText
  readonly why: LocalText
  readonly directions: readonly string[]
  readonly beneficiaries: readonly string[]
  readonly programme?: string
  readonly languages: readonly string[]
  readonly minAge?: number
  readonly training?: readonly string[]
  readonly health?: readonly string[]
  readonly risk: 'low' | 'medium' | 'high'
  readonly join: 'at-once' | 'apply'
  readonly shifts: readonly DemoShift[]
  /** Weeks ago in which it also took place. */
  readonly ago?: readonly number[]
}

export const CAST = peopleData.cast as readonly CastMember[]
export const NAMES = peopleData.names
export const ORGANISERS = organiserData.organisers as readonly DemoOrganiser[]
export const ACTIONS = actionData.actions as readonly DemoAction[]
