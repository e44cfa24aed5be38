import { z } from 'zod'
import type { Presence } from '#features/attendance/index.ts'
import type { ShiftFacts } from '#features/opportunities/index.ts'
import { fullName } from '#features/people/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { ok, type Failure } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { awaitingOf, lateAfter, type Awaiting } from '../domain/decision.ts'
import { separationOfDuties } from './policy.ts'
import type { Contribution, Ports } from './ports.ts'

export interface AwaitingPerson extends Awaiting {
  readonly personId: string
  readonly name: string
  readonly signals: Presence['signals']
  /** Why the actor may not decide about this person, or null. */
  readonly refusal: Failure | null
}

export interface DecidedPerson {
  readonly personId: string
  readonly name: string
  readonly contribution: Contribution
  /** Why the actor may not correct it, or null. */
  readonly refusal: Failure | null
}

/** What a coordinator confirms, and what was decided of the shift. */
export interface ShiftHours {
  readonly shift: ShiftFacts
  /** The days that were allowed, when a decision now is late. */
  readonly late: number | null
  readonly awaiting: readonly AwaitingPerson[]
  readonly decided: readonly DecidedPerson[]
}

/** The recorded time of everybody who came to a shift, with the decisions on it. */
export const showShiftHours = (ports: Ports) =>
  query({
    name: 'contributions.show-shift-hours',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({ shiftId: id }),
    async run(scope, { shiftId }) {
      const found = await ports.opportunities.managedShift(scope, shiftId)
      if (!found.ok) return found
      const shift = found.value
      const [presences, contributions] = await Promise.all([
        ports.attendance.presencesOfShift(scope.db, shiftId),
        ports.store.ofShift(scope.db, shiftId)
      ])
      const personIds = [...new Set([...presences, ...contributions].map(({ personId }) => personId))]
      const [cards, refusals] = await Promise.all([
        ports.people.cards(scope.db, personIds),
        separationOfDuties(ports, scope, personIds)
      ])
      for (const personId of personIds)
        scope.look({ personId, what: 'confirmation', onBehalfOf: shift.organiserId })
      const named = (personId: string) => {
        const card = cards.get(personId)
        return { personId, name: card ? fullName(card) : '', refusal: refusals.get(personId) ?? null }
      }
      const decided = contributions.map((contribution) => ({
        ...named(contribution.personId),
        contribution
      }))
      const settled = new Set(contributions.map(({ personId }) => personId))
      const awaiting = presences
        .filter(({ personId }) => !settled.has(personId))
        .map((presence) => ({
          ...named(presence.personId),
          ...awaitingOf(presence, shift),
          signals: presence.signals
        }))
      return ok<ShiftHours>({
        shift,
        late: lateAfter(shift.endsAt, scope.now),
        awaiting: awaiting.sort(byName),
        decided: decided.sort(byName)
      })
    }
  })

const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name, 'kk')
