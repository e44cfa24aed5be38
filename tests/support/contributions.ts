import assert from 'node:assert/strict'
import type { Contribution } from '#features/contributions/index.ts'
import { addMinutes } from '#platform/prelude/index.ts'
import { perform } from '#platform/use-case.ts'
import { aPresence } from './attendance.ts'
import { aShift } from './opportunities.ts'
import { anOrganiser } from './organisers.ts'
import type { TestWorld } from './world.ts'

export interface ContributionWishes {
  personId: string
  /** A new organiser unless said otherwise; then its owner has to be said too. */
  organiserId?: string
  /** Who runs the shift and confirms; the organiser's owner unless said otherwise. */
  coordinatorId?: string
  /** A day ahead of the world's clock unless said otherwise. */
  startsAt?: Date
  minutes?: number
  title?: string
  region?: string
  directions?: string[]
  programme?: string
}

/** Somebody's confirmed contribution, lived through: a shift, the code at both ends, a coordinator. Moves the clock. */
export async function aConfirmedContribution(
  world: TestWorld,
  wishes: ContributionWishes
): Promise<Contribution> {
  const { personId, minutes = 180, title, region, directions, programme } = wishes
  const made = wishes.organiserId ? null : await anOrganiser(world)
  const organiserId = wishes.organiserId ?? made!.organiserId
  const coordinatorId = wishes.coordinatorId ?? made!.ownerId
  const startsAt = wishes.startsAt ?? addMinutes(world.now(), 24 * 60)
  const endsAt = addMinutes(startsAt, minutes)
  const { shiftId } = await aShift(world, {
    organiserId,
    coordinatorId,
    startsAt,
    endsAt,
    ...(title ? { title } : {}),
    ...(region ? { region } : {}),
    ...(directions ? { directions } : {}),
    ...(programme ? { programme } : {})
  })
  await aPresence(world, { personId, shiftId, coordinatorId, from: startsAt, to: endsAt })
  const { runtime, contributions } = world.app
  const decided = await perform(runtime, world.actor(coordinatorId), contributions.commands.decideHours, {
    shiftId,
    decisions: { [personId]: { decision: 'confirm' } }
  })
  assert.ok(decided.ok, JSON.stringify(decided))
  const records = await contributions.confirmedOf(runtime.db, personId)
  const record = records.find((one) => one.shiftId === shiftId)
  assert.ok(record)
  return record
}
