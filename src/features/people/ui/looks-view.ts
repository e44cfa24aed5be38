import { formatInstant } from '#platform/i18n/format.ts'
import { pickText, type Locale } from '#platform/prelude/index.ts'
import type { Page } from '#platform/validation.ts'
import type { LookAtMe } from '../index.ts'
import { peopleWords } from '../messages/index.ts'

/** `findText` gives the words of a look from whichever context they belong to. */
export function looksView(
  page: Page<LookAtMe>,
  locale: Locale,
  findText: (locale: Locale, key: string) => string | null
) {
  const t = peopleWords(locale)
  return {
    rows: page.items.map((look) => ({
      id: look.lookId,
      cells: {
        at: formatInstant(look.at, locale),
        who: look.viewer ?? t('looks-page.gone'),
        for: look.organiser ? pickText(look.organiser, locale).text : t('looks-page.nobody'),
        what: findText(locale, `looks.${look.what}`) ?? t('looks-page.other')
      }
    })),
    older: page.next ? `?cursor=${encodeURIComponent(page.next)}` : null
  }
}
