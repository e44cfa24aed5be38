import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { after, before, test } from 'node:test'
import { decodeList } from '@digitalbazaar/vc-bitstring-status-list'
import { statementOf } from '#features/credentials/index.ts'
import { aConfirmedContribution } from '#tests/support/contributions.ts'
import { aStatement } from '#tests/support/credentials.ts'
import { testSite, type TestSite } from '#tests/support/http.ts'
import { anOrganiser } from '#tests/support/organisers.ts'
import { aPerson } from '#tests/support/people.ts'

let site: TestSite
let badge: string
let scope: { db: TestSite['world']['app']['runtime']['db']; now: Date; newId(): string }
const statement = aStatement()
const record = statement.records[0]!

before(async () => {
  site = await testSite()
  const { app } = site.world
  scope = { db: app.runtime.db, now: site.world.now(), newId: () => app.runtime.newId() }
  const wish = { holder: statement.holder, record, logEntry: null, locale: 'kk' as const }
  badge = await app.credentials.badge(scope, wish)
})
after(() => site[Symbol.asyncDispose]())

test('anyone checks a credential without an account, in their own language', async () => {
  const asText = await site.anonymous.post('/api/verify', { credential: badge }, { 'accept-language': 'ru' })
  assert.equal(asText.status, 200)
  assert.equal(asText.json.outcome, 'holds')
  assert.equal(asText.json.form, 'badge')
  assert.equal(asText.json.disclosed.records[0].minutes, 140)
  const status = asText.json.findings.find(({ check }: { check: string }) => check === 'status')
  assert.equal(status.title, 'Документ не отозван')
  const asObject = await site.anonymous.post('/api/verify', { credential: JSON.parse(badge) })
  assert.equal(asObject.json.outcome, 'holds')
})

test('wrong input is named at its field', async () => {
  const nothing = await site.anonymous.post('/api/verify', {})
  assert.deepEqual([nothing.status, nothing.json.errors[0].field], [422, 'credential'])
  const half = await site.anonymous.post('/api/verify', { credential: badge, nonce: 'x' })
  assert.deepEqual([half.status, half.json.code], [422, 'nonce-with-audience'])
  const rubbish = await site.anonymous.post('/api/verify', { credential: 'рахмет' })
  assert.deepEqual([rubbish.status, rubbish.json.outcome], [200, 'fails'])
  assert.equal(rubbish.json.findings[0].problems[0].code, 'format-unknown')
})

test('the VC API answers as W3C says', async () => {
  const good = await site.anonymous.post('/api/credentials/verify', {
    verifiableCredential: JSON.parse(badge)
  })
  assert.equal(good.json.verified, true)
  assert.deepEqual(good.json.problemDetails, [])
  const changed = { ...JSON.parse(badge), name: 'Another' }
  const bad = await site.anonymous.post('/api/credentials/verify', { verifiableCredential: changed })
  assert.equal(bad.json.verified, false)
  assert.deepEqual(
    bad.json.problemDetails.map(({ type }: { type: string }) => type),
    [`${site.base}/problems/signature-wrong`]
  )
})

test('whoever checks without us finds keys, status lists and types at their addresses', async () => {
  const did = await site.anonymous.get('/.well-known/did.json')
  assert.equal(did.headers.get('content-type'), 'application/did+json')
  assert.equal(did.headers.get('access-control-allow-origin'), '*')
  assert.equal(did.json.id, `did:web:${encodeURIComponent(new URL(site.base).host)}`)
  assert.equal(did.json.assertionMethod.length, 2)
  const chain = await site.anonymous.get('/.well-known/issuer-chain.pem')
  assert.equal(chain.headers.get('content-type'), 'application/pem-certificate-chain')
  const [leaf, root] = chain.text.split(/(?=-----BEGIN)/).map((pem) => new X509Certificate(pem))
  assert.ok(leaf!.verify(root!.publicKey) && root!.verify(root!.publicKey))
  const { credentialStatus } = JSON.parse(badge)
  const path = credentialStatus.statusListCredential.slice(site.base.length)
  const bitstring = await site.anonymous.get(path)
  assert.equal(bitstring.headers.get('content-type'), 'application/vc')
  assert.ok(bitstring.text.includes('BitstringStatusListCredential'))
  const token = await site.anonymous.get(path.replace('bitstring', 'token'))
  assert.equal(token.headers.get('content-type'), 'application/statuslist+jwt')
  const issuer = await site.anonymous.get('/.well-known/jwt-vc-issuer')
  assert.equal(issuer.json.issuer, site.base)
  assert.equal(issuer.json.jwks.keys.length, 1)
  assert.equal((await site.anonymous.get('/credentials/types/passport')).json.display.length, 3)
  for (const past of [
    `${path.replace('bitstring', 'token')}?time=1700000000`,
    `${path}?timestamp=2026-01-01`
  ])
    assert.equal((await site.anonymous.get(past)).status, 501, past)
  for (const nowhere of ['/status/token/99', '/status/token/0', '/credentials/types/other'])
    assert.equal((await site.anonymous.get(nowhere)).status, 404, nowhere)
  assert.equal((await site.anonymous.send('DELETE', '/.well-known/did.json')).status, 405)
})

test('a correction takes what was issued with it: the badge and the passport, at once and in the public list', async () => {
  const { app } = site.world
  const personId = await aPerson(site.world)
  const { organiserId, ownerId } = await anOrganiser(site.world)
  const done = await aConfirmedContribution(site.world, { personId, organiserId, coordinatorId: ownerId })
  const card = (await app.people.cards(app.runtime.db, [personId])).get(personId)!
  const made = { db: app.runtime.db, now: site.world.now(), newId: () => app.runtime.newId() }
  const statement = statementOf({ personId, passportId: card.passportId, name: 'Айгерім' }, [
    { ...done, confirmedAt: done.decidedAt }
  ])
  const credentials = [
    await app.credentials.badge(made, {
      holder: statement.holder,
      record: statement.records[0]!,
      logEntry: null,
      locale: 'kk'
    }),
    await app.credentials.paperSummary(made, statement)
  ]
  const outcomes = async () => {
    const verdicts = await Promise.all(credentials.map((one) => app.credentials.check(made, one)))
    return verdicts.map(({ outcome }) => outcome)
  }
  assert.deepEqual(await outcomes(), ['holds', 'holds'])
  const coordinator = await site.as(ownerId)
  const corrected = await coordinator.post(`/api/contributions/${done.contributionId}/versions`, {
    personId,
    version: 1,
    decision: 'amend',
    minutes: 60,
    reason: 'Уақыты қате жазылған, түзетілді.'
  })
  assert.equal(corrected.status, 201, corrected.text)
  assert.deepEqual(await outcomes(), ['fails', 'fails'])
  const { credentialStatus } = JSON.parse(credentials[0]!)
  const listed = await site.anonymous.get(credentialStatus.statusListCredential.slice(site.base.length))
  const list = await decodeList({ encodedList: JSON.parse(listed.text).credentialSubject.encodedList })
  assert.equal(list.getStatus(Number(credentialStatus.statusListIndex)), true)
})

test('checking is limited to two a second', async () => {
  let last = await site.anonymous.post('/api/verify', { credential: 'x' })
  for (let calls = 0; calls < 130 && last.status === 200; calls++)
    last = await site.anonymous.post('/api/verify', { credential: 'x' })
  assert.equal(last.status, 429)
})
