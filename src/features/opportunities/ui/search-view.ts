import type { Choice, FieldOption } from '#design/index.ts'
import { LANGUAGES, peopleWords } from '#features/people/index.ts'
import { directionName, DIRECTIONS, PROGRAMMES } from '#features/programmes/index.ts'
import type { Locale } from '#platform/prelude/index.ts'

/** A search as it stands in an address: one value or several for each name. */
export type Asked = Readonly<Record<string, string | readonly string[]>>

/** Names of the search itself; what else stands in the address is how the list is shown. */
const SEARCH_NAMES = [
  'q',
  'region',
  'near',
  'direction',
  'from',
  'to',
  'weekend',
  'age',
  'language',
  'programme',
  'free'
]

/** Reads an address; a name that stands more than once is a list. Empty fields of the form are left out. */
export function askedOf(query: URLSearchParams): Asked {
  const asked: Record<string, string | string[]> = {}
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name).filter(Boolean)
    if (values.length) asked[name] = values.length > 1 ? values : values[0]!
  }
  return asked
}

export const valueOf = (asked: Asked, name: string): string => {
  const value = asked[name]
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}

export const valuesOf = (asked: Asked, name: string): readonly string[] => {
  const value = asked[name]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}

/** The search alone, as names and values in a row: for hidden fields and for links. */
export const pairsOf = (asked: Asked): [string, string][] =>
  SEARCH_NAMES.flatMap((name) => valuesOf(asked, name).map((value): [string, string] => [name, value]))

/** The same address with some names set anew; the cursor never comes along. */
export function addressWith(asked: Asked, changes: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams(pairsOf(asked))
  if (asked.sort) query.set('sort', valueOf(asked, 'sort'))
  for (const [name, value] of Object.entries(changes))
    if (value === null) query.delete(name)
    else query.set(name, value)
  const text = query.toString()
  return text ? `?${text}` : '?'
}

export const directionChoices = (locale: Locale): Choice[] =>
  DIRECTIONS.map((code) => ({ value: code, label: directionName(code, locale) }))

export const programmeOptions = (locale: Locale): FieldOption[] =>
  PROGRAMMES.map(({ slug, name }) => ({ value: slug, label: name[locale] }))

export const languageOptions = (locale: Locale): FieldOption[] =>
  LANGUAGES.map((code) => ({ value: code, label: peopleWords(locale)(`language.${code}`) }))
