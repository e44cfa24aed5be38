import { addMinutes, failure, type Failure } from '#platform/prelude/index.ts'
import type { AttendancePolicy } from './policy.ts'

/** What check-in needs to know of a shift. */
export interface ShiftTimes {
  readonly startsAt: Date
  readonly endsAt: Date
  readonly actionState: 'draft' | 'published' | 'cancelled' | 'finished'
  readonly shiftState: 'open' | 'cancelled'
}

export const checkInOpensAt = (shift: ShiftTimes, policy: AttendancePolicy): Date =>
  addMinutes(shift.startsAt, -policy.opensMinutesBefore)

export const checkOutClosesAt = (shift: ShiftTimes, policy: AttendancePolicy): Date =>
  addMinutes(shift.endsAt, policy.checkOutMinutesAfter)

/** Why coming or leaving cannot be recorded now, or null. */
export function timeRefusal(
  kind: 'in' | 'out',
  shift: ShiftTimes,
  now: Date,
  policy: AttendancePolicy
): Failure | null {
  if (shift.actionState === 'draft') return failure.notFound('shift-not-found')
  // Whoever came before it was called off goes home all the same.
  if (kind === 'in' && (shift.actionState === 'cancelled' || shift.shiftState === 'cancelled'))
    return failure.conflict('shift-cancelled')
  if (now < checkInOpensAt(shift, policy))
    return failure.conflict('check-in-not-open', { args: { minutes: policy.opensMinutesBefore } })
  if (kind === 'in' && now >= shift.endsAt) return failure.conflict('check-in-closed')
  if (kind === 'out' && now > checkOutClosesAt(shift, policy)) return failure.conflict('check-out-closed')
  return null
}

/** True while a check-in or a check-out is taken. */
export const isOpen = (shift: ShiftTimes, now: Date, policy: AttendancePolicy): boolean =>
  timeRefusal('in', shift, now, policy) === null || timeRefusal('out', shift, now, policy) === null
