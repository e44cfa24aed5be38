import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { blocked } from '#tests/support/locks.ts'
import { anAction } from '#tests/support/opportunities.ts'
import { anOrganiser } from '#tests/support/organisers.ts'
import { testWorld } from '#tests/support/world.ts'
import { perform } from '#platform/use-case.ts'

const DAY_MS = 86_400_000
const world = await testWorld()
after(() => world[Symbol.asyncDispose]())
const { runtime, opportunities } = world.app
const { commands, queries } = opportunities
const { organiserId, ownerId } = await anOrganiser(world)
const owner = world.actor(ownerId)
const at = (days: number) => new Date(world.now().getTime() + days * DAY_MS)
const span = (days: number) => ({
  startsAt: at(days).toISOString(),
  endsAt: at(days + 0.1).toISOString(),
  capacity: 5
})

/** A published action with shifts on these days from now. */
async function anActionOn(...days: number[]) {
  const input = { ...anAction({ organiserId }, world.now()), shifts: days.map(span) }
  const created = await perform(runtime, owner, commands.createAction, input)
  assert.ok(created.ok, JSON.stringify(created))
  const { actionId } = created.value
  const shown = await perform(runtime, owner, queries.deskAction, { actionId })
  assert.ok(shown.ok)
  return { actionId, shiftIds: shown.value.shifts.map(({ shiftId }) => shiftId) }
}
const change = (shiftId: string | undefined, days: number) =>
  perform(runtime, owner, commands.changeShift, { shiftId, ...span(days) })
const endOf = async (actionId: string) => {
  const shown = await perform(runtime, owner, queries.deskAction, { actionId })
  assert.ok(shown.ok)
  return shown.value.lastEndsAt
}

test('two shifts changed at once: the action ends with the later of them', async () => {
  const {
    actionId,
    shiftIds: [first, second]
  } = await anActionOn(1, 2)
  let changed: ReturnType<typeof change>
  await runtime.db.transaction().execute(async (db) => {
    // What a change of the second shift does.
    await sql`select from action where action_id = ${actionId} for update`.execute(db)
    await blocked(runtime.db, (changed = change(first, 5)))
    await sql`update shift set starts_at = ${at(20)}, ends_at = ${at(20.1)} where shift_id = ${second}`.execute(
      db
    )
    await sql`update action set last_ends_at = ${at(20.1)} where action_id = ${actionId}`.execute(db)
  })
  assert.ok((await changed!).ok)
  assert.deepEqual(await endOf(actionId), at(20.1))
})

test('a shift is changed while its action is called off: one waits for the other, neither fails', async () => {
  const {
    actionId,
    shiftIds: [shiftId]
  } = await anActionOn(3)
  let changed: ReturnType<typeof change>
  await runtime.db.transaction().execute(async (db) => {
    // What calling the action off does.
    await sql`select from action where action_id = ${actionId} for update`.execute(db)
    await blocked(runtime.db, (changed = change(shiftId, 4)))
    await sql`update shift set state = 'cancelled' where shift_id = ${shiftId}`.execute(db)
    await sql`update action set state = 'cancelled', cancelled_at = ${world.now()}, cancel_reason = 'Боран'
      where action_id = ${actionId}`.execute(db)
  })
  const result = await changed!
  assert.equal(result.ok ? 'ok' : result.error.code, 'shift-cancelled')
})

test('the desk lists when an action goes on next, not when it began', async () => {
  const { actionId } = await anActionOn(1, 8)
  const next = async () => {
    const listed = await perform(runtime, owner, queries.deskActions, { organiserId })
    assert.ok(listed.ok)
    return listed.value.items.find((item) => item.actionId === actionId)!.nextAt
  }
  assert.deepEqual(await next(), at(1))
  const [monday, later] = [world.now(), at(8)]
  world.at(at(3))
  assert.deepEqual(await next(), later)
  world.at(at(30))
  assert.equal(await next(), null)
  world.at(monday)
})

test('who changes an action that somebody else has changed meanwhile is told so, and may insist', async () => {
  const { actionId } = await anActionOn(2)
  const seenAt = async () => {
    const shown = await perform(runtime, owner, queries.deskAction, { actionId })
    assert.ok(shown.ok)
    return shown.value.updatedAt.toISOString()
  }
  const edit = (locality: string, updatedAt?: string) => {
    const input = { ...anAction({ organiserId }, world.now()), actionId, locality, updatedAt }
    return perform(runtime, owner, commands.editAction, input)
  }
  const monday = world.now()
  const opened = await seenAt()
  world.at(at(0.01))
  const shift = { actionId, shifts: [span(9)] }
  assert.ok((await perform(runtime, owner, commands.addShifts, shift)).ok, 'a shift changes nothing of it')
  assert.ok((await edit('Қосшы', opened)).ok)
  const late = await edit('Талапкер', opened)
  assert.equal(late.ok ? 'ok' : late.error.code, 'action-changed-meanwhile')
  assert.ok((await edit('Талапкер', await seenAt())).ok)
  assert.ok((await edit('Астана')).ok, 'a program that says nothing of it overwrites')
  world.at(monday)
})
