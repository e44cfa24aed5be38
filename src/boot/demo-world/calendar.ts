import {
  addDays,
  addMinutes,
  dayOf,
  instantOf,
  localParts,
  weekday,
  type Day
} from '#platform/prelude/index.ts'
import type { DemoAction, DemoShift } from './data.ts'

const HALF_HOUR_MS = 30 * 60_000
const WARM_MONTHS = [4, 5, 6, 7, 8, 9, 10]

export interface Times {
  readonly startsAt: Date
  readonly endsAt: Date
}

export function instantAt(day: Day, time: string): Date {
  const instant = instantOf(day, time)
  if (!instant) throw new Error(`there is no ${time} on ${day}`)
  return instant
}

/** Monday of the week that is so many weeks away; 0 is this one. */
const mondayOf = (today: Day, weeks: number): Day => addDays(today, 1 - weekday(today) + 7 * weeks)

/** When a shift of the coming weeks takes place. */
export function timesOf(shift: DemoShift, now: Date): Times {
  const startsAt = shift.now
    ? new Date(Math.floor(now.getTime() / HALF_HOUR_MS) * HALF_HOUR_MS)
    : instantAt(addDays(mondayOf(dayOf(now), shift.week!), shift.weekday! - 1), shift.time!)
  return { startsAt, endsAt: addMinutes(startsAt, shift.hours * 60) }
}

/** When the first shift of an action took place so many weeks ago: on the same weekday, at the same time. */
export function timesAgo({ shifts }: DemoAction, weeksAgo: number, now: Date): Times {
  const [first] = shifts
  const { day, time } = first!.now
    ? { day: addDays(dayOf(now), -7 * weeksAgo), time: '10:00' }
    : { day: addDays(mondayOf(dayOf(now), -weeksAgo), first!.weekday! - 1), time: first!.time! }
  const startsAt = instantAt(day, time)
  return { startsAt, endsAt: addMinutes(startsAt, first!.hours * 60) }
}

/** Nobody plants trees in January. */
export const isInSeason = ({ season }: DemoAction, startsAt: Date): boolean =>
  !season || (season === 'warm') === WARM_MONTHS.includes(Number(localParts(startsAt).day.slice(5, 7)))

export const daysBefore = (instant: Date, days: number): Date => addMinutes(instant, -days * 24 * 60)
