import { LOCALES, type Day, type LocalText } from '#platform/prelude/index.ts'

/**
 * A value of a notice's text as the teller gives it. Whatever looks different in each language is given as
 * what it is, and is written out when the notice is shown: an instant as `Date`, a text as `LocalText`.
 */
export type NoticeValue = string | number | Date | { day: Day } | { minutes: number } | LocalText
export type NoticeValues = Readonly<Record<string, NoticeValue>>

/** The same as kept in the database. */
export type Fact = string | number | { at: string } | { day: Day } | { minutes: number } | { text: LocalText }
export type Facts = Readonly<Record<string, Fact>>

export const factsOf = (values: NoticeValues): Facts =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, factOf(value)]))

function factOf(value: NoticeValue): Fact {
  if (typeof value !== 'object') return value
  if (value instanceof Date) return { at: value.toISOString() }
  if ('day' in value || 'minutes' in value) return value
  if (!LOCALES.some((locale) => value[locale])) throw new Error('a notice was given a text in no language')
  return { text: value }
}
