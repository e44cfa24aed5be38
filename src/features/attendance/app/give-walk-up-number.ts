import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { command, type WriteScope } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { walkUpNumber } from './codes.ts'
import { NUMBER_ATTEMPTS_MAX } from './limits.ts'
import type { Ports } from './ports.ts'

/** Gives the shift a number to say aloud, for people who did not sign up and cannot scan. Once a shift. */
export const giveWalkUpNumber = (ports: Pick<Ports, 'store' | 'keystore' | 'opportunities'>) =>
  command({
    name: 'attendance.give-walk-up-number',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ shiftId: id }),
    async run(scope, { shiftId }) {
      const shift = await ports.opportunities.managedShift(scope, shiftId)
      if (!shift.ok) return shift
      const before = await ports.store.numberOf(scope.db, shiftId)
      const number = before ?? (await newNumber(ports, scope, shiftId))
      scope.audit({
        action: 'attendance.walk-up-number-given',
        subject: { kind: 'shift', id: shiftId },
        before: { number: before },
        after: { number }
      })
      return ok({ shiftId, number })
    }
  })

async function newNumber(
  ports: Pick<Ports, 'store' | 'keystore'>,
  scope: WriteScope,
  shiftId: string
): Promise<string> {
  for (let attempt = 0; attempt < NUMBER_ATTEMPTS_MAX; attempt += 1) {
    const number = walkUpNumber(ports, shiftId, attempt)
    await ports.store.giveNumber(scope.db, {
      number,
      shiftId,
      givenAt: scope.now,
      givenBy: scope.personId
    })
    // Read back: another coordinator may have been first, or the number may be another shift's.
    const given = await ports.store.numberOf(scope.db, shiftId)
    if (given) return given
  }
  throw new Error(`no free walk-up number in ${NUMBER_ATTEMPTS_MAX} attempts`)
}
