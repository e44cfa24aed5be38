import { z } from 'zod'
import { fullName } from '#features/people/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import { command, type WriteScope } from '#platform/use-case.ts'
import { id, instant } from '#platform/validation.ts'
import { CODE_DIGITS, judgeCode } from '../domain/code.ts'
import { judgeToken } from '../domain/personal-code.ts'
import { attendancePolicyAt } from '../domain/policy.ts'
import { foldPresence } from '../domain/presence.ts'
import { timeRefusal } from '../domain/window.ts'
import { personalDigits, personalMac } from './codes.ts'
import { way } from './input.ts'
import type { Ports } from './ports.ts'
import { auditEvent, eventOf } from './record.ts'

/** Whom the coordinator checked in or out, said back so that a wrong face is noticed. */
export interface Scanned {
  readonly personId: string
  readonly name: string
  readonly kind: 'in' | 'out'
  readonly at: Date
  /** True when the person had not signed up and joined now. */
  readonly walkUp: boolean
}

/** Characters of what a camera or a reader of codes may hand over. */
const CODE_CHARS_MAX = 100
const DIGITS_FORM = new RegExp(`^\\d{${CODE_DIGITS}}$`)

/**
 * The coordinator reads the volunteer's own code: the QR, or its six digits for somebody on the roster. Whoever
 * did not sign up joins on the spot.
 */
export const scanPerson = (ports: Ports) =>
  command({
    name: 'attendance.scan-person',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({
      shiftId: id,
      code: z
        .string()
        .max(CODE_CHARS_MAX)
        .transform((read) => read.replace(/\s/g, ''))
        .pipe(z.string().min(1)),
      kind: way,
      deviceAt: instant.optional()
    }),
    async run(scope, { shiftId, code, kind, deviceAt }) {
      const found = await ports.opportunities.managedShift(scope, shiftId)
      if (!found.ok) return found
      const shift = found.value
      const closed = timeRefusal(kind, shift, scope.now, attendancePolicyAt(scope.now))
      if (closed) return err(closed)
      const read = await readCode(ports, scope, shiftId, code)
      if (!read.ok) return read
      const { personId, window } = read.value
      if (personId === scope.personId) return err(failure.forbidden('own-check-in-by-self'))

      let walkUp = false
      if (kind === 'in') {
        const signUp = await ports.opportunities.signUpOf(scope.db, personId, shiftId)
        if (signUp?.state !== 'joined') {
          // The coordinator stands before the person: taking them in is a decision, places or not.
          const onTheSpot = { personId, shiftId, extraPlace: true }
          const joined = await ports.opportunities.joinOnTheSpot(scope, onTheSpot)
          if (!joined.ok) return joined
          walkUp = true
        }
      } else if (!foldPresence(await ports.store.eventsOf(scope.db, personId, shiftId)))
        return err(failure.conflict('not-checked-in'))

      const event = eventOf(scope, shift, {
        personId,
        kind,
        method: 'coordinator-scan',
        deviceAt: deviceAt ?? null,
        codeWindow: window
      })
      const written = await ports.store.append(scope.db, [event])
      if (!written.size) return err(failure.conflict('personal-code-used', { field: 'code' }))
      auditEvent(scope, event)
      const card = (await ports.people.cards(scope.db, [personId])).get(personId)
      scope.look({ personId, what: 'check-in', onBehalfOf: shift.organiserId })
      return ok<Scanned>({ personId, name: card ? fullName(card) : '', kind, at: event.at, walkUp })
    }
  })

interface ReadCode {
  personId: string
  window: number
}

/** Whose code it is: the QR names its person, six digits are looked for among those who have a place. */
async function readCode(
  ports: Pick<Ports, 'keystore' | 'opportunities'>,
  scope: WriteScope,
  shiftId: string,
  code: string
): Promise<Result<ReadCode>> {
  const refuse = (why: 'expired' | 'wrong') =>
    err(failure.conflict(`personal-code-${why}`, { field: 'code' }))
  if (!DIGITS_FORM.test(code)) {
    const verdict = judgeToken(code, scope.now, personalMac(ports))
    return verdict.ok ? ok(verdict) : refuse(verdict.why)
  }
  let why: 'expired' | 'wrong' = 'wrong'
  for (const { personId, state } of await ports.opportunities.signUpsOfShift(scope.db, shiftId)) {
    if (state !== 'joined') continue
    const verdict = judgeCode(code, scope.now, (window) => personalDigits(ports, personId, window))
    if (verdict.ok) return ok({ personId, window: verdict.window })
    if (verdict.why === 'expired') why = 'expired'
  }
  return refuse(why)
}
