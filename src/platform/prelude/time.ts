/**
 * Time as the house keeps it: instants are `Date` in UTC, durations are whole minutes, calendar days are
 * 'YYYY-MM-DD' as lived in Asia/Almaty. The zone's history matters (UTC+6 until 1 March 2024, one zone of
 * UTC+5 since: Government decree of 19 January 2024 No. 20), so conversions go through Intl, never a constant.
 */
export const ZONE = 'Asia/Almaty'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** 'YYYY-MM-DD', a day of the calendar in Asia/Almaty. */
export type Day = string

const partsFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23'
})

interface LocalParts {
  day: Day
  /** 'HH:MM' */
  time: string
}

/** The calendar day and wall-clock time of an instant in Asia/Almaty. */
export function localParts(instant: Date): LocalParts {
  const parts: Record<string, string> = {}
  for (const { type, value } of partsFormat.formatToParts(instant)) parts[type] = value
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` }
}

/** The day an instant falls on in Asia/Almaty. */
export const dayOf = (instant: Date): Day => localParts(instant).day

/** The instant of a wall-clock time in Asia/Almaty; null for a day or a time that does not exist. */
export function instantOf(day: Day, time: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return null
  const asUtc = new Date(`${day}T${time}:00Z`)
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 10) !== day) return null
  // Both offsets the zone has had are tried; the one that reads back the same wall clock is right.
  for (const offsetHours of [5, 6, 7]) {
    const candidate = new Date(asUtc.getTime() - offsetHours * 60 * MINUTE_MS)
    const back = localParts(candidate)
    if (back.day === day && back.time === time) return candidate
  }
  return null
}

/** Whole minutes from one instant to another, rounded down; negative when `to` is earlier. */
export const minutesBetween = (from: Date, to: Date): number =>
  Math.floor((to.getTime() - from.getTime()) / MINUTE_MS)

export const addMinutes = (instant: Date, minutes: number): Date =>
  new Date(instant.getTime() + minutes * MINUTE_MS)

export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** Monday is 1, Sunday 7: the week starts on Monday in Kazakhstan. */
export const weekday = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7

/** Full years lived on `on` by somebody born on `birthDate`; a 29 February birthday counts on 1 March. */
export function ageOn(birthDate: Day, on: Day): number {
  const years = Number(on.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return on.slice(5) < birthDate.slice(5) ? years - 1 : years
}

/** True when two half-open intervals [start, end) share an instant. */
export const overlaps = (a: { startsAt: Date; endsAt: Date }, b: { startsAt: Date; endsAt: Date }): boolean =>
  a.startsAt < b.endsAt && b.startsAt < a.endsAt
