import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { allOf, err, failure, ok, type Failure } from '#platform/prelude/index.ts'
import { command, type WriteScope } from '#platform/use-case.ts'
import { id, text } from '#platform/validation.ts'
import { moveRefusal, REASON_CHARS_MAX } from '../domain/action.ts'
import {
  isWhole,
  REPEAT_WEEKS_MAX,
  repeatWeekly,
  shiftFailures,
  SHIFTS_MAX,
  type ShiftPlan
} from '../domain/shift.ts'
import { isPlaced } from '../domain/sign-up.ts'
import { shiftFields, shiftList } from './action-input.ts'
import { offerFreePlaces } from './places.ts'
import { managesAction, managesShift } from './policy.ts'
import type { ActionRow, Ports, ShiftFacts, ShiftRow } from './ports.ts'
import { newShift, rowFailures, wordsOf } from './save-action.ts'
import { tellVolunteer } from './tell.ts'

/** Where the desk goes on: to the action, with this shift open. */
export interface ShiftSaved {
  readonly actionId: string
  readonly shiftId: string
}

const plan = ({ role, startsAt, endsAt, capacity }: ShiftPlan) => ({ role, startsAt, endsAt, capacity })

/**
 * The action of a shift, locked before the shift itself is: when the action ends is counted over all of its shifts, so
 * that whoever changes two of them at once must wait for each other.
 */
async function lockActionOf(
  { store }: Pick<Ports, 'store'>,
  { db }: WriteScope,
  shiftId: string
): Promise<ActionRow> {
  const [shift] = await store.shiftFacts(db, [shiftId])
  return (await store.lockAction(db, shift!.actionId))!
}

/** Adds shifts to an action, as long as there is room for them. The action is locked. */
async function addTo(
  ports: Pick<Ports, 'store' | 'organisers'>,
  scope: WriteScope,
  action: ActionRow,
  plans: readonly ShiftPlan[]
): Promise<Failure | ShiftRow[]> {
  const { store } = ports
  const existing = await store.shiftsOf(scope.db, action.actionId)
  if (existing.length + plans.length > SHIFTS_MAX)
    return failure.conflict('shifts-too-many', { args: { max: SHIFTS_MAX } })
  const added = plans.map((one) => newShift(scope, action.actionId, one))
  await store.addShifts(scope.db, added)
  await store.noteEnd(scope.db, action.actionId)
  const words = await wordsOf(ports, scope, action, [...existing, ...added])
  await store.setSearchWords(scope.db, action.actionId, words)
  for (const shift of added)
    scope.audit({
      action: 'opportunities.shift-added',
      subject: { kind: 'shift', id: shift.shiftId },
      before: null,
      after: plan(shift)
    })
  return added
}

export const addShifts = (ports: Pick<Ports, 'store' | 'organisers'>) =>
  command({
    name: 'opportunities.add-shifts',
    access: 'signed-in',
    limit: LIMITS.write,
    policy: managesAction(ports),
    input: z.object({ actionId: id, shifts: shiftList }),
    async run(scope, { actionId, shifts }) {
      const action = (await ports.store.lockAction(scope.db, actionId))!
      const refusal = moveRefusal(action.state, 'edited')
      if (refusal) return err(refusal)
      if (!shifts.length) return err(failure.invalid('shift-needed', { field: 'shifts' }))
      const wrong = allOf(rowFailures(shifts, scope.now))
      if (wrong) return err(wrong)
      const added = await addTo(ports, scope, action, shifts.filter(isWhole))
      if ('code' in added) return err(added)
      return ok<ShiftSaved>({ actionId, shiftId: added[0]!.shiftId })
    }
  })

/** Repeats a shift in each of the coming weeks, at the same time on the wall clock. */
export const repeatShift = (ports: Pick<Ports, 'store' | 'organisers'>) =>
  command({
    name: 'opportunities.repeat-shift',
    access: 'signed-in',
    limit: LIMITS.write,
    policy: managesShift(ports),
    input: z.object({ shiftId: id, weeks: z.coerce.number().int().min(1).max(REPEAT_WEEKS_MAX) }),
    async run(scope, { shiftId, weeks }) {
      const action = await lockActionOf(ports, scope, shiftId)
      const refusal = moveRefusal(action.state, 'edited')
      if (refusal) return err(refusal)
      const [shift] = await ports.store.shiftFacts(scope.db, [shiftId])
      const plans = repeatWeekly(plan(shift!), weeks)
      const wrong = allOf(plans.flatMap((one) => shiftFailures(one, scope.now)))
      if (wrong) return err({ ...wrong, field: 'weeks' })
      const added = await addTo(ports, scope, action, plans)
      if ('code' in added) return err(added)
      return ok<ShiftSaved>({ actionId: action.actionId, shiftId })
    }
  })

/** Changes a shift that has not begun. Those with a place are told of another time; new places go to the waiting. */
export const changeShift = (ports: Pick<Ports, 'store' | 'organisers' | 'notices'>) =>
  command({
    name: 'opportunities.change-shift',
    access: 'signed-in',
    limit: LIMITS.write,
    policy: managesShift(ports),
    input: z.object({ shiftId: id, ...shiftFields }),
    async run(scope, { shiftId, ...wanted }) {
      const { store } = ports
      await lockActionOf(ports, scope, shiftId)
      const before = (await store.lockShift(scope.db, shiftId))!
      const refusal = notBegun(before, scope.now)
      if (refusal) return err(refusal)
      const wrong = allOf(shiftFailures(wanted, scope.now))
      if (wrong) return err(wrong)
      if (wanted.capacity < before.taken)
        return err(
          failure.conflict('capacity-below-taken', { field: 'capacity', args: { taken: before.taken } })
        )
      const { actionId } = before
      await store.setShift(scope.db, { shiftId, actionId, state: 'open', taken: before.taken, ...wanted })
      await store.noteEnd(scope.db, actionId)
      scope.audit({
        action: 'opportunities.shift-changed',
        subject: { kind: 'shift', id: shiftId },
        before: plan(before),
        after: plan(wanted)
      })
      const after: ShiftFacts = { ...before, ...wanted }
      if (+before.startsAt !== +wanted.startsAt || +before.endsAt !== +wanted.endsAt) {
        const placed = (await store.signUpsOfShift(scope.db, shiftId)).filter(({ state }) => isPlaced(state))
        await tellVolunteer(
          ports,
          scope,
          placed.map(({ personId }) => personId),
          'shift-changed',
          after
        )
      }
      if (wanted.capacity > before.capacity) await offerFreePlaces(ports, scope, after)
      return ok<ShiftSaved>({ actionId, shiftId })
    }
  })

function notBegun(shift: ShiftFacts, now: Date): Failure | null {
  if (shift.shiftState === 'cancelled') return failure.conflict('shift-cancelled')
  return (
    moveRefusal(shift.actionState, 'edited') ??
    (shift.startsAt <= now ? failure.conflict('shift-started') : null)
  )
}

/** Ends everybody's sign-up for shifts that will not be, and tells them why. The shifts are locked. */
async function callOff(
  ports: Pick<Ports, 'store' | 'notices'>,
  scope: WriteScope,
  shifts: readonly (ShiftRow & Pick<ShiftFacts, 'title'>)[],
  reason: string
): Promise<number> {
  const shiftIds = shifts.map(({ shiftId }) => shiftId)
  const how = { reason, by: scope.personId, now: scope.now }
  const ended = Map.groupBy(await ports.store.cancelShifts(scope.db, shiftIds, how), ({ shiftId }) => shiftId)
  let told = 0
  for (const shift of shifts) {
    const people = (ended.get(shift.shiftId) ?? []).map(({ personId }) => personId)
    await tellVolunteer(ports, scope, people, 'shift-called-off', shift, { reason })
    told += people.length
  }
  return told
}

/** Calls off one shift of an action. */
export const cancelShift = (ports: Pick<Ports, 'store' | 'organisers' | 'notices'>) =>
  command({
    name: 'opportunities.cancel-shift',
    access: 'signed-in',
    limit: LIMITS.write,
    policy: managesShift(ports),
    input: z.object({ shiftId: id, reason: text(REASON_CHARS_MAX) }),
    async run(scope, { shiftId, reason }) {
      await lockActionOf(ports, scope, shiftId)
      const shift = (await ports.store.lockShift(scope.db, shiftId))!
      const refusal = notBegun(shift, scope.now)
      if (refusal) return err(refusal)
      const told = await callOff(ports, scope, [{ ...shift, state: 'open' }], reason)
      await ports.store.noteEnd(scope.db, shift.actionId)
      scope.audit({
        action: 'opportunities.shift-cancelled',
        subject: { kind: 'shift', id: shiftId },
        before: { state: 'open' },
        after: { state: 'cancelled', reason, told }
      })
      return ok<ShiftSaved>({ actionId: shift.actionId, shiftId })
    }
  })

/** Calls off an action with all its shifts that are not over; what has been done stays. */
export const cancelAction = (ports: Pick<Ports, 'store' | 'organisers' | 'notices'>) =>
  command({
    name: 'opportunities.cancel-action',
    access: 'signed-in',
    limit: LIMITS.write,
    policy: managesAction(ports),
    input: z.object({ actionId: id, reason: text(REASON_CHARS_MAX) }),
    async run(scope, { actionId, reason }) {
      const { store } = ports
      const action = (await store.lockAction(scope.db, actionId))!
      const refusal = moveRefusal(action.state, 'cancelled')
      if (refusal) return err(refusal)
      await store.lockShifts(scope.db, actionId)
      const coming = (await store.shiftsOf(scope.db, actionId)).filter(
        (shift) => shift.state === 'open' && shift.endsAt > scope.now
      )
      const { title } = action.content
      const told = await callOff(
        ports,
        scope,
        coming.map((shift) => ({ ...shift, title })),
        reason
      )
      await store.setState(scope.db, actionId, 'cancelled', { now: scope.now, reason })
      scope.audit({
        action: 'opportunities.action-cancelled',
        subject: { kind: 'action', id: actionId },
        before: { state: action.state },
        after: { state: 'cancelled', reason, told }
      })
      return ok({ actionId, told })
    }
  })
