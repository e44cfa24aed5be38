import type { Tab } from '#design/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { organisersWords } from '../messages/index.ts'

const PATHS = {
  applications: '/office',
  organisers: '/office/organisers',
  officers: '/office/officers'
} as const
export type OfficePart = keyof typeof PATHS

export const officePath = (part: OfficePart, locale: Locale): string => href(locale, PATHS[part])

/** The pages of a front office; who serves in them is for the national one. */
export function officeTabs(
  current: OfficePart,
  national: boolean,
  locale: Locale
): { label: string; items: Tab[] } {
  const t = organisersWords(locale)
  const parts: OfficePart[] = ['applications', 'organisers', ...(national ? (['officers'] as const) : [])]
  return {
    label: t('office.parts'),
    items: parts.map((part) => ({
      href: officePath(part, locale),
      label: t(`office.${part}`),
      current: part === current
    }))
  }
}
