import { z } from 'zod'
import type { ShiftFacts } from '#features/opportunities/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type LocalText, type Result } from '#platform/prelude/index.ts'
import { command, type WriteScope } from '#platform/use-case.ts'
import { id, instant } from '#platform/validation.ts'
import { judgeCode, type CodeVerdict } from '../domain/code.ts'
import { attendancePolicyAt } from '../domain/policy.ts'
import { foldPresence } from '../domain/presence.ts'
import { timeRefusal } from '../domain/window.ts'
import { shiftCode } from './codes.ts'
import { sixDigits, walkUpDigits, way } from './input.ts'
import { myOpenShifts } from './my-open-shifts.ts'
import type { Ports } from './ports.ts'
import { auditEvent, eventOf } from './record.ts'

/** What was recorded. */
export interface CheckIn {
  readonly shiftId: string
  readonly title: LocalText
  readonly kind: 'in' | 'out'
  readonly at: Date
}

interface ProvenShift {
  shift: ShiftFacts
  window: number
}

/**
 * The volunteer proves being there with the code on the coordinator's screen. The shift is named by the scanned
 * address, by its walk-up number, or found among the volunteer's own shifts of the hour. Whoever did not sign up
 * joins on the spot.
 */
export const checkInByCode = (ports: Ports) =>
  command({
    name: 'attendance.check-in-by-code',
    access: 'signed-in',
    limit: LIMITS.guess,
    input: z.object({
      code: sixDigits,
      kind: way,
      shiftId: id.optional(),
      number: walkUpDigits.optional(),
      /** The device's own clock. It is kept as evidence, and counts only when it agrees with ours. */
      deviceAt: instant.optional()
    }),
    async run(scope, { code, kind, shiftId, number, deviceAt }) {
      const proven = await proveShift(ports, scope, { code, shiftId, number })
      if (!proven.ok) return proven
      const { shift, window } = proven.value
      const closed = timeRefusal(kind, shift, scope.now, attendancePolicyAt(scope.now))
      if (closed) return err(closed)

      const admitted = kind === 'in' ? await admit(ports, scope, shift) : await wasIn(ports, scope, shift)
      if (!admitted.ok) return admitted
      const event = eventOf(scope, shift, {
        personId: scope.personId,
        kind,
        method: 'rotating-code',
        deviceAt: deviceAt ?? null,
        codeWindow: window
      })
      const written = await ports.store.append(scope.db, [event])
      if (!written.size) return err(failure.conflict('shift-code-used', { field: 'code' }))
      auditEvent(scope, event)
      return ok<CheckIn>({ shiftId: shift.shiftId, title: shift.title, kind, at: event.at })
    }
  })

interface Claim {
  code: string
  shiftId: string | undefined
  number: string | undefined
}

/** The shift whose code this is, now. */
async function proveShift(ports: Ports, scope: WriteScope, claim: Claim): Promise<Result<ProvenShift>> {
  const shifts = await claimedShifts(ports, scope, claim)
  if (!shifts.ok) return shifts
  let why: 'expired' | 'wrong' = 'wrong'
  for (const shift of shifts.value) {
    const verdict: CodeVerdict = judgeCode(claim.code, scope.now, (window) =>
      shiftCode(ports, shift.shiftId, window)
    )
    if (verdict.ok) return ok({ shift, window: verdict.window })
    if (verdict.why === 'expired') why = 'expired'
  }
  return err(failure.conflict(`shift-code-${why}`, { field: 'code' }))
}

async function claimedShifts(
  ports: Ports,
  scope: WriteScope,
  { shiftId, number }: Claim
): Promise<Result<ShiftFacts[]>> {
  if (!shiftId && !number) {
    const mine = await myOpenShifts(ports, scope)
    return mine.length ? ok(mine) : err(failure.conflict('no-shift-to-check-in'))
  }
  const named = shiftId ?? (await ports.store.shiftOfNumber(scope.db, number!))
  if (!named) return err(failure.notFound('walk-up-number-unknown', { field: 'number' }))
  const shift = await ports.opportunities.shiftFacts(scope.db, named)
  return shift ? ok([shift]) : err(failure.notFound('shift-not-found'))
}

/** Whoever has a place may come in; whoever has none asks for one on the spot. */
async function admit(ports: Ports, scope: WriteScope, { shiftId }: ShiftFacts): Promise<Result<unknown>> {
  const signUp = await ports.opportunities.signUpOf(scope.db, scope.personId, shiftId)
  if (signUp?.state === 'joined') return ok(null)
  return ports.opportunities.joinOnTheSpot(scope, { personId: scope.personId, shiftId })
}

async function wasIn(ports: Ports, scope: WriteScope, { shiftId }: ShiftFacts): Promise<Result<unknown>> {
  const presence = foldPresence(await ports.store.eventsOf(scope.db, scope.personId, shiftId))
  return presence ? ok(null) : err(failure.conflict('not-checked-in'))
}
