import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { noticeStore } from '#features/notices/adapters/store.ts'
import { aPerson } from '#tests/support/people.ts'
import { testSite, type Client, type TestSite } from '#tests/support/http.ts'

let site: TestSite
let me: Client
let myNotice: string

before(async () => {
  site = await testSite()
  const personId = await aPerson(site.world)
  me = await site.as(personId)
  myNotice = await tellDirectly(personId)
})
after(() => site[Symbol.asyncDispose]())

/** A notice of a kind that this build has words for, whatever contexts are in it. */
async function tellDirectly(personId: string): Promise<string> {
  const { runtime } = site.world.app
  const noticeId = runtime.newId()
  await noticeStore.add(runtime.db, [{ personId, noticeId }], {
    at: site.world.now(),
    group: 'account',
    kind: 'consent-withdrawn',
    facts: {},
    path: '/me/consent'
  })
  return noticeId
}

test('a person reads, marks and chooses', async () => {
  const chosen = await me.send('PUT', '/api/me/notices/choices', { byMail: ['hours'] })
  assert.equal(chosen.status, 200)
  assert.deepEqual((await me.get('/api/me/notices/choices')).json, { byMail: ['hours'] })

  const marked = await me.post(`/api/me/notices/${myNotice}/read`)
  assert.deepEqual([marked.status, marked.json], [200, { path: '/me/consent' }])
  assert.deepEqual((await me.post('/api/me/notices/read')).json, { count: 0 })
})

test('wrong input is named', async () => {
  const group = await me.send('PUT', '/api/me/notices/choices', { byMail: ['weather'] })
  assert.deepEqual([group.status, group.json.code, group.json.field], [422, 'unknown-value', 'byMail.0'])
  const id = await me.post('/api/me/notices/17/read')
  assert.deepEqual([id.status, id.json.code], [422, 'unknown-id'])
})

test('nobody reads without signing in', async () => {
  for (const answer of [
    await site.anonymous.get('/api/me/notices'),
    await site.anonymous.get('/api/me/notices/choices'),
    await site.anonymous.post(`/api/me/notices/${myNotice}/read`)
  ])
    assert.deepEqual([answer.status, answer.json.code], [401, 'sign-in-required'])
})

test("another person's notice does not exist", async () => {
  const other = await site.as(await aPerson(site.world))
  const answer = await other.post(`/api/me/notices/${myNotice}/read`)
  assert.deepEqual([answer.status, answer.json.code], [404, 'notice-not-found'])
})
