import { z } from 'zod'
import { shortName } from '#features/people/index.ts'
import { formatInstant } from '#platform/i18n/format.ts'
import { LIMITS } from '#platform/limiter.ts'
import { dayOf, err, failure, ok, type Failure, type Result } from '#platform/prelude/index.ts'
import { command, type WriteScope } from '#platform/use-case.ts'
import { id, optionalText } from '#platform/validation.ts'
import {
  closedRefusal,
  inactiveRefusal,
  isLate,
  isLive,
  isPlaced,
  overlapOf,
  stateNow
} from '../domain/sign-up.ts'
import { endSignUp, lapseOffers, moveSignUp, offerFreePlaces } from './places.ts'
import type { Ports, ShiftFacts, SignUpFacts, SignUpRow } from './ports.ts'
import { inActorsLanguage, tellCoordinators, tellVolunteer } from './tell.ts'

const MESSAGE_CHARS_MAX = 500

/** What a person is told of their own sign-up. */
export interface MySignUp {
  readonly shiftId: string
  readonly actionId: string
  readonly state: SignUpFacts['state']
  readonly offeredUntil: Date | null
}

const mine = (shift: ShiftFacts, signUp: SignUpRow): MySignUp => ({
  shiftId: shift.shiftId,
  actionId: shift.actionId,
  state: signUp.state,
  offeredUntil: signUp.offeredUntil
})

/** Signs up for a shift: joins at once where the action says so, else applies. */
export const signUp = (ports: Ports) =>
  command({
    name: 'opportunities.sign-up',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({
      shiftId: id,
      /** To the coordinator, with an application. */
      message: optionalText(MESSAGE_CHARS_MAX),
      /** Joins the waiting list when there is no place. */
      wait: z.union([z.boolean(), z.literal('on').transform(() => true)]).default(false)
    }),
    async run(scope, { shiftId, message, wait }) {
      const { store } = ports
      await store.lockPerson(scope.db, scope.personId)
      const [seen] = await store.shiftFacts(scope.db, [shiftId])
      if (!seen || seen.actionState === 'draft') return err(failure.notFound('shift-not-found'))
      const own = () => store.signUp(scope.db, scope.personId, shiftId)
      const before = await own()
      if (isSettled(before, scope.now)) return err(failure.conflict('sign-up-already'))
      const lapsed =
        seen.taken >= seen.capacity && (await store.lapsedOffersOf(scope.db, shiftId, scope.now)).length > 0
      // A crowd at a full shift is answered at once, before anything dearer is asked.
      if (seen.joinMode === 'at-once' && !wait && seen.taken >= seen.capacity && !lapsed)
        return err(failure.conflict('shift-full'))

      // Whoever only takes a free place is let in by the statement that takes it. All others hold the shift first:
      // it may be called off meanwhile, and one who waits or has let an offer lapse may be moved by somebody else.
      const holds = seen.joinMode === 'apply' || wait || lapsed || (before && isLive(before.state))
      const shift = holds ? (await store.lockShift(scope.db, shiftId))! : seen
      if (holds) await lapseOffers(ports, scope, shift)
      const earlier = holds ? await own() : before
      if (isSettled(earlier, scope.now)) return err(failure.conflict('sign-up-already'))
      const refusal = await mayJoin(ports, scope, scope.personId, shift)
      if (refusal) return err(refusal)

      const row: SignUpRow = {
        personId: scope.personId,
        shiftId,
        state: 'applied',
        walkUp: false,
        message: message ?? null,
        queuedAt: earlier?.state === 'waiting' ? earlier.queuedAt : scope.now,
        offeredUntil: null,
        reason: null,
        decidedBy: null,
        createdAt: earlier?.createdAt ?? scope.now
      }
      if (shift.joinMode === 'apply') {
        await moveSignUp(ports, scope, earlier, row)
        const [card] = (await ports.people.cards(scope.db, [scope.personId])).values()
        await tellCoordinators(ports, scope, 'application-came', shift, card ? shortName(card) : '')
        await tellVolunteer(ports, scope, scope.personId, 'sign-up-applied', shift)
        return ok(mine(shift, row))
      }
      if (await store.takePlace(scope.db, shiftId)) {
        const joined: SignUpRow = { ...row, state: 'joined' }
        await moveSignUp(ports, scope, earlier, joined)
        await tellVolunteer(ports, scope, scope.personId, 'sign-up-joined', shift)
        return ok(mine(shift, joined))
      }
      if (!wait) return err(failure.conflict('shift-full'))
      const waiting: SignUpRow = { ...row, state: 'waiting' }
      await moveSignUp(ports, scope, earlier, waiting)
      return ok(mine(shift, waiting))
    }
  })

/** Whether a sign-up asks for nothing more: it applies, has a place or is offered one. */
const isSettled = (signUp: SignUpRow | null, now: Date): boolean => {
  const state = signUp && stateNow(signUp, now)
  return state !== null && isLive(state) && state !== 'waiting'
}

/** Why a person may not have a place in a shift now, or null. */
async function mayJoin(
  { store, people, organisers }: Pick<Ports, 'store' | 'people' | 'organisers'>,
  scope: WriteScope,
  personId: string,
  shift: ShiftFacts,
  onTheSpot = false
): Promise<Failure | null> {
  const closed = closedRefusal(shift, scope.now, onTheSpot)
  if (closed) return closed
  const { organiserId, tags, minAge } = shift
  const inactive = inactiveRefusal((await organisers.briefs(scope.db, [organiserId])).get(organiserId))
  if (inactive) return inactive
  const barred = await people.mayTakePart(scope, {
    personId,
    organiserId,
    on: dayOf(shift.startsAt),
    tags,
    minAge
  })
  if (barred) return barred
  const others = await store.signUpsBetween(scope.db, personId, shift.startsAt, shift.endsAt)
  const other = overlapOf(shift, others)
  return (
    other &&
    failure.conflict('sign-up-overlaps', {
      args: {
        title: inActorsLanguage(scope, other.title),
        startsAt: formatInstant(other.startsAt, scope.actor.locale)
      }
    })
  )
}

/** Takes one's name off a shift, at any time until it is over (article 12 of the law). The next in line is asked. */
export const withdraw = (ports: Ports) =>
  command({
    name: 'opportunities.withdraw',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ shiftId: id }),
    async run(scope, { shiftId }) {
      const shift = await ports.store.lockShift(scope.db, shiftId)
      const signUp = shift && (await ports.store.signUp(scope.db, scope.personId, shiftId))
      if (!shift || !signUp || !isLive(signUp.state)) return err(failure.notFound('sign-up-none'))
      if (shift.endsAt <= scope.now) return err(failure.conflict('shift-over'))
      await endSignUp(ports, scope, signUp, { state: 'withdrawn', reason: null, decidedBy: null })
      if (signUp.state === 'joined') {
        const [card] = (await ports.people.cards(scope.db, [scope.personId])).values()
        const kind = isLate(scope.now, shift.startsAt) ? 'volunteer-withdrew-late' : 'volunteer-withdrew'
        await tellCoordinators(ports, scope, kind, shift, card ? shortName(card) : '')
      }
      if (isPlaced(signUp.state)) await offerFreePlaces(ports, scope, shift)
      return ok(mine(shift, { ...signUp, state: 'withdrawn', offeredUntil: null }))
    }
  })

/** Says yes to a place that came free; no is a withdrawal. */
export const acceptOffer = (ports: Ports) =>
  command({
    name: 'opportunities.accept-offer',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ shiftId: id }),
    async run(scope, { shiftId }) {
      const shift = await ports.store.lockShift(scope.db, shiftId)
      const signUp = shift && (await ports.store.signUp(scope.db, scope.personId, shiftId))
      if (!shift || signUp?.state !== 'offered') return err(failure.notFound('offer-none'))
      if (stateNow(signUp, scope.now) !== 'offered') return err(failure.conflict('offer-over'))
      const refusal = await mayJoin(ports, scope, scope.personId, shift)
      if (refusal) return err(refusal)
      const joined: SignUpRow = { ...signUp, state: 'joined', offeredUntil: null }
      await moveSignUp(ports, scope, signUp, joined)
      return ok(mine(shift, joined))
    }
  })

export interface OnTheSpot {
  readonly personId: string
  readonly shiftId: string
  /** A coordinator takes somebody in beyond the places that were planned: the shift gets one more. */
  readonly extraPlace?: boolean
}

/** Somebody who came without signing up gets a place, if one is free; in the transaction of a check-in. */
export const joinOnTheSpot =
  (ports: Ports) =>
  async (
    scope: WriteScope,
    { personId, shiftId, extraPlace = false }: OnTheSpot
  ): Promise<Result<SignUpFacts>> => {
    const { store } = ports
    await store.lockPerson(scope.db, personId)
    const shift = await store.lockShift(scope.db, shiftId)
    if (!shift || shift.actionState === 'draft') return err(failure.notFound('shift-not-found'))
    await lapseOffers(ports, scope, shift)
    const earlier = await store.signUp(scope.db, personId, shiftId)
    if (earlier?.state === 'joined') return ok(earlier)
    const refusal = await mayJoin(ports, scope, personId, shift, true)
    if (refusal) return err(refusal)
    const kept = earlier?.state === 'offered'
    if (!kept && !(await store.takePlace(scope.db, shiftId))) {
      if (!extraPlace) return err(failure.conflict('shift-full'))
      await store.addPlace(scope.db, shiftId)
      if (!(await store.takePlace(scope.db, shiftId))) return err(failure.conflict('shift-full'))
    }
    const joined: SignUpRow = {
      personId,
      shiftId,
      state: 'joined',
      walkUp: !earlier || !isLive(earlier.state),
      message: earlier?.message ?? null,
      queuedAt: scope.now,
      offeredUntil: null,
      reason: null,
      decidedBy: scope.actor.personId === personId ? null : scope.actor.personId,
      createdAt: earlier?.createdAt ?? scope.now
    }
    await moveSignUp(ports, scope, earlier, joined)
    return ok(joined)
  }
