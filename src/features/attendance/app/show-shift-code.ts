import { z } from 'zod'
import type { ShiftFacts } from '#features/opportunities/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { ok, type Failure } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { windowAt, windowEnd } from '../domain/code.ts'
import { attendancePolicyAt } from '../domain/policy.ts'
import { foldPresences } from '../domain/presence.ts'
import { timeRefusal } from '../domain/window.ts'
import { shiftCode } from './codes.ts'
import type { Ports } from './ports.ts'

export interface ShiftCode {
  readonly shift: Pick<ShiftFacts, 'shiftId' | 'actionId' | 'title' | 'role' | 'startsAt' | 'endsAt'>
  readonly code: string
  /** When the next code comes. */
  readonly endsAt: Date
  readonly walkUpNumber: string | null
  /** How many have come, and how many of them have not left. */
  readonly came: number
  readonly here: number
  /** Why nobody can do anything with the code now: come, or leave where somebody has come; or null. */
  readonly refusal: Failure | null
}

/** The code of this moment, for the coordinator's screen. */
export const showShiftCode = (ports: Ports) =>
  query({
    name: 'attendance.show-shift-code',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({ shiftId: id }),
    async run(scope, { shiftId }) {
      const found = await ports.opportunities.managedShift(scope, shiftId)
      if (!found.ok) return found
      const shift = found.value
      const [number, events] = await Promise.all([
        ports.store.numberOf(scope.db, shiftId),
        ports.store.eventsOfShift(scope.db, shiftId)
      ])
      const presences = foldPresences(events)
      const window = windowAt(scope.now)
      return ok<ShiftCode>({
        shift,
        code: shiftCode(ports, shiftId, window),
        endsAt: windowEnd(window),
        walkUpNumber: number,
        came: presences.length,
        here: presences.filter((presence) => !presence.checkedOutAt && !presence.proposedOutAt).length,
        refusal: timeRefusal(presences.length ? 'out' : 'in', shift, scope.now, attendancePolicyAt(scope.now))
      })
    }
  })
