import type { DatedPolicy } from '#platform/prelude/index.ts'

export const APPLICATION_STATES = [
  'submitted',
  'checked',
  'returned',
  'approved',
  'refused',
  'withdrawn'
] as const
export type ApplicationState = (typeof APPLICATION_STATES)[number]

/** Steps of the applicant: amend, appeal, withdraw. The others are the front office's. */
export const APPLICATION_STEPS = [
  'submit',
  'check',
  'approve',
  'return',
  'refuse',
  'amend',
  'appeal',
  'withdraw'
] as const
export type ApplicationStep = (typeof APPLICATION_STEPS)[number]

/** Whose turn it is: the front office of the region first, the national one after an appeal. */
export type ApplicationLevel = 'region' | 'national'

export interface ApplicationStanding {
  readonly state: ApplicationState
  readonly level: ApplicationLevel
}

const NEXT: Readonly<Record<ApplicationState, Partial<Record<ApplicationStep, ApplicationState>>>> = {
  submitted: { check: 'checked', return: 'returned', refuse: 'refused', withdraw: 'withdrawn' },
  checked: { approve: 'approved', return: 'returned', refuse: 'refused', withdraw: 'withdrawn' },
  returned: { amend: 'submitted', withdraw: 'withdrawn' },
  refused: { appeal: 'submitted' },
  approved: {},
  withdrawn: {}
}

/**
 * How an application stands after a step, or null when the step cannot be taken. Approval needs the check; a
 * refusal can be appealed once, to the national office, whose word is the last here.
 */
export function standingAfter(
  { state, level }: ApplicationStanding,
  step: ApplicationStep
): ApplicationStanding | null {
  const next = NEXT[state][step]
  if (!next || (step === 'appeal' && level === 'national')) return null
  return { state: next, level: step === 'appeal' ? 'national' : level }
}

/** The steps that can be taken now, by whomever. */
export const stepsFrom = (standing: ApplicationStanding): ApplicationStep[] =>
  APPLICATION_STEPS.filter((step) => standingAfter(standing, step))

/** Steps that say no or not yet: the applicant is always told why. */
export const needsReason = (step: ApplicationStep): boolean =>
  step === 'return' || step === 'refuse' || step === 'appeal'

/** Calendar days in which a front office answers. */
export const DECISION_DAYS: readonly DatedPolicy<number>[] = [
  {
    value: 10,
    from: '2016-12-30',
    source: 'House rule, after the ten days in which grant applications are checked; no order names a term'
  }
]

const DAY_MS = 86_400_000

export interface Waiting {
  /** Whole days since it was handed in. */
  readonly days: number
  readonly dueAt: Date
  readonly overdue: boolean
}

/** How long a front office has had an application. */
export function waitingOf(submittedAt: Date, now: Date, termDays: number): Waiting {
  const dueAt = new Date(submittedAt.getTime() + termDays * DAY_MS)
  return {
    days: Math.max(0, Math.floor((now.getTime() - submittedAt.getTime()) / DAY_MS)),
    dueAt,
    overdue: now > dueAt
  }
}
