import type { FormError } from '#design/index.ts'
import type { Refusal } from '#platform/http/form.ts'
import { LOCALES, type Locale } from '#platform/prelude/index.ts'
import { ACCEPTANCE } from '../domain/action.ts'
import { opportunitiesWords } from '../messages/index.ts'

/** The fields of this context's forms by the labels they bear; of a path only its last name counts. */
const LABELS = {
  title: 'form.title',
  text: 'form.text',
  why: 'form.why',
  note: 'form.note',
  role: 'form.role',
  directions: 'form.directions',
  beneficiaries: 'form.beneficiaries',
  programme: 'form.programme',
  regionCode: 'form.region',
  locality: 'form.locality',
  address: 'form.address',
  lat: 'form.lat',
  lon: 'form.lon',
  minAge: 'form.min-age',
  languages: 'form.languages',
  skills: 'form.skills',
  training: 'form.training',
  health: 'form.health',
  riskLevel: 'form.risk',
  joinMode: 'form.joining',
  shifts: 'form.shifts',
  startsAt: 'form.starts',
  endsAt: 'form.ends',
  capacity: 'form.places',
  weeks: 'desk.weeks',
  reason: 'desk.reason',
  message: 'apply.message',
  name: 'searches.name',
  q: 'search.query',
  region: 'search.region',
  from: 'search.from',
  to: 'search.to',
  age: 'search.age',
  language: 'search.language',
  direction: 'search.direction'
} as const

/** What the top of a page says of a refused form: each error with the name of its field, and a link to it. */
export function errorsOf(refusal: Pick<Refusal, 'summary'> | null | undefined, locale: Locale): FormError[] {
  return (refusal?.summary ?? []).map(({ field, text }) => {
    if (!field) return { text }
    const label = labelOf(field, locale)
    return { name: field, text: label ? `${label}: ${text}` : text }
  })
}

function labelOf(field: string, locale: Locale): string | null {
  const t = opportunitiesWords(locale)
  const parts = field.split('.')
  const question = ACCEPTANCE.find((one) => field === `acceptance.${one}`)
  if (question) return t(`acceptance.${question}`)
  const row = parts[0] === 'shifts' && parts[1] ? t('form.shift', { number: Number(parts[1]) + 1 }) : null
  const language = LOCALES.find((code) => code === parts.at(-1))
  const name = (language ? parts.at(-2) : parts.at(-1)) as keyof typeof LABELS
  const key = LABELS[name]
  if (!key) return row
  const label = language && language !== locale ? `${t(key)} (${t(`in.${language}`).toLowerCase()})` : t(key)
  return row ? `${row}, ${label}` : label
}
