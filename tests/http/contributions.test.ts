import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addMinutes } from '#platform/prelude/index.ts'
import { aPresence } from '#tests/support/attendance.ts'
import { testSite, type Client, type TestSite } from '#tests/support/http.ts'
import { aShift } from '#tests/support/opportunities.ts'
import { anOrganiser } from '#tests/support/organisers.ts'
import { aPerson } from '#tests/support/people.ts'

const start = new Date('2026-11-28T05:00:00Z')

let site: TestSite
let coordinator: Client
let volunteer: Client
let volunteerId: string
let shiftId: string

before(async () => {
  site = await testSite()
  const { world } = site
  const { organiserId, ownerId } = await anOrganiser(world)
  shiftId = (await aShift(world, { organiserId, coordinatorId: ownerId, startsAt: start })).shiftId
  volunteerId = await aPerson(world)
  const presence = { shiftId, coordinatorId: ownerId, personId: volunteerId, from: start }
  await aPresence(world, { ...presence, to: addMinutes(start, 180) })
  coordinator = await site.as(ownerId)
  volunteer = await site.as(volunteerId)
})
after(() => site[Symbol.asyncDispose]())

test('wrong decisions are named at their person, and nothing is decided', async () => {
  const wrong = await coordinator.post(`/api/shifts/${shiftId}/hours`, {
    decisions: { [volunteerId]: { decision: 'confirm', minutes: 1441 } }
  })
  assert.equal(wrong.status, 422)
  assert.deepEqual([wrong.json.code, wrong.json.field], ['too-big', `decisions.${volunteerId}.minutes`])
  const nobody = await coordinator.post(`/api/shifts/${shiftId}/hours`, { decisions: {} })
  assert.deepEqual([nobody.status, nobody.json.code], [422, 'nobody-chosen'])
  const hours = await coordinator.get(`/api/shifts/${shiftId}/hours`)
  assert.deepEqual([hours.json.awaiting.length, hours.json.decided.length], [1, 0])
})

test('the volunteer decides nothing, a stranger sees nothing', async () => {
  const decisions = { [volunteerId]: { decision: 'confirm' } }
  assert.equal((await volunteer.post(`/api/shifts/${shiftId}/hours`, { decisions })).status, 403)
  assert.equal((await site.anonymous.post(`/api/shifts/${shiftId}/hours`, { decisions })).status, 401)
  assert.equal((await site.anonymous.get('/api/me/contributions')).status, 401)
})

test('a coordinator confirms, corrects, and the volunteer reads both versions', async () => {
  const decided = await coordinator.post(`/api/shifts/${shiftId}/hours`, {
    decisions: { [volunteerId]: { decision: 'confirm', minutes: 150, reason: 'Жарты сағат үзіліс' } }
  })
  assert.equal(decided.status, 201)
  const [item] = decided.json.items
  assert.deepEqual([item.status, item.minutes, item.grade], ['confirmed', 150, 'strong'])
  const corrected = await coordinator.post(`/api/contributions/${item.contributionId}/versions`, {
    personId: volunteerId,
    version: 1,
    decision: 'amend',
    minutes: 160,
    reason: 'Үзіліс қысқа болды'
  })
  assert.deepEqual([corrected.status, corrected.json.version, corrected.json.minutes], [201, 2, 160])
  const versions = await volunteer.get(`/api/me/contributions/${item.contributionId}/versions`)
  assert.deepEqual(
    versions.json.items.map((one: { minutes: number; reason: string }) => [one.minutes, one.reason]),
    [
      [150, 'Жарты сағат үзіліс'],
      [160, 'Үзіліс қысқа болды']
    ]
  )
  const mine = await volunteer.get('/api/me/contributions')
  assert.equal(mine.json.items[0].confirmerId, undefined, 'an id of a person leaves with no record')
  const hours = await volunteer.get('/api/me/hours')
  assert.deepEqual([hours.json.volume.minutes, hours.json.items[0].stage], [160, 'confirmed'])
})
