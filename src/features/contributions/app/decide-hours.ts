import { z } from 'zod'
import type { Presence } from '#features/attendance/index.ts'
import type { OrganiserBrief } from '#features/organisers/index.ts'
import { manages } from '#features/organisers/index.ts'
import type { ShiftFacts } from '#features/opportunities/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { allOf, err, failure, ok, type Failure } from '#platform/prelude/index.ts'
import { command, type WriteScope } from '#platform/use-case.ts'
import { id, optionalText } from '#platform/validation.ts'
import {
  awaitingOf,
  decide,
  lateAfter,
  MINUTES_MAX,
  REASON_CHARS_MAX,
  type Decided
} from '../domain/decision.ts'
import { evidenceOfAll, evidenceRulesAt, gradeOfMinutes } from '../domain/evidence.ts'
import { auditVersion, tellOutcome } from './announce.ts'
import { countedTwice } from './counted-twice.ts'
import { DECISIONS_AT_ONCE_MAX } from './limits.ts'
import { confirmerFor, separationOfDuties, type Confirmer } from './policy.ts'
import type { Contribution, OutboxRow, Ports } from './ports.ts'

export const minutesInput = z.coerce.number().int().min(1).max(MINUTES_MAX)

const choice = z.object({
  decision: z.enum(['confirm', 'reject']),
  /** Left out: the minutes that were proposed. */
  minutes: minutesInput.optional(),
  /** Needed to reject, and for any other number of minutes than proposed. */
  reason: optionalText(REASON_CHARS_MAX),
  /** Takes the end of the shift for a check-out that was forgotten. */
  takeProposedEnd: z.boolean().optional()
})

/**
 * A coordinator confirms or rejects the time of one or many volunteers of a shift. All of them or none: the first
 * mistake and every other one are named at their person, and of two coordinators at once one wins and the other is told who did.
 */
export const decideHours = (ports: Ports) =>
  command({
    name: 'contributions.decide-hours',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({
      shiftId: id,
      /** By person. */
      decisions: z
        .record(id, choice)
        .refine((all) => Object.keys(all).length > 0, 'nobody-chosen')
        .refine((all) => Object.keys(all).length <= DECISIONS_AT_ONCE_MAX, 'too-many-decisions')
    }),
    async run(scope, { shiftId, decisions }) {
      const shift = await ports.opportunities.shiftFacts(scope.db, shiftId)
      if (!shift) return err(failure.notFound('shift-not-found'))
      const confirmer = await confirmerFor(ports, scope, shift.organiserId)
      if (!confirmer.ok) return confirmer

      // In one order, so that two coordinators never wait for each other.
      const personIds = Object.keys(decisions).sort()
      const [organiser, staff, presences, forbidden] = [
        (await ports.organisers.briefs(scope.db, [shift.organiserId])).get(shift.organiserId)!,
        await ports.organisers.staffOf(scope.db, shift.organiserId),
        await ports.attendance.presencesOfShift(scope.db, shiftId),
        await separationOfDuties(ports, scope, personIds)
      ]
      const presenceOf = new Map(presences.map((presence) => [presence.personId, presence]))
      const managers = new Set(staff.filter(({ role }) => manages(role)).map(({ personId }) => personId))

      const late = lateAfter(shift.endsAt, scope.now)
      const entries: (Contribution & OutboxRow)[] = []
      const refusals: Failure[] = []
      for (const personId of personIds) {
        const presence = presenceOf.get(personId)
        const decided = presence ? decide(awaitingOf(presence, shift), decisions[personId]!, late) : null
        const refusal =
          forbidden.get(personId) ??
          (decided ? (decided.ok ? null : decided.error) : failure.conflict('presence-missing'))
        if (refusal || !decided?.ok) refusals.push(atPerson(personId, refusal!))
        else
          entries.push(
            firstVersion(scope, {
              shift,
              organiser,
              presence: presence!,
              decided: decided.value,
              confirmer: confirmer.value,
              volunteerIsStaff: managers.has(personId),
              late: late !== null
            })
          )
      }
      for (const [personId, twice] of await countedTwice(ports, scope, entries))
        refusals.push(atPerson(personId, twice))
      const refused = allOf(refusals)
      if (refused) return err(refused)

      const written = await ports.store.append(scope.db, entries)
      const beaten = entries.filter(({ personId }) => !written.has(personId))
      if (beaten.length) return err(await alreadyDecided(ports, scope, shiftId, beaten))
      for (const entry of entries) {
        auditVersion(scope, null, entry)
        await tellOutcome(ports, scope, entry)
      }
      return ok(
        entries.map(({ personId, contributionId, version, status, minutes, grade }) => ({
          personId,
          contributionId,
          version,
          status,
          minutes,
          grade
        }))
      )
    }
  })

/** The failure at the person's row of the form and of the request. */
const atPerson = (personId: string, refusal: Failure): Failure => ({
  ...refusal,
  field: ['decisions', personId, refusal.field].filter(Boolean).join('.')
})

interface FirstVersion {
  shift: ShiftFacts
  organiser: OrganiserBrief
  presence: Presence
  decided: Decided
  confirmer: Confirmer
  volunteerIsStaff: boolean
  late: boolean
}

function firstVersion(scope: WriteScope, from: FirstVersion): Contribution & OutboxRow {
  const { shift, organiser, presence, decided, confirmer, volunteerIsStaff, late } = from
  const { confirmerId } = confirmer
  const signals = evidenceOfAll(presence.signals, { confirmerId, volunteerIsStaff })
  const rules = evidenceRulesAt(scope.now)
  const { presenceMinutes } = awaitingOf(presence, shift)
  return {
    personId: presence.personId,
    contributionId: scope.newId(),
    version: 1,
    status: decided.status,
    shiftId: shift.shiftId,
    actionId: shift.actionId,
    organiserId: shift.organiserId,
    organiserName: organiser.name,
    title: shift.title,
    role: shift.role,
    regionCode: shift.regionCode,
    locality: shift.locality,
    directions: shift.directions,
    programme: shift.programme,
    startedAt: presence.checkedInAt,
    endedAt: decided.endedAt,
    minutes: decided.minutes,
    grade: gradeOfMinutes(signals, { minutes: decided.minutes, presenceMinutes, late }, rules.value),
    rulesFrom: rules.from,
    signals,
    ...confirmer,
    decision: decided.status === 'confirmed' ? 'confirm' : 'reject',
    reason: decided.reason,
    decidedAt: scope.now,
    outboxId: scope.newId(),
    kind: 'record'
  }
}

/** Names, at each person, who was first. */
async function alreadyDecided(
  ports: Ports,
  scope: WriteScope,
  shiftId: string,
  beaten: readonly Contribution[]
): Promise<Failure> {
  const standing = new Map((await ports.store.ofShift(scope.db, shiftId)).map((one) => [one.personId, one]))
  return allOf(
    beaten.map(({ personId }) =>
      atPerson(
        personId,
        failure.conflict('hours-already-decided', {
          args: { name: standing.get(personId)?.confirmerName ?? '' }
        })
      )
    )
  )!
}
