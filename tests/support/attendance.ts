import assert from 'node:assert/strict'
import type { Presence } from '#features/attendance/index.ts'
import { perform } from '#platform/use-case.ts'
import type { TestWorld } from './world.ts'

export interface ShiftOfCoordinator {
  shiftId: string
  coordinatorId: string
}

/** The code on the coordinator's screen at this moment. */
export async function codeOnScreen(
  world: TestWorld,
  { shiftId, coordinatorId }: ShiftOfCoordinator
): Promise<string> {
  const { runtime, attendance } = world.app
  const shown = await perform(runtime, world.actor(coordinatorId), attendance.queries.shiftCode, { shiftId })
  assert.ok(shown.ok, JSON.stringify(shown))
  return shown.value.code
}

/** Comes or leaves by the code on the screen, at the world's time. */
export async function scanned(
  world: TestWorld,
  personId: string,
  shift: ShiftOfCoordinator,
  kind: 'in' | 'out'
): Promise<void> {
  const { runtime, attendance } = world.app
  const code = await codeOnScreen(world, shift)
  const input = { shiftId: shift.shiftId, code, kind }
  const done = await perform(runtime, world.actor(personId), attendance.commands.checkInByCode, input)
  assert.ok(done.ok, JSON.stringify(done))
}

export interface PresenceWishes extends ShiftOfCoordinator {
  personId: string
  from: Date
  /** Left out: forgets to check out. */
  to?: Date
}

/** Somebody who came by the code and left by it; joins on the spot when not signed up. Moves the clock. */
export async function aPresence(world: TestWorld, wishes: PresenceWishes): Promise<Presence> {
  world.at(wishes.from)
  await scanned(world, wishes.personId, wishes, 'in')
  if (wishes.to) {
    world.at(wishes.to)
    await scanned(world, wishes.personId, wishes, 'out')
  }
  const { db } = world.app.runtime
  const presence = await world.app.attendance.presenceOf(db, wishes.personId, wishes.shiftId)
  assert.ok(presence)
  return presence
}
