import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { dayOf, err, failure, ok } from '#platform/prelude/index.ts'
import { command } from '#platform/use-case.ts'
import { id, text } from '#platform/validation.ts'
import { REASON_CHARS_MAX } from '../domain/action.ts'
import { closedRefusal, isLive, isPlaced } from '../domain/sign-up.ts'
import { endSignUp, moveSignUp, offerFreePlaces } from './places.ts'
import { managesShift } from './policy.ts'
import type { Ports } from './ports.ts'
import { tellVolunteer } from './tell.ts'

const DECIDED_MAX = 200

const people = z.array(id).min(1, 'choose-somebody').max(DECIDED_MAX)

/** Gives places to people who applied: to all that were chosen, or to nobody. */
export const acceptApplications = (ports: Ports) =>
  command({
    name: 'opportunities.accept-applications',
    access: 'signed-in',
    limit: LIMITS.desk,
    policy: managesShift(ports),
    input: z.object({ shiftId: id, personIds: people }),
    async run(scope, { shiftId, personIds }) {
      const shift = (await ports.store.lockShift(scope.db, shiftId))!
      const closed = closedRefusal(shift, scope.now, true)
      if (closed) return err(closed)
      for (const personId of new Set(personIds)) {
        const signUp = await ports.store.signUp(scope.db, personId, shiftId)
        if (signUp?.state !== 'applied') return err(failure.conflict('application-not-open'))
        const { organiserId, tags, minAge } = shift
        const on = dayOf(shift.startsAt)
        // The reason is the volunteer's own matter: they see it on the action's page.
        if (await ports.people.mayTakePart(scope, { personId, organiserId, on, tags, minAge }))
          return err(failure.conflict('volunteer-may-not'))
        if (!(await ports.store.takePlace(scope.db, shiftId))) return err(failure.conflict('places-too-few'))
        await moveSignUp(ports, scope, signUp, { ...signUp, state: 'joined', decidedBy: scope.personId })
        await tellVolunteer(ports, scope, personId, 'sign-up-accepted', shift)
      }
      return ok({ actionId: shift.actionId, shiftId, decided: new Set(personIds).size })
    }
  })

/** Declines applications, or takes people off a shift: always with a reason, which they are told. */
export const declineSignUps = (ports: Ports) =>
  command({
    name: 'opportunities.decline-sign-ups',
    access: 'signed-in',
    limit: LIMITS.desk,
    policy: managesShift(ports),
    input: z.object({ shiftId: id, personIds: people, reason: text(REASON_CHARS_MAX) }),
    async run(scope, { shiftId, personIds, reason }) {
      const shift = (await ports.store.lockShift(scope.db, shiftId))!
      if (shift.startsAt <= scope.now) return err(failure.conflict('shift-started'))
      let freed = 0
      for (const personId of new Set(personIds)) {
        const signUp = await ports.store.signUp(scope.db, personId, shiftId)
        if (!signUp || !isLive(signUp.state)) return err(failure.conflict('application-not-open'))
        await endSignUp(ports, scope, signUp, { state: 'declined', reason, decidedBy: scope.personId })
        const kind = signUp.state === 'applied' ? 'sign-up-declined' : 'sign-up-removed'
        await tellVolunteer(ports, scope, personId, kind, shift, { reason })
        if (isPlaced(signUp.state)) freed += 1
      }
      if (freed) await offerFreePlaces(ports, scope, shift)
      return ok({ actionId: shift.actionId, shiftId, decided: new Set(personIds).size })
    }
  })
