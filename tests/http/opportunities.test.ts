import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testSite, type TestSite } from '#tests/support/http.ts'
import { anAction, aShift } from '#tests/support/opportunities.ts'
import { anOrganiser } from '#tests/support/organisers.ts'
import { aPerson } from '#tests/support/people.ts'

let site: TestSite
let organiserId: string
let ownerId: string
before(async () => {
  site = await testSite()
  ;({ organiserId, ownerId } = await anOrganiser(site.world))
})
after(() => site[Symbol.asyncDispose]())

const create = async (more: object) =>
  (await site.as(ownerId)).post(`/api/organisers/${organiserId}/actions`, {
    ...anAction({ organiserId }, site.world.now()),
    ...more
  })

test('the way of an action over HTTP: created, found, signed up for, withdrawn from, called off', async () => {
  const owner = await site.as(ownerId)
  const volunteer = await site.as(await aPerson(site.world))
  const created = await create({ title: { kk: 'Кітап таңдау' } })
  assert.equal(created.status, 201, created.text)
  const { actionId } = created.json

  const found = await site.anonymous.get('/api/actions?q=kitap&region=71')
  assert.deepEqual(
    found.json.items.map((item: { actionId: string }) => item.actionId),
    [actionId]
  )
  const [{ shiftId }] = (await site.anonymous.get(`/api/actions/${actionId}`)).json.shifts
  const joined = await volunteer.post(`/api/shifts/${shiftId}/sign-up`, {})
  assert.equal(joined.json.state, 'joined')
  assert.equal((await volunteer.get('/api/me/sign-ups')).json.coming[0].shift.shiftId, shiftId)
  const roster = await owner.get(`/api/shifts/${shiftId}/sign-ups`)
  assert.equal(roster.json.items.length, 1)
  assert.equal((await volunteer.post(`/api/shifts/${shiftId}/withdraw`)).json.state, 'withdrawn')
  const off = await owner.post(`/api/actions/${actionId}/cancel`, { reason: 'Боран күтіледі' })
  assert.equal(off.json.told, 0)
  assert.equal((await site.anonymous.get(`/api/actions/${actionId}`)).json.state, 'cancelled')
})

test('an action that lacks everything hears all of it at once, a draft only what it cannot do without', async () => {
  const owner = await site.as(ownerId)
  const missing = async (path: string, body: object) => {
    const { status, json } = await owner.post(`/api${path}`, body)
    assert.equal(status, 422)
    return json.errors.map(({ field }: { field: string }) => field)
  }
  const empty = { title: { kk: ' ' }, regionCode: '', shifts: [{ startsAt: '', capacity: '' }] }
  const row = ['startsAt', 'endsAt', 'capacity'].map((field) => `shifts.0.${field}`)
  assert.deepEqual(await missing(`/organisers/${organiserId}/actions`, { ...empty, publish: true }), [
    'title.kk',
    'text.kk',
    'directions',
    'regionCode',
    'locality',
    ...['notStateFunction', 'unpaid', 'freeWill', 'useful'].map((question) => `acceptance.${question}`),
    'why.kk',
    ...row
  ])
  assert.deepEqual(await missing(`/organisers/${organiserId}/actions`, empty), [
    'title.kk',
    'regionCode',
    ...row
  ])
  const { actionId } = (await create({})).json
  const edited = await owner.send('PUT', `/api/actions/${actionId}`, { regionCode: '71' })
  assert.equal(edited.status, 422)
  assert.equal(edited.json.errors.length, 9)
  assert.deepEqual(await missing(`/actions/${actionId}/shifts`, empty), row)
})

test('each wrong field of an action has its code', async () => {
  const now = site.world.now().getTime()
  const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString()
  const codes = async (more: object) => {
    const refused = await create(more)
    assert.equal(refused.status, 422, refused.text)
    assert.match(refused.headers.get('content-type')!, /problem\+json/)
    return refused.json.errors.map((one: { code: string; field?: string }) => `${one.field} ${one.code}`)
  }
  const shift = (startsAt: string, endsAt: string, capacity: unknown = 5) => ({
    shifts: [{ role: {}, startsAt, endsAt, capacity }]
  })
  assert.deepEqual(await codes(shift(at(5), at(4))), ['shifts.0.endsAt shift-end-before-start'])
  assert.deepEqual(await codes(shift(at(5), at(30))), ['shifts.0.endsAt shift-too-long'])
  assert.deepEqual(await codes(shift(at(-5), at(4))), ['shifts.0.startsAt shift-in-past'])
  assert.deepEqual(await codes(shift(at(5), at(6), 0)), ['shifts.0.capacity too-small'])
  assert.deepEqual(await codes(shift(at(5), at(6), 10_001)), ['shifts.0.capacity too-big'])
  assert.deepEqual(await codes(shift('tomorrow', at(6))), ['shifts.0.startsAt wrong-instant'])
  assert.deepEqual(await codes({ shifts: [] }), ['shifts shift-needed'])
  assert.deepEqual(await codes({ regionCode: '72' }), ['regionCode unknown-value'])
  assert.deepEqual(await codes({ title: { kk: '<b>Өзен</b>' } }), ['title.kk text-has-markup'])
  assert.deepEqual(await codes({ text: { kk: 'а'.repeat(4_001) } }), ['text.kk too-long'])
  assert.deepEqual(await codes({ acceptance: { unpaid: true, freeWill: true, useful: true } }), [
    'acceptance.notStateFunction acceptance-needed'
  ])
  assert.deepEqual(await codes({ why: {} }), ['why.kk why-too-short'])
})

test('a text of a megabyte and one that is not UTF-8 are refused before they are read', async () => {
  const owner = await site.as(ownerId)
  const path = `/api/organisers/${organiserId}/actions`
  assert.equal((await owner.post(path, { text: { kk: 'а'.repeat(1_000_000) } })).status, 413)
  const broken = await fetch(site.base + path, {
    method: 'POST',
    headers: { cookie: owner.cookie!, 'content-type': 'application/json' },
    body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])
  })
  assert.equal(broken.status, 400)
  assert.equal(((await broken.json()) as { code: string }).code, 'not-utf-8')
})

test('a lost answer and a retry make one sign-up, and a double click makes one action', async () => {
  const volunteer = await site.as(await aPerson(site.world))
  const { shiftId } = await aShift(site.world, { organiserId, coordinatorId: ownerId, capacity: 1 })
  const send = () => volunteer.post(`/api/shifts/${shiftId}/sign-up`, {}, { 'idempotency-key': 'once' })
  const [first, second] = await Promise.all([send(), send()])
  assert.equal(first.status, 201, first.text)
  assert.deepEqual(first.json, second.json)
  assert.equal((await volunteer.post(`/api/shifts/${shiftId}/sign-up`, {})).json.code, 'sign-up-already')

  const owner = await site.as(ownerId)
  const twice = () =>
    owner.post(
      `/api/organisers/${organiserId}/actions`,
      anAction({ organiserId, title: 'Бір рет' }, site.world.now()),
      { 'idempotency-key': 'one-action' }
    )
  const [one, other] = await Promise.all([twice(), twice()])
  assert.equal(one.json.actionId, other.json.actionId)
})

test('not signed in', async () => {
  const { shiftId, actionId } = await aShift(site.world, { organiserId, coordinatorId: ownerId })
  for (const path of [`/shifts/${shiftId}/sign-up`, `/actions/${actionId}/publish`, '/me/searches'])
    assert.equal((await site.anonymous.post(`/api${path}`, {})).status, 401, path)
})

test('not allowed: another organiser neither changes an action nor sees who comes', async () => {
  const { shiftId, actionId } = await aShift(site.world, { organiserId, coordinatorId: ownerId })
  const stranger = await site.as((await anOrganiser(site.world)).ownerId)
  for (const path of [`/actions/${actionId}/copy`, `/shifts/${shiftId}/repeat`])
    assert.equal((await stranger.post(`/api${path}`, { weeks: 2 })).json.code, 'organiser-not-yours', path)
  assert.equal((await stranger.get(`/api/shifts/${shiftId}/sign-ups`)).status, 403)
  assert.equal((await stranger.get(`/api/actions/${actionId}/desk`)).status, 403)
})

test('whoever looks at the names leaves a trace that the volunteer sees', async () => {
  const personId = await aPerson(site.world)
  const volunteer = await site.as(personId)
  const { shiftId } = await aShift(site.world, { organiserId, coordinatorId: ownerId })
  await volunteer.post(`/api/shifts/${shiftId}/sign-up`, {})
  await (await site.as(ownerId)).get(`/api/shifts/${shiftId}/sign-ups`)
  const looks = await volunteer.get('/api/me/looks')
  assert.ok(
    looks.json.items.some((look: { what: string }) => look.what === 'roster'),
    looks.text
  )
})

test('a repeated shift keeps its hour, a copy is a draft of its own', async () => {
  const owner = await site.as(ownerId)
  const { shiftId, actionId } = await aShift(site.world, { organiserId, coordinatorId: ownerId })
  assert.equal((await owner.post(`/api/shifts/${shiftId}/repeat`, { weeks: 3 })).status, 201)
  assert.equal((await owner.post(`/api/shifts/${shiftId}/repeat`, { weeks: 13 })).status, 422)
  const { shifts } = (await owner.get(`/api/actions/${actionId}/desk`)).json
  assert.equal(shifts.length, 4)
  assert.equal(new Set(shifts.map((shift: { startsAt: string }) => shift.startsAt.slice(11))).size, 1)
  const copy = (await owner.post(`/api/actions/${actionId}/copy`)).json
  assert.equal(copy.state, 'draft')
  assert.notEqual(copy.actionId, actionId)
})

test('fewer places than are taken are refused; more of them go to those who wait', async () => {
  const owner = await site.as(ownerId)
  const volunteers = [await site.as(await aPerson(site.world)), await site.as(await aPerson(site.world))]
  const { shiftId, actionId } = await aShift(site.world, { organiserId, coordinatorId: ownerId, capacity: 1 })
  for (const volunteer of volunteers) await volunteer.post(`/api/shifts/${shiftId}/sign-up`, { wait: true })
  const [{ role, startsAt, endsAt }] = (await owner.get(`/api/actions/${actionId}/desk`)).json.shifts
  const change = (capacity: number) =>
    owner.send('PUT', `/api/shifts/${shiftId}`, { role, startsAt, endsAt, capacity })
  assert.equal((await change(2)).status, 200)
  assert.equal((await volunteers[1]!.get('/api/me/sign-ups')).json.offered.length, 1)
  assert.equal((await change(1)).json.code, 'capacity-below-taken')
  assert.equal((await volunteers[1]!.post(`/api/shifts/${shiftId}/accept-offer`)).json.state, 'joined')
})
