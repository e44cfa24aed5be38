import { ZONE, type Day, type Locale } from '../prelude/index.ts'

/*
 * How dates, times, numbers and durations are written in each language; always as in Asia/Almaty.
 * English is British: day before month, 24 hours.
 */
const INTL: Record<Locale, string> = { kk: 'kk-KZ', ru: 'ru-KZ', en: 'en-GB' }

const cache = new Map<string, Intl.DateTimeFormat>()

function dateFormat(locale: Locale, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${name}`
  let format = cache.get(key)
  if (!format) cache.set(key, (format = new Intl.DateTimeFormat(INTL[locale], options)))
  return format
}

/** A day stays on one line with its month, and a year with its «г.». */
const bound = (text: string): string => text.replace(/(\d) (?=\p{L})/gu, '$1\u00A0')

/** «2026 ж. 30 қаңтар» · «30 января 2026 г.» · "30 January 2026" */
export const formatDate = (instant: Date, locale: Locale): string =>
  bound(dateFormat(locale, 'date', { timeZone: ZONE, dateStyle: 'long' }).format(instant))

/** The same with the day of the week. */
export const formatDateFull = (instant: Date, locale: Locale): string =>
  bound(dateFormat(locale, 'date-full', { timeZone: ZONE, dateStyle: 'full' }).format(instant))

/** «18:30» */
export const formatTime = (instant: Date, locale: Locale): string =>
  dateFormat(locale, 'time', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    instant
  )

/** Date and time, short enough for a table. */
export const formatInstant = (instant: Date, locale: Locale): string =>
  `${bound(dateFormat(locale, 'day-month', { timeZone: ZONE, day: 'numeric', month: 'short', year: 'numeric' }).format(instant))}, ${formatTime(instant, locale)}`

/** From when to when: the day once, and twice only when the end falls on another. */
export const formatSpan = (from: Date, to: Date, locale: Locale): string =>
  formatDate(from, locale) === formatDate(to, locale)
    ? `${formatInstant(from, locale)}–${formatTime(to, locale)}`
    : `${formatInstant(from, locale)} – ${formatInstant(to, locale)}`

/** A calendar day, which has no zone of its own. */
export const formatDay = (day: Day, locale: Locale): string =>
  bound(
    dateFormat(locale, 'day', { timeZone: 'UTC', dateStyle: 'long' }).format(new Date(`${day}T00:00:00Z`))
  )

/** «сб, 28 қар.»: for lists of the coming weeks. */
export const formatDayShort = (day: Day, locale: Locale): string =>
  bound(
    dateFormat(locale, 'day-short', {
      timeZone: 'UTC',
      weekday: 'short',
      day: 'numeric',
      month: 'short'
    }).format(new Date(`${day}T00:00:00Z`))
  )

const numberFormats: Record<Locale, Intl.NumberFormat> = {
  kk: new Intl.NumberFormat(INTL.kk),
  ru: new Intl.NumberFormat(INTL.ru),
  en: new Intl.NumberFormat(INTL.en)
}

export const formatNumber = (value: number, locale: Locale): string => numberFormats[locale].format(value)

const UNITS: Record<Locale, { hour: string; minute: string }> = {
  kk: { hour: 'сағ', minute: 'мин' },
  ru: { hour: 'ч', minute: 'мин' },
  en: { hour: 'h', minute: 'min' }
}

/** Whole minutes as hours and minutes, never rounded: «3 сағ 20 мин». */
export function formatMinutes(minutes: number, locale: Locale): string {
  const { hour, minute } = UNITS[locale]
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  const parts = []
  if (hours) parts.push(`${formatNumber(hours, locale)}\u00A0${hour}`)
  if (rest || !hours) parts.push(`${rest}\u00A0${minute}`)
  return parts.join(' ')
}
