import { href } from '#platform/i18n/addresses.ts'
import { formatSpan } from '#platform/i18n/format.ts'
import { pickText, type Locale, type LocalText } from '#platform/prelude/index.ts'

interface DeskShift {
  readonly actionId: string
  readonly title: LocalText
  readonly role: LocalText
  readonly startsAt: Date
  readonly endsAt: Date
}

/** The heading that every page of a shift at the desk shares: which part of which shift, when, and the way back. */
export function deskHeading(shift: DeskShift, title: string, locale: Locale) {
  const role = pickText(shift.role, locale).text
  return {
    title,
    lead: [role, formatSpan(shift.startsAt, shift.endsAt, locale)].filter(Boolean).join(' · '),
    back: {
      href: href(locale, `/desk/actions/${shift.actionId}`),
      label: pickText(shift.title, locale).text
    }
  }
}
