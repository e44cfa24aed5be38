import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { codeOnScreen } from '#tests/support/attendance.ts'
import { testSite, type Client, type TestSite } from '#tests/support/http.ts'
import { aShift, signedUp } from '#tests/support/opportunities.ts'
import { anOrganiser } from '#tests/support/organisers.ts'
import { aPerson } from '#tests/support/people.ts'

const start = new Date('2026-11-28T05:00:00Z')

let site: TestSite
let coordinatorId: string
let coordinator: Client
let volunteerId: string
let volunteer: Client
let shiftId: string

before(async () => {
  site = await testSite()
  const { world } = site
  const { organiserId, ownerId } = await anOrganiser(world)
  coordinatorId = ownerId
  shiftId = (await aShift(world, { organiserId, coordinatorId, startsAt: start })).shiftId
  volunteerId = await aPerson(world)
  await signedUp(world, volunteerId, shiftId)
  world.at(start)
  coordinator = await site.as(coordinatorId)
  volunteer = await site.as(volunteerId)
})
after(() => site[Symbol.asyncDispose]())

test('a volunteer checks in with the code on the screen; the same request again gets the same answer', async () => {
  const screen = await coordinator.get(`/api/shifts/${shiftId}/code`)
  assert.equal(screen.status, 200)
  assert.match(screen.json.code, /^\d{6}$/)
  const key = { 'idempotency-key': 'a lost answer' }
  const body = { code: screen.json.code, kind: 'in', shiftId }
  const first = await volunteer.post('/api/check-ins', body, key)
  assert.equal(first.status, 201)
  assert.equal(first.json.at, start.toISOString())
  const again = await volunteer.post('/api/check-ins', body, key)
  assert.deepEqual([again.status, again.json], [first.status, first.json])
  const withoutKey = await volunteer.post('/api/check-ins', body)
  assert.deepEqual([withoutKey.status, withoutKey.json.code], [409, 'shift-code-used'])
})

test('wrong input is named at its field', async () => {
  const wrong = await volunteer.post('/api/check-ins', { code: '12', kind: 'sideways', shiftId: 'x' })
  assert.equal(wrong.status, 422)
  assert.deepEqual(
    wrong.json.errors.map(({ code, field }: { code: string; field: string }) => [field, code]),
    [
      ['code', 'shift-code-form'],
      ['kind', 'unknown-value'],
      ['shiftId', 'unknown-id']
    ]
  )
})

test('a code is guessed at most thirty times a minute', async () => {
  const guesser = await site.as(await aPerson(site.world))
  const statuses = []
  for (let guess = 0; guess < 31; guess += 1)
    statuses.push((await guesser.post('/api/check-ins', { code: '000000', kind: 'in', shiftId })).status)
  assert.deepEqual([statuses.at(0), statuses.at(-2), statuses.at(-1)], [409, 409, 429])
})

test('the code is for coordinators, and the door is closed to nobody in particular', async () => {
  assert.equal((await site.anonymous.get(`/api/shifts/${shiftId}/code`)).status, 401)
  assert.equal((await volunteer.get(`/api/shifts/${shiftId}/code`)).status, 403)
  const code = await codeOnScreen(site.world, { shiftId, coordinatorId })
  assert.equal((await site.anonymous.post('/api/check-ins', { code, kind: 'in', shiftId })).status, 401)
})

test('a coordinator scans the volunteer out by the volunteer’s own code', async () => {
  const own = await volunteer.get('/api/me/code')
  assert.equal(own.status, 200)
  const scanned = await coordinator.post(`/api/shifts/${shiftId}/scans`, {
    code: own.json.token,
    kind: 'out'
  })
  assert.equal(scanned.status, 201)
  assert.equal(scanned.json.personId, volunteerId)
  const roster = await coordinator.get(`/api/shifts/${shiftId}/attendance`)
  const entry = roster.json.entries.find((one: { personId: string }) => one.personId === volunteerId)
  assert.deepEqual(
    entry.presence.signals.map((signal: { method: string }) => signal.method),
    ['rotating-code', 'coordinator-scan']
  )
})
