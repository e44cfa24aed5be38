import type { DataItem, TableRow, Tone } from '#design/index.ts'
import { regionName } from '#features/programmes/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatDate, formatInstant } from '#platform/i18n/format.ts'
import { pickText, type Locale, type LocalText } from '#platform/prelude/index.ts'
import type {
  Application,
  ApplicationContent,
  ApplicationState,
  HistoryLine,
  Organiser,
  OrganiserBrief,
  OrganiserState
} from '../index.ts'
import { organisersWords } from '../messages/index.ts'

export const nameOf = (name: LocalText, locale: Locale): string => pickText(name, locale).text

const STATE_TONES: Readonly<Record<OrganiserState, Tone>> = {
  active: 'success',
  suspended: 'warning',
  closed: 'neutral'
}

const APPLICATION_TONES: Readonly<Record<ApplicationState, Tone>> = {
  submitted: 'info',
  checked: 'info',
  returned: 'warning',
  approved: 'success',
  refused: 'danger',
  withdrawn: 'neutral'
}

export interface TagView {
  readonly text: string
  readonly tone: Tone
}

export const stateTag = (state: OrganiserState, locale: Locale): TagView => ({
  text: organisersWords(locale)(`state.${state}`),
  tone: STATE_TONES[state]
})

export const applicationTag = (state: ApplicationState, locale: Locale): TagView => ({
  text: organisersWords(locale)(`application-state.${state}`),
  tone: APPLICATION_TONES[state]
})

/** The facts about an organiser that everybody may see. */
export function organiserFacts(organiser: Organiser, locale: Locale): DataItem[] {
  const t = organisersWords(locale)
  return [
    ...(organiser.bin ? [{ term: t('public.bin'), text: organiser.bin, numeric: true }] : []),
    { term: t('public.region'), text: regionName(organiser.regionCode, locale) },
    { term: t('public.since'), text: formatDate(organiser.since, locale) },
    ...contactFacts(organiser.contact, locale)
  ]
}

function contactFacts({ email, phone, site }: Organiser['contact'], locale: Locale): DataItem[] {
  const t = organisersWords(locale)
  return [
    ...(phone ? [{ term: t('contact.phone'), text: phone, href: `tel:${phone}`, numeric: true }] : []),
    ...(email ? [{ term: t('contact.email'), text: email, href: `mailto:${email}` }] : []),
    ...(site ? [{ term: t('contact.site'), text: site.replace(/^https?:\/\/|\/$/g, ''), href: site }] : [])
  ]
}

export interface OrganiserCardView {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly region: string
  readonly href: string
}

export const organiserCard = (organiser: OrganiserBrief, locale: Locale): OrganiserCardView => ({
  id: organiser.organiserId,
  name: nameOf(organiser.name, locale),
  kind: organisersWords(locale)(`kind.${organiser.kind}`),
  region: regionName(organiser.regionCode, locale),
  href: href(locale, `/organisers/${organiser.organiserId}`)
})

/** What an application asks for. */
export function contentFacts(content: ApplicationContent, locale: Locale): DataItem[] {
  const t = organisersWords(locale)
  const inEach = (text: LocalText, label: 'name' | 'about') =>
    (['kk', 'ru', 'en'] as const).flatMap((code) =>
      text[code] ? [{ term: t(`apply.${label}.${code}`), text: text[code] }] : []
    )
  return [
    { term: t('list.kind'), text: t(`kind.${content.kind}`) },
    ...(content.bin ? [{ term: t('public.bin'), text: content.bin, numeric: true }] : []),
    { term: t('public.region'), text: regionName(content.regionCode, locale) },
    ...inEach(content.name, 'name'),
    ...inEach(content.about, 'about').map((item) => ({
      ...item,
      term: `${t('apply.abouts')} ${item.term}`
    }))
  ]
}

export interface HistoryView {
  readonly id: string
  readonly what: string
  readonly when: string
  readonly by: string
  readonly reason: string | null
}

/** The latest first. */
export const historyView = (history: readonly HistoryLine[], locale: Locale): HistoryView[] =>
  history
    .map(({ step, at, by, reason }, index) => ({
      id: String(index),
      what: organisersWords(locale)(`step.${step}`),
      when: formatInstant(at, locale),
      by: organisersWords(locale)(`by.${by}`),
      reason
    }))
    .toReversed()

/** The values of a form that hands an application in again. */
export const contentValues = ({
  kind,
  bin,
  name,
  about,
  regionCode
}: ApplicationContent): Record<string, string> => ({
  kind,
  bin: bin ?? '',
  regionCode,
  'name.kk': name.kk ?? '',
  'name.ru': name.ru ?? '',
  'name.en': name.en ?? '',
  'about.kk': about.kk ?? '',
  'about.ru': about.ru ?? '',
  'about.en': about.en ?? ''
})

/** One line of a list of one's own applications. */
export const myApplicationRow = (application: Application, locale: Locale): TableRow => ({
  id: application.applicationId,
  cells: {
    name: {
      text: nameOf(application.content.name, locale),
      href: href(locale, `/organisers/apply/${application.applicationId}`)
    },
    state: applicationTag(application.state, locale),
    at: formatInstant(application.submittedAt, locale)
  }
})
