import type { ShiftFacts } from '#features/opportunities/index.ts'
import type { WriteScope } from '#platform/use-case.ts'
import { countedInstant } from '../domain/clock.ts'
import { attendancePolicyAt } from '../domain/policy.ts'
import type { Method } from '../domain/presence.ts'
import type { NewEvent } from './ports.ts'

/** What was seen, by the use case that saw it. */
export interface Sighting {
  readonly personId: string
  readonly kind: 'in' | 'out'
  readonly method: Exclude<Method, 'shift-end'>
  readonly deviceAt: Date | null
  readonly codeWindow: number | null
}

/** The event of a sighting: now, by the actor, with the instant that counts. */
export function eventOf(scope: WriteScope, shift: Pick<ShiftFacts, 'shiftId'>, sighting: Sighting): NewEvent {
  const { deviceToleranceSeconds } = attendancePolicyAt(scope.now)
  return {
    ...sighting,
    shiftId: shift.shiftId,
    eventId: scope.newId(),
    at: countedInstant(sighting.deviceAt, scope.now, deviceToleranceSeconds),
    serverAt: scope.now,
    recordedBy: scope.personId
  }
}

/** Writes an event into the audit trail: the person's attendance of the shift is its subject. */
export const auditEvent = (scope: WriteScope, event: NewEvent): void =>
  scope.audit({
    action: event.kind === 'in' ? 'attendance.checked-in' : 'attendance.checked-out',
    subject: { kind: 'attendance', id: event.eventId },
    before: null,
    after: {
      personId: event.personId,
      shiftId: event.shiftId,
      kind: event.kind,
      method: event.method,
      at: event.at,
      deviceAt: event.deviceAt
    }
  })
