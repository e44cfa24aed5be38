import type { Locale } from '../prelude/index.ts'
import type { Refusal } from './form.ts'

/** The language at whose field a text that is missing in every language is reported. */
const REPORTED: Locale = 'kk'

/**
 * The same refusal, with what is wrong with an empty Kazakh text told at the field of the page's own language: that
 * field stands first, and a text in any language will do.
 */
export function inOwnLanguage<R extends Pick<Refusal, 'values' | 'errors' | 'summary'>>(
  refusal: R,
  locale: Locale
): R {
  const own = (field: string): string =>
    field.endsWith(`.${REPORTED}`) && !refusal.values[field]
      ? `${field.slice(0, -REPORTED.length)}${locale}`
      : field
  return {
    ...refusal,
    errors: Object.fromEntries(Object.entries(refusal.errors).map(([field, text]) => [own(field), text])),
    summary: refusal.summary.map(({ field, text }) => ({ field: field && own(field), text }))
  }
}
