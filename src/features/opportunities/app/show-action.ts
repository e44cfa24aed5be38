import { z } from 'zod'
import type { OrganiserBrief } from '#features/organisers/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { dayOf, err, failure, ok, type Day, type Failure } from '#platform/prelude/index.ts'
import { query, type Scope } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { stateAt } from '../domain/action.ts'
import { closedRefusal, inactiveRefusal, stateNow, type SignUpState } from '../domain/sign-up.ts'
import type { ActionRow, Ports, ShiftRow } from './ports.ts'

export interface ShownShift extends ShiftRow {
  readonly free: number
  readonly waiting: number
  /** Why nobody can sign up for it any more, or null. */
  readonly closed: Failure | null
  /** Why the signed-in person may not take part; null when they may, or when nobody is signed in. */
  readonly barred: Failure | null
  readonly mine: {
    readonly state: SignUpState
    readonly offeredUntil: Date | null
    readonly reason: string | null
    /** How many wait before the signed-in person; null unless they wait. */
    readonly before: number | null
  } | null
}

export interface ShownAction extends ActionRow {
  readonly organiser: OrganiserBrief | null
  readonly shifts: readonly ShownShift[]
  /** Works for the organiser: is shown the way to the desk, and drafts. */
  readonly staff: boolean
  readonly signedIn: boolean
}

/** Everything a volunteer needs to know of an action, and what stands between them and each shift. */
export const showAction = (ports: Pick<Ports, 'store' | 'people' | 'organisers'>) =>
  query({
    name: 'opportunities.show-action',
    access: 'anyone',
    limit: LIMITS.read,
    input: z.object({ actionId: id }),
    async run(scope, { actionId }) {
      const { store, organisers } = ports
      const { personId } = scope.actor
      const action = await store.action(scope.db, actionId)
      if (!action) return err(failure.notFound('action-not-found'))
      const role = personId && (await organisers.roleOf(scope.db, personId, action.organiserId))
      if (action.state === 'draft' && !role) return err(failure.notFound('action-not-found'))
      const state = stateAt(action.state, action.lastEndsAt, scope.now)
      const shifts = await store.shiftsOf(scope.db, actionId)
      const [briefs, mine, counts] = await Promise.all([
        organisers.briefs(scope.db, [action.organiserId]),
        personId ? mySignUps(ports, scope, shifts) : new Map<string, ShownShift['mine']>(),
        store.countsOf(
          scope.db,
          shifts.map((shift) => shift.shiftId)
        )
      ])
      const organiser = briefs.get(action.organiserId) ?? null
      const inactive = inactiveRefusal(organiser)
      const closed = (shift: ShiftRow) =>
        closedRefusal({ ...shift, shiftState: shift.state, actionState: state }, scope.now) ?? inactive
      const barred = personId
        ? await barredOn(
            ports,
            scope,
            action,
            shifts.filter((shift) => !closed(shift)).map((shift) => dayOf(shift.startsAt))
          )
        : new Map<Day, Failure>()
      return ok<ShownAction>({
        ...action,
        state,
        organiser,
        staff: Boolean(role),
        signedIn: personId !== null,
        shifts: shifts.map((shift) => ({
          ...shift,
          free: shift.capacity - shift.taken,
          waiting: counts.get(shift.shiftId)?.waiting ?? 0,
          closed: closed(shift),
          barred: barred.get(dayOf(shift.startsAt)) ?? null,
          mine: mine.get(shift.shiftId) ?? null
        }))
      })
    }
  })

async function mySignUps(
  { store }: Pick<Ports, 'store'>,
  scope: Scope,
  shifts: readonly ShiftRow[]
): Promise<Map<string, ShownShift['mine']>> {
  const own = await store.signUpsOfPerson(
    scope.db,
    scope.personId,
    shifts.map((shift) => shift.shiftId)
  )
  const found = new Map<string, ShownShift['mine']>()
  for (const signUp of own)
    found.set(signUp.shiftId, {
      state: stateNow(signUp, scope.now),
      offeredUntil: signUp.offeredUntil,
      reason: signUp.reason,
      before: signUp.state === 'waiting' ? await store.waitingBefore(scope.db, signUp) : null
    })
  return found
}

/**
 * Why the person may not take part, by day. Who may on one day may on every later one, since people only grow older:
 * the asking stops there.
 */
async function barredOn(
  { people }: Pick<Ports, 'people'>,
  scope: Scope,
  { organiserId, tags, content: { minAge } }: ActionRow,
  days: readonly Day[]
): Promise<Map<Day, Failure>> {
  const barred = new Map<Day, Failure>()
  for (const on of [...new Set(days)].sort()) {
    const refusal = await people.mayTakePart(scope, {
      personId: scope.personId,
      organiserId,
      on,
      tags,
      minAge
    })
    if (!refusal) break
    barred.set(on, refusal)
  }
  return barred
}
