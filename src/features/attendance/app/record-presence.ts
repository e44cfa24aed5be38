import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { command } from '#platform/use-case.ts'
import { id, instant } from '#platform/validation.ts'
import { attendancePolicyAt } from '../domain/policy.ts'
import { foldPresences } from '../domain/presence.ts'
import { timeRefusal } from '../domain/window.ts'
import { way } from './input.ts'
import { PEOPLE_AT_ONCE_MAX } from './limits.ts'
import type { Ports } from './ports.ts'
import { auditEvent, eventOf } from './record.ts'

/**
 * The coordinator says who is here or has left, without a code: one word, and a weaker signal than a code. People for
 * whom it is already recorded are left as they are.
 */
export const recordPresence = (ports: Pick<Ports, 'store' | 'opportunities'>) =>
  command({
    name: 'attendance.record-presence',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({
      shiftId: id,
      personIds: z.array(id).min(1, 'nobody-chosen').max(PEOPLE_AT_ONCE_MAX),
      kind: way,
      deviceAt: instant.optional()
    }),
    async run(scope, { shiftId, personIds, kind, deviceAt }) {
      const found = await ports.opportunities.managedShift(scope, shiftId)
      if (!found.ok) return found
      const shift = found.value
      const closed = timeRefusal(kind, shift, scope.now, attendancePolicyAt(scope.now))
      if (closed) return err(closed)
      if (personIds.includes(scope.personId)) return err(failure.forbidden('own-check-in-by-self'))

      const [signUps, events] = await Promise.all([
        ports.opportunities.signUpsOfShift(scope.db, shiftId),
        ports.store.eventsOfShift(scope.db, shiftId)
      ])
      const placed = new Set(
        signUps.filter(({ state }) => state === 'joined').map(({ personId }) => personId)
      )
      const presences = new Map(foldPresences(events).map((presence) => [presence.personId, presence]))
      const applies = (personId: string): boolean =>
        kind === 'in'
          ? placed.has(personId) && !presences.has(personId)
          : presences.has(personId) && !presences.get(personId)!.checkedOutAt
      const recorded = [...new Set(personIds)].filter(applies)
      if (!recorded.length)
        return err(failure.conflict(kind === 'in' ? 'nobody-to-check-in' : 'nobody-to-check-out'))

      const written = recorded.map((personId) =>
        eventOf(scope, shift, {
          personId,
          kind,
          method: 'coordinator',
          deviceAt: deviceAt ?? null,
          codeWindow: null
        })
      )
      await ports.store.append(scope.db, written)
      for (const event of written) auditEvent(scope, event)
      return ok({ shiftId, kind, recorded })
    }
  })
