import { IntlMessageFormat } from 'intl-messageformat'
import type { Locale } from '../prelude/index.ts'

/** Messages of one context in one language: flat keys, ICU MessageFormat. */
export type Messages = Readonly<Record<string, string>>

export type Values = Readonly<Record<string, string | number | Date>>

/** Gives the text of a key in one language. A missing placeholder value throws: it is a bug. */
export type Translate<Key extends string> = (key: Key, values?: Values) => string

export interface Catalogue<Key extends string = string> {
  (locale: Locale): Translate<Key>
  /** The text of a key known only at run time, such as an error code; null when it is not ours. */
  find(locale: Locale, key: string, values?: Values): string | null
}

/** A catalogue whose keys do not matter: for lists of all contexts' catalogues. */
export type AnyCatalogue = Pick<Catalogue, 'find'>

const needsFormat = /[{'#]/

/**
 * Makes the catalogue of a context: `export const words = catalogue({ kk, ru, en })` beside its JSON files.
 * Keys are typed by the Kazakh file; a test keeps the other two complete with the same placeholders.
 */
export function catalogue<const Kk extends Messages>(all: {
  kk: Kk
  ru: Messages
  en: Messages
}): Catalogue<Extract<keyof Kk, string>> {
  const compiled = new Map<string, IntlMessageFormat>()
  const translators = {} as Record<Locale, Translate<Extract<keyof Kk, string>>>
  for (const locale of ['kk', 'ru', 'en'] as const)
    translators[locale] = (key, values) => {
      const message: string | undefined = all[locale][key] ?? all.kk[key]
      if (message === undefined) throw new Error(`no message "${key}"`)
      if (!needsFormat.test(message)) return message
      const id = `${locale} ${key}`
      let format = compiled.get(id)
      if (!format) compiled.set(id, (format = new IntlMessageFormat(message, locale)))
      return String(format.format(values))
    }
  return Object.assign((locale: Locale) => translators[locale], {
    find: (locale: Locale, key: string, values?: Values): string | null =>
      Object.hasOwn(all.kk, key) ? translators[locale](key as Extract<keyof Kk, string>, values) : null
  })
}
