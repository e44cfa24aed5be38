import type { Tab } from '#design/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { attendanceWords } from '../messages/index.ts'

const PARTS = ['roster', 'code', 'scan', 'confirm'] as const
export type DeskPart = (typeof PARTS)[number]

/** The pages of one shift at the coordinator's desk. */
export function deskTabs(
  shiftId: string,
  current: DeskPart,
  locale: Locale
): { label: string; items: Tab[] } {
  const t = attendanceWords(locale)
  return {
    label: t('desk.parts'),
    items: PARTS.map((part) => ({
      href: href(locale, `/desk/shifts/${shiftId}${part === 'roster' ? '' : `/${part}`}`),
      label: t(`desk.${part}`),
      current: part === current
    }))
  }
}
