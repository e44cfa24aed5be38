/** The three languages, in the order in which they are always shown: Kazakh first. */
export const LOCALES = ['kk', 'ru', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** A text in one to three languages. At least one is there. */
export type LocalText = Partial<Record<Locale, string>>

/** The text in the wanted language, else in the first language it exists in; says which it was. */
export function pickText(text: LocalText, locale: Locale): { text: string; locale: Locale } {
  for (const candidate of [locale, ...LOCALES]) {
    const found = text[candidate]
    if (found) return { text: found, locale: candidate }
  }
  return { text: '', locale }
}
