import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, minutesBetween, ok } from '#platform/prelude/index.ts'
import { command, type WriteScope } from '#platform/use-case.ts'
import { id, text } from '#platform/validation.ts'
import { correct, lateAfter, REASON_CHARS_MAX } from '../domain/decision.ts'
import { evidenceOfAll, evidenceRulesAt, gradeOfMinutes } from '../domain/evidence.ts'
import { auditVersion, tellOutcome } from './announce.ts'
import { countedTwice } from './counted-twice.ts'
import { minutesInput } from './decide-hours.ts'
import { confirmerFor, separationOfDuties } from './policy.ts'
import type { Contribution, OutboxRow, Ports } from './ports.ts'

/**
 * A coordinator corrects what was decided: other minutes, a confirmation after a rejection, or taking it back. The
 * new version carries a reason and a name; the old one stays.
 */
export const correctHours = (ports: Ports) =>
  command({
    name: 'contributions.correct-hours',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.discriminatedUnion('decision', [
      z.object({ decision: z.literal('amend'), minutes: minutesInput, ...target() }),
      z.object({ decision: z.literal('revoke'), ...target() })
    ]),
    async run(scope, input) {
      const current = await ports.store.one(scope.db, input.personId, input.contributionId)
      if (!current) return err(failure.notFound('contribution-not-found'))
      const confirmer = await confirmerFor(ports, scope, current.organiserId)
      if (!confirmer.ok) return confirmer
      const forbidden = (await separationOfDuties(ports, scope, [current.personId])).get(current.personId)
      if (forbidden) return err(forbidden)
      const changedBy = (one: Contribution) =>
        failure.conflict('contribution-changed', { args: { name: one.confirmerName } })
      if (current.version !== input.version) return err(changedBy(current))

      const corrected = correct(current, input)
      if (!corrected.ok) return corrected
      const { status, minutes } = corrected.value
      const { endedAt, signals } = await seenBy(ports, scope, current)
      const presenceMinutes = minutesBetween(current.startedAt, endedAt)
      const shift = await ports.opportunities.shiftFacts(scope.db, current.shiftId)
      const late = lateAfter(shift?.endsAt ?? endedAt, scope.now) !== null
      const rules = evidenceRulesAt(scope.now)
      const entry: Contribution & OutboxRow = {
        ...current,
        ...confirmer.value,
        version: current.version + 1,
        status,
        endedAt,
        minutes,
        signals,
        grade: gradeOfMinutes(signals, { minutes, presenceMinutes, late }, rules.value),
        rulesFrom: rules.from,
        decision: input.decision,
        reason: input.reason,
        decidedAt: scope.now,
        outboxId: scope.newId(),
        kind: input.decision
      }
      const twice = (await countedTwice(ports, scope, [entry])).get(current.personId)
      if (twice) return err(twice)
      const written = await ports.store.append(scope.db, [entry])
      if (!written.size)
        return err(changedBy((await ports.store.one(scope.db, current.personId, current.contributionId))!))
      auditVersion(scope, current, entry)
      await tellOutcome(ports, scope, entry)
      return ok({
        contributionId: entry.contributionId,
        version: entry.version,
        status,
        minutes,
        grade: entry.grade
      })
    }
  })

/**
 * What was recorded, seen from whoever corrects: what they recorded themselves is their own word, whosever it was to
 * the one before. Where the volunteer read a code of their own desk, it stays that.
 */
async function seenBy(
  { attendance }: Pick<Ports, 'attendance'>,
  { db, personId: confirmerId }: WriteScope,
  current: Contribution
): Promise<Pick<Contribution, 'endedAt' | 'signals'>> {
  const [presence] = await attendance.presencesAt(db, current.personId, [current.shiftId])
  if (!presence) return current
  const volunteerIsStaff = current.signals.some(({ proof }) => proof === 'own-screen')
  return {
    endedAt: presence.checkedOutAt ?? presence.proposedOutAt ?? current.endedAt,
    signals: evidenceOfAll(presence.signals, { confirmerId, volunteerIsStaff })
  }
}

/** Which record, as the corrector saw it, and why. A function: each member of the union has its own. */
function target() {
  return {
    personId: id,
    contributionId: id,
    /** The version that was seen. If another has come since, nothing is changed. */
    version: z.coerce.number().int().min(1),
    reason: text(REASON_CHARS_MAX)
  }
}
