import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testSite, type TestSite } from '#tests/support/http.ts'
import { anApplication, anOrganiser, frontOfficer, syntheticBin } from '#tests/support/organisers.ts'
import { aPerson } from '#tests/support/people.ts'

let site: TestSite
before(async () => void (site = await testSite()))
after(() => site[Symbol.asyncDispose]())

test('the way of an application over HTTP: in, checked, approved, public', async () => {
  const applicant = await site.as(await aPerson(site.world))
  const officer = await site.as(await frontOfficer(site.world, '31'))
  const application = anApplication({ region: '31' })

  const applied = await applicant.post('/api/me/organiser-applications', application)
  assert.equal(applied.status, 201, applied.text)
  const { applicationId } = applied.json
  const queue = await officer.get('/api/office/applications')
  assert.deepEqual(queue.json.regions, ['31'])
  assert.equal(queue.json.items[0].application.applicationId, applicationId)

  assert.equal((await officer.post(`/api/office/applications/${applicationId}/check`)).status, 200)
  const decided = await officer.post(`/api/office/applications/${applicationId}/decision`, {
    decision: 'approve'
  })
  assert.equal(decided.json.state, 'approved')
  const shown = await site.anonymous.get(`/api/organisers/${decided.json.organiserId}`)
  assert.equal(shown.json.bin, application.bin)
  assert.equal('stateReason' in shown.json, false)
  const mine = await applicant.get('/api/me/organisers')
  assert.equal(mine.json.items[0].role, 'owner')
})

test('a lost answer and a retry make one application', async () => {
  const applicant = await site.as(await aPerson(site.world))
  const application = anApplication({ region: '31' })
  const send = () =>
    applicant.post('/api/me/organiser-applications', application, { 'idempotency-key': 'once' })
  const [first, second] = [await send(), await send()]
  assert.equal(first.json.applicationId, second.json.applicationId)
  assert.equal((await applicant.get('/api/me/organiser-applications')).json.items.length, 1)
})

test('invalid: each fault has its code and its field', async () => {
  const applicant = await site.as(await aPerson(site.world))
  const refused = await applicant.post('/api/me/organiser-applications', {
    ...anApplication(),
    bin: '991240000014',
    regionCode: '72'
  })
  assert.equal(refused.status, 422)
  assert.match(refused.headers.get('content-type')!, /problem\+json/)
  assert.match(refused.text, /bin-checksum/)
  assert.match(refused.text, /regionCode/)
  assert.equal((await site.anonymous.get('/api/organisers/nobody')).status, 422)
  assert.equal((await site.anonymous.get(`/api/organisers/${site.world.app.runtime.newId()}`)).status, 404)
})

test('not signed in', async () => {
  const { anonymous } = site
  assert.equal((await anonymous.post('/api/me/organiser-applications', anApplication())).status, 401)
  assert.equal((await anonymous.get('/api/office/applications')).status, 401)
  assert.equal((await anonymous.get('/api/me/organisers')).status, 401)
})

test('not allowed', async () => {
  const { organiserId, ownerId } = await anOrganiser(site.world)
  const stranger = await site.as(await aPerson(site.world))
  const owner = await site.as(ownerId)
  assert.equal((await stranger.get('/api/office/applications')).status, 403)
  assert.equal((await stranger.get(`/api/organisers/${organiserId}/people`)).status, 403)
  assert.equal((await stranger.get(`/api/organisers/${organiserId}/desk`)).status, 403)
  const invitation = { role: 'coordinator' }
  assert.equal((await stranger.post(`/api/organisers/${organiserId}/invitations`, invitation)).status, 403)
  assert.equal(
    (await owner.post(`/api/office/organisers/${organiserId}/suspend`, { reason: 'Өзім' })).status,
    403
  )
})

test('an invitation over HTTP, and leaving again', async () => {
  const { organiserId, ownerId } = await anOrganiser(site.world)
  const [owner, guest] = [await site.as(ownerId), await site.as(await aPerson(site.world))]
  const made = await owner.post(`/api/organisers/${organiserId}/invitations`, { role: 'viewer' })
  assert.equal(made.status, 201)
  const { invitations } = (await owner.get(`/api/organisers/${organiserId}/people`)).json
  const accepted = await guest.post(`/api/invitations/${invitations[0].token}/accept`)
  assert.deepEqual(accepted.json, { organiserId, role: 'viewer' })
  assert.equal((await site.anonymous.get(`/api/invitations/${invitations[0].token}`)).status, 410)
  const { people } = (await guest.get(`/api/organisers/${organiserId}/people`)).json
  const me = people.find((one: { role: string }) => one.role === 'viewer')
  const left = await guest.send('DELETE', `/api/organisers/${organiserId}/people/${me.personId}`)
  assert.equal(left.status, 204, left.text)
  assert.equal((await guest.get(`/api/organisers/${organiserId}/people`)).status, 403)
})

test('two people with one BIN at once: one record', async () => {
  const officer = await site.as(await frontOfficer(site.world, '61'))
  const bin = syntheticBin()
  const ids = await Promise.all(
    [0, 1, 2].map(async () => {
      const applicant = await site.as(await aPerson(site.world))
      const applied = await applicant.post('/api/me/organiser-applications', {
        ...anApplication({ region: '61' }),
        bin
      })
      await officer.post(`/api/office/applications/${applied.json.applicationId}/check`)
      return applied.json.applicationId
    })
  )
  const outcomes = await Promise.all(
    ids.map((id) => officer.post(`/api/office/applications/${id}/decision`, { decision: 'approve' }))
  )
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), [200, 409, 409])
})
