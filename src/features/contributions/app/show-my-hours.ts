import { z } from 'zod'
import type { Presence } from '#features/attendance/index.ts'
import type { ShiftFacts, SignUpFacts } from '#features/opportunities/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { stageOf, type Stage } from '../domain/stage.ts'
import { MY_SHIFTS_MAX } from './limits.ts'
import type { Contribution, Ports, Volume } from './ports.ts'

/** One shift on the way from signing up to confirmed hours. */
export interface MyShift {
  readonly shift: Pick<
    ShiftFacts,
    'shiftId' | 'actionId' | 'organiserId' | 'title' | 'role' | 'startsAt' | 'endsAt'
  >
  readonly signUp: SignUpFacts | null
  readonly presence: Presence | null
  readonly contribution: Contribution | null
  readonly stage: Stage
}

export interface MyHours {
  readonly volume: Volume
  /** The latest shift first. */
  readonly shifts: readonly MyShift[]
}

/** Where each of the actor's shifts stands: signed up, came, left, waits, was confirmed or rejected, by whom and why. */
export const showMyHours = ({ store, opportunities, attendance }: Ports) =>
  query({
    name: 'contributions.show-my-hours',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run({ db, personId, now }) {
      const [volume, signUps, presences, contributions] = await Promise.all([
        store.volume(db, personId),
        opportunities.signUpsOf(db, personId),
        attendance.presencesOf(db, personId),
        store.ofPerson(db, personId, MY_SHIFTS_MAX)
      ])
      const signUpOf = new Map(
        signUps.filter(({ state }) => state === 'joined').map((signUp) => [signUp.shiftId, signUp])
      )
      const presenceOf = new Map(presences.map((presence) => [presence.shiftId, presence]))
      const contributionOf = new Map(contributions.map((one) => [one.shiftId, one]))
      const shiftIds = [...new Set([...signUpOf.keys(), ...presenceOf.keys(), ...contributionOf.keys()])]
      const facts = shiftIds.length
        ? await opportunities.shiftsFacts(db, shiftIds)
        : new Map<string, ShiftFacts>()
      const shifts = [...facts.values()]
        .filter(({ shiftState, actionState }) => shiftState === 'open' && actionState !== 'cancelled')
        .map((shift): MyShift => {
          const presence = presenceOf.get(shift.shiftId) ?? null
          const contribution = contributionOf.get(shift.shiftId) ?? null
          return {
            shift,
            signUp: signUpOf.get(shift.shiftId) ?? null,
            presence,
            contribution,
            stage: stageOf({ presence, status: contribution?.status ?? null, endsAt: shift.endsAt }, now)
          }
        })
        .sort((a, b) => b.shift.startsAt.getTime() - a.shift.startsAt.getTime())
        .slice(0, MY_SHIFTS_MAX)
      return ok<MyHours>({ volume, shifts })
    }
  })
