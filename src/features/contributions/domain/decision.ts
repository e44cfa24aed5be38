import {
  addDays,
  dayOf,
  err,
  failure,
  inForce,
  minutesBetween,
  ok,
  type DatedPolicy,
  type Result
} from '#platform/prelude/index.ts'

/** No engagement is longer: a shift has at most 24 hours, and so has a contribution. */
export const MINUTES_MAX = 24 * 60
export const REASON_CHARS_MAX = 500

/** Days after a shift in which its time is decided about as a matter of course. */
export const LATE_AFTER_DAYS: readonly DatedPolicy<number>[] = [
  {
    value: 14,
    from: '2016-12-30',
    source: 'Decision of the platform, November 2026: no act sets it; see CONTEXT.md'
  }
]

/**
 * So many days were allowed, when it is later than that; null while it is in time. Counted from the end of the shift,
 * which is one and the same for everybody who came, and not from when each of them left.
 */
export function lateAfter(shiftEndsAt: Date, now: Date): number | null {
  const days = inForce(LATE_AFTER_DAYS, dayOf(now)).value
  return dayOf(now) > addDays(dayOf(shiftEndsAt), days) ? days : null
}

/** Somebody's recorded time at a shift, waiting for a decision. */
export interface Awaiting {
  readonly startedAt: Date
  /** null while nobody knows when they left. */
  readonly endedAt: Date | null
  /** True when the end is only proposed: somebody has to take it on purpose. */
  readonly endIsProposed: boolean
  /** From coming to leaving. */
  readonly presenceMinutes: number
  /** What is prefilled: the part of it within the shift. Early arrival and staying on are for the coordinator to say. */
  readonly proposedMinutes: number
}

interface Times {
  readonly checkedInAt: Date
  readonly checkedOutAt: Date | null
  readonly proposedOutAt: Date | null
}

export function awaitingOf(presence: Times, shift: { startsAt: Date; endsAt: Date }): Awaiting {
  const startedAt = presence.checkedInAt
  const endedAt = presence.checkedOutAt ?? presence.proposedOutAt
  const within = (instant: Date): Date =>
    new Date(Math.min(Math.max(instant.getTime(), shift.startsAt.getTime()), shift.endsAt.getTime()))
  const minutes = (from: Date, to: Date | null) =>
    to ? Math.min(MINUTES_MAX, Math.max(0, minutesBetween(from, to))) : 0
  return {
    startedAt,
    endedAt,
    endIsProposed: !presence.checkedOutAt && presence.proposedOutAt !== null,
    presenceMinutes: minutes(startedAt, endedAt),
    proposedMinutes: minutes(within(startedAt), endedAt && within(endedAt))
  }
}

/** What a coordinator chose for one person. */
export interface Choice {
  readonly decision: 'confirm' | 'reject'
  /** Left out: as proposed. */
  readonly minutes?: number | undefined
  readonly reason?: string | undefined
  readonly takeProposedEnd?: boolean | undefined
}

export interface Decided {
  readonly status: 'confirmed' | 'rejected'
  readonly minutes: number
  readonly endedAt: Date
  /** null when the time was confirmed as it was recorded. */
  readonly reason: string | null
}

/**
 * Decides one person's time, or says why it cannot be decided so. Fields are relative to the choice; `late` is what
 * {@link lateAfter} says of the shift.
 */
export function decide(awaiting: Awaiting, choice: Choice, late: number | null): Result<Decided> {
  const { endedAt, proposedMinutes } = awaiting
  const reason = choice.reason ?? null
  if (choice.decision === 'reject') {
    if (!reason) return err(failure.invalid('reason-needed', { field: 'reason' }))
    return ok({ status: 'rejected', minutes: 0, endedAt: endedAt ?? awaiting.startedAt, reason })
  }
  if (!endedAt) return err(failure.conflict('presence-open', { field: 'minutes' }))
  if (awaiting.endIsProposed && !choice.takeProposedEnd)
    return err(failure.invalid('proposed-end-not-taken', { field: 'takeProposedEnd' }))
  const minutes = choice.minutes ?? proposedMinutes
  const wrong = minutesFault(minutes)
  if (wrong) return err(wrong)
  if (minutes !== proposedMinutes && !reason)
    return err(
      failure.invalid('minutes-need-reason', { field: 'reason', args: { minutes: proposedMinutes } })
    )
  if (late !== null && !reason)
    return err(failure.invalid('late-needs-reason', { field: 'reason', args: { days: late } }))
  return ok({ status: 'confirmed', minutes, endedAt, reason })
}

const minutesFault = (minutes: number) =>
  Number.isInteger(minutes) && minutes >= 1 && minutes <= MINUTES_MAX
    ? null
    : failure.invalid('minutes-out-of-range', { field: 'minutes', args: { max: MINUTES_MAX } })

export type Status = 'confirmed' | 'rejected' | 'revoked'

/** What a coordinator corrects later. */
export type Correction =
  { readonly decision: 'amend'; readonly minutes: number } | { readonly decision: 'revoke' }

/** What a correction makes of a record as it stands, or why it makes nothing of it. */
export function correct(
  current: { readonly status: Status; readonly minutes: number },
  correction: Correction
): Result<{ readonly status: Status; readonly minutes: number }> {
  if (correction.decision === 'revoke')
    return current.status === 'confirmed'
      ? ok({ status: 'revoked', minutes: 0 })
      : err(failure.conflict('contribution-not-confirmed'))
  const wrong = minutesFault(correction.minutes)
  if (wrong) return err(wrong)
  if (current.status === 'confirmed' && current.minutes === correction.minutes)
    return err(failure.invalid('minutes-unchanged', { field: 'minutes' }))
  return ok({ status: 'confirmed', minutes: correction.minutes })
}
