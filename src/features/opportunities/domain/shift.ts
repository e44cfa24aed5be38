import {
  addDays,
  addMinutes,
  dayOf,
  failure,
  instantOf,
  localParts,
  minutesBetween,
  weekday,
  type Day,
  type Failure,
  type LocalText
} from '#platform/prelude/index.ts'

/** What happens when, and how many people it takes. */
export interface ShiftPlan {
  readonly role: LocalText
  readonly startsAt: Date
  readonly endsAt: Date
  readonly capacity: number
}

/** A shift as far as somebody has planned it. */
export type ShiftDraft = Pick<ShiftPlan, 'role'> & {
  readonly [Field in 'startsAt' | 'endsAt' | 'capacity']: ShiftPlan[Field] | null
}

/** A longer engagement is several shifts: rest between them can then be seen. */
export const SHIFT_MINUTES_MAX = 24 * 60
export const SHIFT_CAPACITY_MAX = 10_000
/** How far ahead a shift can be planned. */
export const SHIFT_DAYS_AHEAD_MAX = 400
export const SHIFTS_MAX = 60
export const REPEAT_WEEKS_MAX = 12

const NEEDED = ['startsAt', 'endsAt', 'capacity'] as const

/** Whether nothing of a shift is left to plan. */
export const isWhole = <D extends ShiftDraft>(draft: D): draft is D & ShiftPlan =>
  NEEDED.every((field) => draft[field] !== null)

/** What is still missing of a shift; fields are relative to it. */
export const missingOf = (draft: ShiftDraft): Failure[] =>
  NEEDED.filter((field) => draft[field] === null).map((field) => failure.invalid('required', { field }))

/** What is wrong with a shift; fields are relative to it. */
export function shiftFailures(plan: ShiftPlan, now: Date): Failure[] {
  const { startsAt, endsAt, capacity } = plan
  const found: Failure[] = []
  if (endsAt <= startsAt) found.push(failure.invalid('shift-end-before-start', { field: 'endsAt' }))
  else if (minutesBetween(startsAt, endsAt) > SHIFT_MINUTES_MAX)
    found.push(
      failure.invalid('shift-too-long', { field: 'endsAt', args: { hours: SHIFT_MINUTES_MAX / 60 } })
    )
  if (startsAt <= now) found.push(failure.invalid('shift-in-past', { field: 'startsAt' }))
  else if (dayOf(startsAt) > addDays(dayOf(now), SHIFT_DAYS_AHEAD_MAX))
    found.push(failure.invalid('shift-too-far', { field: 'startsAt', args: { days: SHIFT_DAYS_AHEAD_MAX } }))
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > SHIFT_CAPACITY_MAX)
    found.push(failure.invalid('shift-capacity', { field: 'capacity', args: { max: SHIFT_CAPACITY_MAX } }))
  return found
}

/** The same shift some weeks later at the same time on the wall clock in Asia/Almaty, and of the same length. */
export function weeksLater<S extends ShiftPlan>(shift: S, weeks: number): S {
  const { day, time } = localParts(shift.startsAt)
  const startsAt = instantOf(addDays(day, 7 * weeks), time)
  // Only a clock set forward can swallow a time; the zone has one offset since 1 March 2024.
  if (!startsAt) throw new Error(`${time} does not exist ${weeks} weeks after ${day}`)
  return { ...shift, startsAt, endsAt: addMinutes(startsAt, minutesBetween(shift.startsAt, shift.endsAt)) }
}

/** The shift in each of the coming weeks, itself left out. */
export const repeatWeekly = <S extends ShiftPlan>(shift: S, weeks: number): S[] =>
  Array.from({ length: weeks }, (_, index) => weeksLater(shift, index + 1))

/** The shifts moved by as few whole weeks as bring the first of them after `now`. */
export function movedAhead<S extends ShiftPlan>(shifts: readonly S[], now: Date): S[] {
  const first = shifts.reduce((least, shift) => Math.min(least, shift.startsAt.getTime()), Infinity)
  if (first === Infinity) return []
  const weekMs = 7 * 86_400_000
  const weeks = Math.max(1, Math.ceil((now.getTime() - first) / weekMs))
  const moved = shifts.map((shift) => weeksLater(shift, weeks))
  return moved.every((shift) => shift.startsAt > now)
    ? moved
    : shifts.map((shift) => weeksLater(shift, weeks + 1))
}

/** An evening shift can be reached after work. */
const EVENING_FROM_HOUR = 17

export interface WallClock {
  readonly day: Day
  /** Monday is 1. */
  readonly weekday: number
  readonly evening: boolean
}

/** When a shift begins, as people speak of it. Kept beside the instant, so that search need not convert. */
export function wallClock(startsAt: Date): WallClock {
  const { day, time } = localParts(startsAt)
  return { day, weekday: weekday(day), evening: Number(time.slice(0, 2)) >= EVENING_FROM_HOUR }
}

/** The times of the week a shift falls into, in the codes in which people say when they are free. */
export const timesOf = ({ weekday, evening }: Pick<WallClock, 'weekday' | 'evening'>): string[] => [
  'any-time',
  weekday >= 6 ? 'weekends' : evening ? 'weekday-evenings' : 'weekday-days'
]
