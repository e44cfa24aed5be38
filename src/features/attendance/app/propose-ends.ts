import { z } from 'zod'
import { addMinutes, err, failure, ok } from '#platform/prelude/index.ts'
import { command, query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { attendancePolicyAt } from '../domain/policy.ts'
import { foldPresences } from '../domain/presence.ts'
import { checkOutClosesAt } from '../domain/window.ts'
import { FORGOTTEN_DAYS_BACK, FORGOTTEN_SHIFTS_MAX } from './limits.ts'
import type { NewEvent, Ports } from './ports.ts'

const DAY_MINUTES = 24 * 60

/** Shifts over long enough whose people did not all check out. For the job: it stands at no address. */
export const findForgottenEnds = ({ store, opportunities }: Pick<Ports, 'store' | 'opportunities'>) =>
  query({
    name: 'attendance.find-forgotten-ends',
    access: 'anyone',
    input: z.object({}),
    async run({ db, now }) {
      const since = addMinutes(now, -FORGOTTEN_DAYS_BACK * DAY_MINUTES)
      const until = addMinutes(now, -attendancePolicyAt(now).checkOutMinutesAfter)
      const shiftIds = await store.shiftsWithoutEnds(db, { since, until }, FORGOTTEN_SHIFTS_MAX)
      if (!shiftIds.length) return ok<string[]>([])
      const shifts = await opportunities.shiftsFacts(db, shiftIds)
      return ok(
        [...shifts.values()]
          .filter((shift) => now > checkOutClosesAt(shift, attendancePolicyAt(shift.endsAt)))
          .map(({ shiftId }) => shiftId)
      )
    }
  })

/**
 * Where a check-out was forgotten, proposes the end of the shift once the time to check out has passed. It is nobody's
 * word: it is marked as such everywhere, the volunteer is told, and a coordinator has to take it on purpose. Done by
 * the job, so nobody is asked for; it stands at no address, and doing it twice changes nothing.
 */
export const proposeEnds = ({
  store,
  opportunities,
  notices
}: Pick<Ports, 'store' | 'opportunities' | 'notices'>) =>
  command({
    name: 'attendance.propose-ends',
    access: 'anyone',
    input: z.object({ shiftId: id }),
    async run(scope, { shiftId }) {
      const shift = await opportunities.shiftFacts(scope.db, shiftId)
      if (!shift) return err(failure.notFound('shift-not-found'))
      if (scope.now <= checkOutClosesAt(shift, attendancePolicyAt(shift.endsAt)))
        return err(failure.conflict('nobody-to-check-out'))
      const presences = foldPresences(await store.eventsOfShift(scope.db, shiftId))
      const events = presences
        .filter((presence) => !presence.checkedOutAt && !presence.proposedOutAt)
        .map(({ personId }): NewEvent => ({
          personId,
          shiftId,
          eventId: scope.newId(),
          kind: 'proposed-out',
          method: 'shift-end',
          at: shift.endsAt,
          deviceAt: null,
          serverAt: scope.now,
          recordedBy: null,
          codeWindow: null
        }))
      const written = events.length ? await store.append(scope.db, events) : new Set<string>()
      if (!written.size) return err(failure.conflict('nobody-to-check-out'))
      for (const { personId, eventId } of events) {
        if (!written.has(eventId)) continue
        scope.audit({
          action: 'attendance.end-proposed',
          subject: { kind: 'attendance', id: eventId },
          before: null,
          after: { personId, shiftId, at: shift.endsAt }
        })
      }
      await notices.tell(scope, {
        to: events.filter(({ eventId }) => written.has(eventId)).map(({ personId }) => personId),
        group: 'hours',
        kind: 'end-proposed',
        values: { title: shift.title, endsAt: shift.endsAt },
        path: '/me/hours'
      })
      return ok({ shiftId, proposed: written.size })
    }
  })
