import { formatDay, formatInstant, formatMinutes } from '#platform/i18n/format.ts'
import { pickText, type Locale } from '#platform/prelude/index.ts'
import type { Fact } from '../domain/facts.ts'
import type { Ports, StoredNotice } from './ports.ts'

export interface NoticeText {
  readonly title: string
  readonly text: string
}

/** The words of a notice in a language. A kind without words is a bug. */
export function render(
  { findText }: Pick<Ports, 'findText'>,
  { kind, facts }: Pick<StoredNotice, 'kind' | 'facts'>,
  locale: Locale
): NoticeText {
  const values = Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, written(fact, locale)])
  )
  const word = (part: 'title' | 'text'): string => {
    const found = findText(locale, `notices.${kind}.${part}`, values)
    if (found === null) throw new Error(`the notice "${kind}" has no ${part}`)
    return found
  }
  return { title: word('title'), text: word('text') }
}

function written(fact: Fact, locale: Locale): string | number {
  if (typeof fact !== 'object') return fact
  if ('at' in fact) return formatInstant(new Date(fact.at), locale)
  if ('day' in fact) return formatDay(fact.day, locale)
  if ('minutes' in fact) return formatMinutes(fact.minutes, locale)
  return pickText(fact.text, locale).text
}
