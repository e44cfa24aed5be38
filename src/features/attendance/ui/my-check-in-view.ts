import { href } from '#platform/i18n/addresses.ts'
import { formatInstant, formatSpan, formatTime } from '#platform/i18n/format.ts'
import { pickText, type Locale } from '#platform/prelude/index.ts'
import type { MyCheckIn, OpenShift, Presence } from '../index.ts'
import { attendanceWords } from '../messages/index.ts'

/** The page of a scanned code, in the words of a language. */
export function myCheckInView(mine: MyCheckIn, locale: Locale) {
  const t = attendanceWords(locale)
  const { shift, presence } = mine
  const role = pickText(shift.role, locale).text
  return {
    next: mine.next,
    joins: mine.joins,
    title: pickText(shift.title, locale).text,
    facts: [
      { term: t('place.when'), text: formatSpan(shift.startsAt, shift.endsAt, locale), numeric: true },
      ...(role ? [{ term: t('place.role'), text: role }] : []),
      { term: t('place.where'), text: shift.locality },
      ...(presence
        ? [{ term: t('place.cameAt'), text: formatInstant(presence.checkedInAt, locale), numeric: true }]
        : []),
      ...(presence?.checkedOutAt
        ? [{ term: t('place.leftAt'), text: formatInstant(presence.checkedOutAt, locale), numeric: true }]
        : [])
    ],
    action: href(locale, `/actions/${shift.actionId}`)
  }
}

/** One's own shifts of the hour, each with what is recorded of it. */
export const openShiftView = ({ shift, presence }: OpenShift, locale: Locale) => ({
  term: formatSpan(shift.startsAt, shift.endsAt, locale),
  text: pickText(shift.title, locale).text,
  note: stateOf(presence, locale),
  href: href(locale, `/c/${shift.shiftId}`)
})

function stateOf(presence: Presence | null, locale: Locale): string {
  const t = attendanceWords(locale)
  if (!presence) return t('checkIn.notYet')
  return presence.checkedOutAt
    ? t('checkIn.left', { time: formatTime(presence.checkedOutAt, locale) })
    : t('checkIn.came', { time: formatTime(presence.checkedInAt, locale) })
}
