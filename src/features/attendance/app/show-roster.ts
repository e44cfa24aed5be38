import { z } from 'zod'
import type { ShiftFacts } from '#features/opportunities/index.ts'
import { fullName } from '#features/people/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { clockIsOff } from '../domain/clock.ts'
import { attendancePolicyAt } from '../domain/policy.ts'
import { foldPresences, type Presence } from '../domain/presence.ts'
import { rosterState, type RosterState } from '../domain/roster.ts'
import { isOpen } from '../domain/window.ts'
import type { Ports } from './ports.ts'

export interface RosterEntry {
  readonly personId: string
  readonly name: string
  readonly state: RosterState
  readonly walkUp: boolean
  readonly presence: Presence | null
  /** A device whose clock did not agree with ours: to be looked at, not counted. */
  readonly clockOff: boolean
  /** The coordinator cannot record their own presence. */
  readonly isActor: boolean
}

export interface Roster {
  readonly shift: ShiftFacts
  /** By name, as the Kazakh alphabet sorts. */
  readonly entries: readonly RosterEntry[]
  /** True while somebody can be checked in or out. */
  readonly open: boolean
}

/** Who is coming, here, gone, and who left without a check-out; for the coordinator's desk. */
export const showRoster = (ports: Pick<Ports, 'store' | 'people' | 'opportunities'>) =>
  query({
    name: 'attendance.show-roster',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({ shiftId: id }),
    async run(scope, { shiftId }) {
      const found = await ports.opportunities.managedShift(scope, shiftId)
      if (!found.ok) return found
      const shift = found.value
      const [signUps, events] = await Promise.all([
        ports.opportunities.signUpsOfShift(scope.db, shiftId),
        ports.store.eventsOfShift(scope.db, shiftId)
      ])
      const presences = new Map(foldPresences(events).map((presence) => [presence.personId, presence]))
      const placed = signUps.filter(({ personId, state }) => state === 'joined' || presences.has(personId))
      const cards = await ports.people.cards(
        scope.db,
        placed.map(({ personId }) => personId)
      )
      const { deviceToleranceSeconds } = attendancePolicyAt(scope.now)
      const entries = placed.map(({ personId, walkUp }): RosterEntry => {
        const presence = presences.get(personId) ?? null
        const card = cards.get(personId)
        scope.look({ personId, what: 'roster', onBehalfOf: shift.organiserId })
        return {
          personId,
          name: card ? fullName(card) : '',
          walkUp,
          presence,
          state: rosterState(presence, shift, scope.now),
          clockOff: events.some(
            (event) =>
              event.personId === personId &&
              clockIsOff(event.deviceAt, event.serverAt, deviceToleranceSeconds)
          ),
          isActor: personId === scope.personId
        }
      })
      return ok<Roster>({
        shift,
        entries: entries.sort((a, b) => a.name.localeCompare(b.name, 'kk')),
        open: isOpen(shift, scope.now, attendancePolicyAt(scope.now))
      })
    }
  })
