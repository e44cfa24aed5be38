import { z } from 'zod'
import type { ShiftFacts } from '#features/opportunities/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Failure } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { attendancePolicyAt } from '../domain/policy.ts'
import { foldPresence, foldPresences, type Presence } from '../domain/presence.ts'
import { timeRefusal } from '../domain/window.ts'
import { myOpenShifts } from './my-open-shifts.ts'
import type { Ports } from './ports.ts'

/** One shift as the page of its code shows it to whoever scanned. */
export interface MyCheckIn {
  readonly shift: Pick<
    ShiftFacts,
    'shiftId' | 'actionId' | 'title' | 'role' | 'startsAt' | 'endsAt' | 'locality'
  >
  /** What the button does: the first time it is coming, then leaving. */
  readonly next: 'in' | 'out'
  /** True when the person has no place yet and would join by coming in. */
  readonly joins: boolean
  /** Why `next` cannot be recorded now, or null. */
  readonly refusal: Failure | null
  readonly presence: Presence | null
}

/** What the actor can do at a shift whose code was scanned. Nothing is recorded by looking. */
export const showMyCheckIn = ({ store, opportunities }: Pick<Ports, 'store' | 'opportunities'>) =>
  query({
    name: 'attendance.show-my-check-in',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({ shiftId: id }),
    async run({ db, personId, now }, { shiftId }) {
      const [shift, signUp, events] = await Promise.all([
        opportunities.shiftFacts(db, shiftId),
        opportunities.signUpOf(db, personId, shiftId),
        store.eventsOf(db, personId, shiftId)
      ])
      if (!shift || shift.actionState === 'draft') return err(failure.notFound('shift-not-found'))
      const presence = foldPresence(events)
      const next = presence ? 'out' : 'in'
      return ok<MyCheckIn>({
        shift,
        next,
        joins: next === 'in' && signUp?.state !== 'joined',
        refusal: timeRefusal(next, shift, now, attendancePolicyAt(now)),
        presence
      })
    }
  })

export interface OpenShift {
  readonly shift: MyCheckIn['shift']
  readonly presence: Presence | null
}

/** The actor's own shifts of the hour, for the page where a code is typed. */
export const listMyOpenShifts = (ports: Pick<Ports, 'store' | 'opportunities'>) =>
  query({
    name: 'attendance.list-my-open-shifts',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run(scope) {
      const shifts = await myOpenShifts(ports, scope)
      const shiftIds = shifts.map(({ shiftId }) => shiftId)
      const events = await ports.store.eventsAt(scope.db, scope.personId, shiftIds)
      const presences = new Map(foldPresences(events).map((presence) => [presence.shiftId, presence]))
      return ok<readonly OpenShift[]>(
        shifts.map((shift) => ({ shift, presence: presences.get(shift.shiftId) ?? null }))
      )
    }
  })
