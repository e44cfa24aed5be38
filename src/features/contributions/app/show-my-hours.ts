import { z } from 'zod'
import type { Presence } from '#features/attendance/index.ts'
import { cursorAfter, placeAt, type ShiftFacts, type SignUpFacts } from '#features/opportunities/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { page, pageOf, type Page } from '#platform/validation.ts'
import { awaitingOf } from '../domain/decision.ts'
import { stageOf, type Stage } from '../domain/stage.ts'
import type { Contribution, Ports, Volume } from './ports.ts'

/** One shift on the way from signing up to confirmed hours. */
export interface MyShift {
  readonly shift: Pick<
    ShiftFacts,
    'shiftId' | 'actionId' | 'organiserId' | 'title' | 'role' | 'startsAt' | 'endsAt'
  >
  readonly signUp: SignUpFacts
  readonly presence: Presence | null
  readonly contribution: Contribution | null
  readonly stage: Stage
}

/** The latest shift first. */
export interface MyHours extends Page<MyShift> {
  readonly volume: Volume
}

/**
 * Where each of the actor's shifts stands: has a place, came, left, waits, was confirmed or rejected, by whom and why.
 * Whoever came keeps the shift here even when the sign-up was withdrawn or the action was called off afterwards.
 */
export const showMyHours = ({ store, opportunities, attendance }: Ports) =>
  query({
    name: 'contributions.show-my-hours',
    access: 'signed-in',
    limit: LIMITS.read,
    input: page,
    async run({ db, personId, now }, { cursor, size }) {
      const after = placeAt(cursor)
      const also = await attendance.shiftsOf(db, personId)
      const [volume, rows] = await Promise.all([
        store.volume(db, personId),
        opportunities.placesOf(db, personId, { also, after, count: size + 1 })
      ])
      const cut = pageOf(rows, size, cursorAfter)
      const shiftIds = cut.items.map(({ shiftId }) => shiftId)
      const [presences, contributions] = await Promise.all([
        attendance.presencesAt(db, personId, shiftIds),
        store.ofShifts(db, personId, shiftIds)
      ])
      const presenceOf = new Map(presences.map((presence) => [presence.shiftId, presence]))
      const contributionOf = new Map(contributions.map((one) => [one.shiftId, one]))
      const items = cut.items.map(({ shift, ...signUp }): MyShift => {
        const presence = presenceOf.get(shift.shiftId) ?? null
        const contribution = contributionOf.get(shift.shiftId) ?? null
        const stage = stageOf({ presence, status: contribution?.status ?? null, endsAt: shift.endsAt }, now)
        return { shift, signUp, presence, contribution, stage }
      })
      return ok<MyHours>({ volume, items, next: cut.next })
    }
  })

/** The minutes of the actor that were recorded to their end and that nobody has decided about. */
export const showMyAwaiting = ({
  store,
  opportunities,
  attendance
}: Pick<Ports, 'store' | 'opportunities' | 'attendance'>) =>
  query({
    name: 'contributions.show-my-awaiting',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run({ db, personId }) {
      const left = (await attendance.latestPresences(db, personId)).filter(({ checkedOutAt }) => checkedOutAt)
      const shiftIds = left.map(({ shiftId }) => shiftId)
      const decided = new Set((await store.ofShifts(db, personId, shiftIds)).map(({ shiftId }) => shiftId))
      const awaiting = left.filter(({ shiftId }) => !decided.has(shiftId))
      const shifts = await opportunities.shiftsFacts(
        db,
        awaiting.map(({ shiftId }) => shiftId)
      )
      const minutes = awaiting.reduce(
        (sum, presence) => sum + awaitingOf(presence, shifts.get(presence.shiftId)!).proposedMinutes,
        0
      )
      return ok({ minutes })
    }
  })
