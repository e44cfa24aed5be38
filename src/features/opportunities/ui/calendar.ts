import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import { regionName } from '#features/programmes/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { ShiftFacts, SignUpState } from '../index.ts'
import { opportunitiesWords } from '../messages/index.ts'
import { textIn } from './action-view.ts'

interface CalendarOptions {
  readonly locale: Locale
  readonly publicUrl: string
  /** When it was written; a calendar program takes a later one for a change. */
  readonly now: Date
}

interface Entry {
  readonly shift: ShiftFacts
  /** null in the calendar of an action, which is nobody's own. */
  readonly state: SignUpState | null
  /** Its organiser may not run it now: cancelled, until it may again. */
  readonly suspended: boolean
}

/** Programs ask a subscribed calendar again after so many seconds. */
const REFRESH_SECONDS = 3600

/** Shifts as iCalendar. An entry keeps its UID for ever, so that a change or a cancellation finds it again. */
export function calendarText(name: string, entries: readonly Entry[], options: CalendarOptions): string {
  const { locale, publicUrl, now } = options
  const t = opportunitiesWords(locale)
  const { hostname } = new URL(publicUrl)
  const calendar = ical({
    name,
    prodId: { company: 'Erikti', product: 'Erikti', language: locale.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_SECONDS
  })
  for (const { shift, state, suspended } of entries) {
    const over =
      suspended ||
      shift.shiftState === 'cancelled' ||
      state === 'cancelled' ||
      state === 'withdrawn' ||
      state === 'declined'
    const role = textIn(shift.role, locale)
    const title = textIn(shift.title, locale)
    const url = publicUrl + href(locale, `/actions/${shift.actionId}`)
    calendar.createEvent({
      id: `${shift.shiftId}@${hostname}`,
      start: shift.startsAt,
      end: shift.endsAt,
      stamp: now,
      summary: role ? `${title}: ${role}` : title,
      location: [shift.address, shift.locality, regionName(shift.regionCode, locale)]
        .filter(Boolean)
        .join(', '),
      description: [suspended && t('mine.suspended'), state && t(`sign-up.${state}`), url]
        .filter(Boolean)
        .join('\n'),
      url,
      status: over
        ? ICalEventStatus.CANCELLED
        : state === null || state === 'joined'
          ? ICalEventStatus.CONFIRMED
          : ICalEventStatus.TENTATIVE
    })
  }
  return calendar.toString()
}

/** The answer that a calendar program and a browser both understand. */
export const calendarResponse = (text: string, fileName: string): Response =>
  new Response(text, {
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'private, no-store'
    }
  })
