import type { IconName, Tone } from '#design/index.ts'
import { ADULT_YEARS, peopleWords, type Language, type Skill } from '#features/people/index.ts'
import {
  beneficiaryName,
  directionName,
  programmeName,
  placeName,
  type Beneficiary,
  type Direction,
  type ProgrammeSlug,
  type RegionCode
} from '#features/programmes/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatDate, formatDayShort, formatInstant, formatTime } from '#platform/i18n/format.ts'
import { dayOf, pickText, type Failure, type Locale, type LocalText } from '#platform/prelude/index.ts'
import {
  isLive,
  type ActionState,
  type FoundAction,
  type FoundItem,
  type ShownAction,
  type ShownShift,
  type SignUpState
} from '../index.ts'
import { opportunitiesWords } from '../messages/index.ts'

export const textIn = (text: LocalText, locale: Locale): string => pickText(text, locale).text

/** «сб, 28 қар., 10:00–13:00»; with the other day too when it ends on one. */
export function whenOf({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, locale: Locale): string {
  const [from, to] = [dayOf(startsAt), dayOf(endsAt)]
  const begin = `${formatDayShort(from, locale)}, ${formatTime(startsAt, locale)}`
  const end = formatTime(endsAt, locale)
  return from === to ? `${begin}–${end}` : `${begin} – ${formatDayShort(to, locale)}, ${end}`
}

const STATE_TONES: Readonly<Record<ActionState, Tone>> = {
  draft: 'neutral',
  published: 'success',
  cancelled: 'danger',
  finished: 'neutral'
}

export interface TagView {
  readonly text: string
  readonly tone: Tone
}

export const actionTag = (state: ActionState, locale: Locale): TagView => ({
  text: opportunitiesWords(locale)(`state.${state}`),
  tone: STATE_TONES[state]
})

const SIGN_UP_TONES: Readonly<Record<SignUpState, Tone>> = {
  applied: 'info',
  joined: 'success',
  waiting: 'info',
  offered: 'warning',
  withdrawn: 'neutral',
  declined: 'danger',
  cancelled: 'danger'
}

export const signUpTag = (state: SignUpState, locale: Locale): TagView => ({
  text: opportunitiesWords(locale)(`sign-up.${state}`),
  tone: SIGN_UP_TONES[state]
})

export interface ActionCardView {
  readonly id: string
  readonly title: string
  readonly href: string
  readonly icon: IconName
  readonly kicker: string
  readonly meta: readonly { icon: IconName; text: string }[]
  readonly tag: TagView | null
  readonly reasons: string | null
}

/** An action in a list. */
export function actionCard(found: FoundAction | FoundItem, locale: Locale): ActionCardView {
  const t = opportunitiesWords(locale)
  const { shift, directions } = found
  const free = shift.capacity - shift.taken
  const organiser = 'organiser' in found ? found.organiser : null
  const reasons = 'reasons' in found ? found.reasons : []
  return {
    id: found.actionId,
    title: textIn(found.title, locale),
    href: href(locale, `/actions/${found.actionId}`),
    icon: directions[0] ?? 'flag',
    kicker: directions.map((direction) => directionName(direction, locale)).join(' · '),
    meta: [
      { icon: 'calendar', text: whenOf(shift, locale) },
      { icon: 'place', text: placeName(found, locale) },
      ...(organiser ? [{ icon: 'organisation', text: textIn(organiser.name, locale) } as const] : []),
      { icon: 'people', text: free > 0 ? t('card.free', { free }) : t('card.full') }
    ],
    tag: cardTag(found, locale),
    reasons: reasons.length ? reasons.map((reason) => t(`fit.${reason}`)).join(', ') : null
  }
}

function cardTag({ programme, tags }: FoundAction, locale: Locale): TagView | null {
  if (tags.length)
    return { text: opportunitiesWords(locale)('fact.age-from', { age: ADULT_YEARS }), tone: 'warning' }
  return programme ? { text: programmeName(programme, locale), tone: 'info' } : null
}

export interface ShiftView {
  readonly shiftId: string
  readonly when: string
  readonly role: string | null
  readonly cancelled: boolean
  readonly places: string
  readonly waiting: string | null
  /** Why nobody can sign up, or why this person cannot. */
  readonly refusal: string | null
  /** Where the person can do something about it. */
  readonly help: { href: string; label: string } | null
  readonly mine: { tag: TagView; note: string | null; state: SignUpState } | null
  readonly offer: 'join' | 'apply' | 'wait' | 'answer' | null
  readonly mayWithdraw: boolean
  readonly calendar: string | null
}

/** Where somebody who is refused can remove the reason; a guardian answers for one organiser. */
function helpFor({ code }: Failure, { organiserId }: ShownAction, locale: Locale): ShiftView['help'] {
  const t = opportunitiesWords(locale)
  if (code === 'consent-needed') return { href: href(locale, '/me/consent'), label: t('help.consent') }
  return code === 'guardian-needed'
    ? { href: href(locale, `/me/guardians?organiser=${organiserId}`), label: t('help.guardian') }
    : null
}

function shiftView(
  shift: ShownShift,
  action: ShownAction,
  locale: Locale,
  explain: (failure: Failure) => string
): ShiftView {
  const t = opportunitiesWords(locale)
  const { mine, closed, barred } = shift
  const live = mine !== null && isLive(mine.state)
  const refusal = closed ?? (live ? null : barred)
  return {
    shiftId: shift.shiftId,
    when: whenOf(shift, locale),
    role: textIn(shift.role, locale) || null,
    cancelled: shift.state === 'cancelled',
    places: t('shift.places', { free: shift.free, capacity: shift.capacity }),
    waiting: shift.waiting ? t('shift.waiting', { count: shift.waiting }) : null,
    refusal: refusal && explain(refusal),
    help: refusal && helpFor(refusal, action, locale),
    mine: mine && { tag: signUpTag(mine.state, locale), note: noteOf(mine, locale), state: mine.state },
    offer: refusal ? null : offerOf(shift, action),
    // Also once it has begun, and when its organiser may not act: the law sets no term (article 12).
    mayWithdraw: live && closed?.code !== 'shift-over',
    calendar: closed ? null : href(locale, `/actions/${action.actionId}/calendar.ics?shift=${shift.shiftId}`)
  }
}

function offerOf({ mine, free }: ShownShift, { content }: ShownAction): ShiftView['offer'] {
  if (mine?.state === 'offered') return 'answer'
  if (mine?.state === 'joined' || mine?.state === 'applied') return null
  if (content.joinMode === 'apply') return 'apply'
  if (free > 0) return 'join'
  return mine?.state === 'waiting' ? null : 'wait'
}

function noteOf(mine: NonNullable<ShownShift['mine']>, locale: Locale): string | null {
  const t = opportunitiesWords(locale)
  if (mine.state === 'offered' && mine.offeredUntil)
    return t('mine.answer-until', { until: formatInstant(mine.offeredUntil, locale) })
  if (mine.state === 'waiting') return t('mine.before', { count: mine.before ?? 0 })
  return reasonOf(mine.reason, locale)
}

/** A reason as its author wrote it; the one that the clock gives has words of its own. */
export const reasonOf = (reason: string | null, locale: Locale): string | null =>
  reason === 'offer-lapsed' ? opportunitiesWords(locale)('mine.lapsed') : reason

/** Everything on the public page of an action, in one language. */
export function actionView(action: ShownAction, locale: Locale, explain: (failure: Failure) => string) {
  const t = opportunitiesWords(locale)
  const people = peopleWords(locale)
  const { content, organiser } = action
  // «Қазақша, орысша»; English writes the names of languages with a capital wherever they stand.
  const inRow = (values: readonly string[]) =>
    values
      .map((value, at) => (at && locale !== 'en' ? value[0]!.toLowerCase() + value.slice(1) : value))
      .join(', ') || null
  const facts = [
    ...(organiser
      ? [
          {
            term: t('action.by'),
            text: textIn(organiser.name, locale),
            href: href(locale, `/organisers/${organiser.organiserId}`)
          }
        ]
      : []),
    {
      term: t('fact.place'),
      text: placeName({ ...content, regionCode: content.regionCode as RegionCode }, locale),
      note: content.address ?? undefined
    },
    ...(content.point
      ? [
          {
            term: t('fact.point'),
            text: `${content.point.lat.toFixed(5)}, ${content.point.lon.toFixed(5)}`,
            numeric: true
          }
        ]
      : []),
    {
      term: t('fact.languages'),
      text: inRow(content.languages.map((code) => people(`language.${code as Language}`)))
    },
    {
      term: t('fact.beneficiaries'),
      text: inRow(content.beneficiaries.map((code) => beneficiaryName(code as Beneficiary, locale)))
    },
    { term: t('fact.age'), text: ageText(action, locale) },
    { term: t('fact.skills'), text: inRow(content.skills.map((code) => people(`skill.${code as Skill}`))) },
    { term: t('fact.training'), text: inRow(content.training.map((code) => t(`training.${code}`))) },
    { term: t('fact.health'), text: inRow(content.health.map((code) => t(`health.${code}`))) },
    { term: t('fact.risk'), text: t(`risk.${content.riskLevel}`) },
    { term: t('fact.joining'), text: t(`join-mode.${content.joinMode}`) },
    ...(content.programme
      ? [
          {
            term: t('action.in-programme'),
            text: programmeName(content.programme as ProgrammeSlug, locale),
            href: href(locale, `/projects/${content.programme}`)
          }
        ]
      : [])
  ]
  return {
    actionId: action.actionId,
    title: pickText(content.title, locale),
    text: pickText(content.text, locale),
    note: pickText(content.note, locale),
    why: pickText(content.why, locale),
    state: action.state,
    tag: actionTag(action.state, locale),
    suspended: action.state === 'published' && organiser?.state === 'suspended',
    cancelReason: action.cancelReason,
    kicker: content.directions.map((code) => directionName(code as Direction, locale)).join(' · '),
    place: placeName({ ...content, regionCode: content.regionCode as RegionCode }, locale),
    facts: facts.flatMap(({ text, ...fact }) => (text ? [{ ...fact, text }] : [])),
    shifts: action.shifts.map((shift) => shiftView(shift, action, locale, explain)),
    published: action.publishedAt && formatDate(action.publishedAt, locale),
    staff: action.staff,
    signedIn: action.signedIn
  }
}

function ageText({ tags, content: { minAge } }: ShownAction, locale: Locale): string {
  const t = opportunitiesWords(locale)
  const least = Math.max(minAge ?? 0, tags.length ? ADULT_YEARS : 0)
  return least ? t('fact.age-from', { age: least }) : t('fact.age-any')
}
