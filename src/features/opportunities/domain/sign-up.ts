import {
  addMinutes,
  dayOf,
  failure,
  inForce,
  minutesBetween,
  overlaps,
  type DatedPolicy,
  type Failure,
  type LocalText
} from '#platform/prelude/index.ts'

export const SIGN_UP_STATES = [
  'applied', // the coordinator decides
  'joined', // has a place
  'waiting', // on the waiting list
  'offered', // a place is kept until offeredUntil
  'withdrawn', // by the person, or by not answering an offer
  'declined', // by the coordinator, with a reason
  'cancelled' // with the shift or the action
] as const
export type SignUpState = (typeof SIGN_UP_STATES)[number]

/** States that hold on to the person's time; the rest are history. */
export const LIVE_STATES = [
  'applied',
  'joined',
  'waiting',
  'offered'
] as const satisfies readonly SignUpState[]
/** States that take one of the shift's places. */
export const PLACED_STATES = ['joined', 'offered'] as const satisfies readonly SignUpState[]

export const isLive = (state: SignUpState): boolean => (LIVE_STATES as readonly string[]).includes(state)
export const isPlaced = (state: SignUpState): boolean => (PLACED_STATES as readonly string[]).includes(state)

interface OfferTerms {
  /** Time to answer when the shift is far off. */
  readonly minutesMax: number
  /** The least that is fair. */
  readonly minutesMin: number
  /** Of the time left until the shift, this part may pass before the next in line is asked. */
  readonly share: number
  /** Closer to the start nobody is asked any more: whoever comes first may join. */
  readonly closesMinutes: number
}

export const OFFER_TERMS: readonly DatedPolicy<OfferTerms>[] = [
  {
    value: { minutesMax: 12 * 60, minutesMin: 30, share: 0.25, closesMinutes: 90 },
    from: '2016-12-30',
    source: 'Erikti, decision of the product; no law sets it'
  }
]

/** Until when a place offered now is kept; null when the shift is too near to ask one after another. */
export function offerUntil(now: Date, startsAt: Date): Date | null {
  const terms = inForce(OFFER_TERMS, dayOf(now)).value
  const left = minutesBetween(now, startsAt)
  if (left < terms.closesMinutes) return null
  const minutes = Math.max(terms.minutesMin, Math.min(terms.minutesMax, Math.floor(left * terms.share)))
  return addMinutes(now, minutes)
}

/** A withdrawal this near to the start is told to coordinators as urgent. */
export const LATE_MINUTES = 24 * 60

export const isLate = (now: Date, startsAt: Date): boolean => minutesBetween(now, startsAt) < LATE_MINUTES

export interface OwnShift {
  readonly shiftId: string
  readonly title: LocalText
  readonly startsAt: Date
  readonly endsAt: Date
}

/** The first of one's own other sign-ups at the same time. */
export const overlapOf = <S extends OwnShift>(wanted: OwnShift, others: readonly S[]): S | null =>
  others.find((other) => other.shiftId !== wanted.shiftId && overlaps(wanted, other)) ?? null

export interface ShiftDoor {
  readonly actionState: string
  readonly shiftState: string
  readonly startsAt: Date
  readonly endsAt: Date
}

/** Why nobody can sign up for a shift now; somebody on the spot may until it ends. */
export function closedRefusal(shift: ShiftDoor, now: Date, onTheSpot = false): Failure | null {
  if (shift.actionState === 'cancelled' || shift.shiftState === 'cancelled')
    return failure.conflict('shift-cancelled')
  if (shift.endsAt <= now) return failure.conflict('shift-over')
  if (shift.startsAt <= now && !onTheSpot) return failure.conflict('shift-started')
  return null
}

/** Why nobody can sign up with an organiser: a suspended or closed one may not run what it had published. */
export const inactiveRefusal = (organiser: { readonly state: string } | null | undefined): Failure | null =>
  organiser?.state === 'active' ? null : failure.conflict('organiser-takes-nobody')

/** A sign-up as it stands now: an offer that nobody answered in time has lapsed, written down or not. */
export const stateNow = (
  signUp: { readonly state: SignUpState; readonly offeredUntil: Date | null },
  now: Date
): SignUpState =>
  signUp.state === 'offered' && signUp.offeredUntil && signUp.offeredUntil <= now ? 'withdrawn' : signUp.state
