import { href } from '#platform/i18n/addresses.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { peopleWords } from '../messages/index.ts'

const TABS = ['profile', 'consent', 'guardians', 'sessions', 'passkeys', 'looks'] as const

/** The pages of a person's own data, one beside the other. */
export function dataTabs(locale: Locale, current: (typeof TABS)[number]) {
  const t = peopleWords(locale)
  return {
    back: { href: href(locale, '/me'), label: t('tabs.back') },
    label: t('tabs.label'),
    items: TABS.map((tab) => ({
      href: href(locale, `/me/${tab}`),
      label: t(`tabs.${tab}`),
      current: tab === current
    }))
  }
}
