import { dayOf, inForce, type DatedPolicy } from '#platform/prelude/index.ts'

/** What may be set by decision about coming and leaving. */
export interface AttendancePolicy {
  /** Check-in opens so long before the start of the shift, and closes at its end. */
  readonly opensMinutesBefore: number
  /** Check-out is taken so long after the end; then the end of the shift is proposed instead. */
  readonly checkOutMinutesAfter: number
  /** A device clock counts when it is no further from ours; beyond it is written down and does not count. */
  readonly deviceToleranceSeconds: number
}

export const ATTENDANCE_POLICY: readonly DatedPolicy<AttendancePolicy>[] = [
  {
    value: { opensMinutesBefore: 60, checkOutMinutesAfter: 60, deviceToleranceSeconds: 120 },
    from: '2016-12-30',
    source: 'Decision of the platform, November 2026: no act sets it; see CONTEXT.md'
  }
]

export const attendancePolicyAt = (instant: Date): AttendancePolicy =>
  inForce(ATTENDANCE_POLICY, dayOf(instant)).value
