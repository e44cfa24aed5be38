import { failure, type Failure, type Locale, type LocalText } from '#platform/prelude/index.ts'

export const ACTION_STATES = ['draft', 'published', 'cancelled', 'finished'] as const
export type ActionState = (typeof ACTION_STATES)[number]

export const RISK_LEVELS = ['low', 'medium', 'high'] as const
export type RiskLevel = (typeof RISK_LEVELS)[number]

/** Kinds of work that the law closes to minors (article 12, paragraph 2-1). */
export const TAGS = ['emergency', 'crime-related', 'hazardous'] as const
export type Tag = (typeof TAGS)[number]

/** Sign-up joins at once, or asks the coordinator. */
export const JOIN_MODES = ['at-once', 'apply'] as const
export type JoinMode = (typeof JOIN_MODES)[number]

/** What a volunteer must have learnt, and how fit they must be: codes, so that each is said in three languages. */
export const TRAININGS = [
  'briefing-on-site',
  'first-aid',
  'rescue',
  'work-with-children',
  'care-of-the-sick'
] as const
export type Training = (typeof TRAININGS)[number]
export const HEALTH = ['medical-examination', 'physical-effort', 'outdoors-any-weather', 'swimming'] as const
export type Health = (typeof HEALTH)[number]

/** The four questions of every action (A15, A16, A20), and why volunteers are the right people for it. */
export const ACCEPTANCE = ['notStateFunction', 'unpaid', 'freeWill', 'useful'] as const
export type Acceptance = Readonly<Record<(typeof ACCEPTANCE)[number], boolean>>

/** Everything an organiser says of an action. Codes of other contexts were checked where they came in. */
export interface ActionContent {
  readonly title: LocalText
  readonly text: LocalText
  readonly directions: readonly string[]
  readonly beneficiaries: readonly string[]
  readonly programme: string | null
  readonly regionCode: string
  readonly locality: string
  readonly address: string | null
  readonly point: { readonly lat: number; readonly lon: number } | null
  /** Languages spoken there. */
  readonly languages: readonly string[]
  readonly minAge: number | null
  readonly skills: readonly string[]
  readonly training: readonly Training[]
  readonly health: readonly Health[]
  /** What else to know or bring. */
  readonly note: LocalText
  readonly riskLevel: RiskLevel
  /** Work with people who have or had a criminal record; the other tags follow from the rest. */
  readonly crimeRelated: boolean
  readonly joinMode: JoinMode
  readonly acceptance: Acceptance
  readonly why: LocalText
}

/** The same as far as somebody has filled in its form. */
export type ActionDraft = Omit<ActionContent, 'regionCode'> & { readonly regionCode: string | null }

export const TITLE_CHARS_MAX = 120
export const TEXT_CHARS_MAX = 4_000
export const NOTE_CHARS_MAX = 1_000
export const WHY_CHARS_MAX = 1_000
export const WHY_CHARS_MIN = 20
export const ROLE_CHARS_MAX = 80
export const PLACE_CHARS_MAX = 200
export const REASON_CHARS_MAX = 500
export const MIN_AGE_MAX = 80

const EMERGENCY_DIRECTIONS = ['emergency-response', 'search-rescue']

/**
 * What the law closes to minors follows from what the action is: emergencies and searches, work with people of a
 * criminal record, and dangerous conditions (a high risk). Searching is arguable and is closed until decided.
 */
export const tagsOf = (
  content: Pick<ActionContent, 'directions' | 'beneficiaries' | 'crimeRelated' | 'riskLevel'>
): Tag[] =>
  TAGS.filter((tag) =>
    tag === 'emergency'
      ? content.directions.some((one) => EMERGENCY_DIRECTIONS.includes(one)) ||
        content.beneficiaries.includes('disaster-affected')
      : tag === 'crime-related'
        ? content.crimeRelated
        : content.riskLevel === 'high'
  )

/**
 * What keeps an action from being published, all of it, in the order of its form. A text in no language is missing in
 * the one in which it is written. Shifts are looked at one by one by `shiftFailures`.
 */
export function publishFailures(content: ActionDraft, shifts: number, locale: Locale): Failure[] {
  const found: Failure[] = []
  const missing = (code: string, field: string, args?: Failure['args']) =>
    found.push(failure.invalid(code, { field, args }))
  if (!Object.values(content.title).some(Boolean)) missing('text-in-one-language', `title.${locale}`)
  if (!Object.values(content.text).some(Boolean)) missing('required', `text.${locale}`)
  if (!content.directions.length) missing('direction-needed', 'directions')
  if (!content.regionCode) missing('required', 'regionCode')
  if (!content.locality) missing('required', 'locality')
  if (!shifts) missing('shift-needed', 'shifts')
  for (const question of ACCEPTANCE)
    if (!content.acceptance[question]) missing('acceptance-needed', `acceptance.${question}`)
  if (!Object.values(content.why).some((text) => text && text.length >= WHY_CHARS_MIN))
    missing('why-too-short', `why.${locale}`, { min: WHY_CHARS_MIN })
  return found
}

/** What even a draft cannot do without: a name to find it by, and its region. */
export const draftFailures = (content: ActionDraft, locale: Locale): Failure[] =>
  publishFailures(content, 0, locale).filter(({ field }) => /^(title|regionCode)\b/.test(field!))

/** Where an action may go from here; null when it may not, with the reason. */
export function moveRefusal(from: ActionState, to: 'published' | 'cancelled' | 'edited'): Failure | null {
  if (from === 'cancelled') return failure.conflict('action-cancelled')
  if (from === 'finished') return failure.conflict('action-finished')
  if (to === 'published' && from === 'published') return failure.conflict('action-published-already')
  return null
}

/** An action is over when its last shift is, also before the job has written it down. */
export const stateAt = (state: ActionState, lastEndsAt: Date | null, now: Date): ActionState =>
  state === 'published' && lastEndsAt && lastEndsAt <= now ? 'finished' : state
