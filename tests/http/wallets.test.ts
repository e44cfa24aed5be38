import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { TOKEN_RECORDS_MAX } from '#features/credentials/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { aConfirmedContribution } from '#tests/support/contributions.ts'
import { aWallet } from '#tests/support/credentials.ts'
import { takeIntoLog } from '#tests/support/ledger-world.ts'
import { testSite, type Client, type TestSite } from '#tests/support/http.ts'
import { aRecord, correctRecord, LONGEST } from '#tests/support/passport.ts'
import { aPerson } from '#tests/support/people.ts'
import {
  accessOf,
  proofFor,
  takeInto,
  walletOf,
  type IssuerMetadata,
  type Wallet
} from '#tests/support/wallet.ts'

let site: TestSite
let holder: Client
let personId: string

before(async () => {
  site = await testSite()
  personId = await aPerson(site.world)
  await aConfirmedContribution(site.world, { personId })
  await takeIntoLog(site.world.app)
  holder = await site.as(personId)
})
after(() => site[Symbol.asyncDispose]())

async function offered() {
  const made = await holder.post('/api/me/wallet-offers', {})
  assert.equal(made.status, 201)
  const { given } = (await holder.get(`/api/me/wallet-offers/${made.json.offerId}`)).json
  return { ...given, offerId: made.json.offerId } as { link: string; pin: string; offerId: string }
}

const proofOf = (wallet: Wallet, issuerMetadata: IssuerMetadata, nonce?: string) =>
  proofFor(wallet, issuerMetadata, { issuedAt: site.world.now(), nonce })

const credentialFor = (accessToken: string, jwt: string) =>
  site.anonymous.post(
    '/oid4vci/credential',
    { credential_configuration_id: 'passport', proofs: { jwt: [jwt] } },
    { authorization: `Bearer ${accessToken}` }
  )

test('a wallet takes the passport, bound to its own key', async () => {
  const wallet = walletOf()
  const credential = await takeInto(wallet, await offered(), site.world.now())
  const verdict = await site.anonymous.post('/api/verify', { credential })
  assert.equal(verdict.json.outcome, 'holds')
  assert.equal(verdict.json.form, 'sd-jwt')
  assert.equal(verdict.json.disclosed.engagements, 1)
  const [disclosed] = verdict.json.disclosed.records
  assert.equal(typeof disclosed.logIndex, 'number', 'it names the entry of the public log')
  const payload = JSON.parse(Buffer.from(credential.split('.')[1]!, 'base64url').toString())
  assert.deepEqual(payload.cnf.jwk, wallet.key.jwk)
})

test('an offer is redeemed once, and a token gives one credential', async () => {
  const wallet = walletOf()
  const offer = await offered()
  const { issuerMetadata, accessToken } = await accessOf(wallet, offer)
  await assert.rejects(accessOf(walletOf(), offer), /invalid_grant|400/)
  const first = await credentialFor(accessToken, await proofOf(wallet, issuerMetadata))
  assert.equal(first.status, 200)
  const second = await credentialFor(accessToken, await proofOf(wallet, issuerMetadata))
  assert.deepEqual([second.status, second.json.error], [401, 'invalid_token'])
})

test('an offer shows what opens it while it waits, to its holder alone, and nothing of that is kept', async () => {
  const idempotencyKey = randomUUID()
  const make = () => holder.post('/api/me/wallet-offers', {}, { 'idempotency-key': idempotencyKey })
  const { offerId } = (await make()).json
  assert.equal((await make()).json.offerId, offerId)
  const show = async (client = holder) => client.get(`/api/me/wallet-offers/${offerId}`)
  const { state, given } = (await show()).json
  assert.equal(state, 'waiting')
  assert.match(given.pin, /^\d{6}$/)
  const other = await site.as(await aPerson(site.world))
  assert.equal((await show(other)).status, 404)

  const offer = JSON.parse(new URL(given.link).searchParams.get('credential_offer')!)
  const code = Object.values<{ 'pre-authorized_code': string }>(offer.grants)[0]!['pre-authorized_code']
  const { rows } = await sql<{ kept: string }>`select (
      select jsonb_agg(to_jsonb(i)) from idempotency i where key = ${idempotencyKey}
    )::text || (select jsonb_agg(to_jsonb(o)) from wallet_offer o where offer_id = ${offerId})::text
    || (select jsonb_agg(to_jsonb(t)) from wallet_token t where offer_id = ${offerId})::text as kept
    `.execute(site.world.app.runtime.db)
  const pinHash = createHash('sha256')
    .update(offerId + given.pin)
    .digest('hex')
  for (const secret of [`"${given.pin}"`, code, pinHash]) assert.ok(!rows[0]!.kept.includes(secret), secret)
  assert.ok(rows[0]!.kept.includes(offerId))

  const shown = async () => (({ state, given }) => [state, given])((await show()).json)
  const wallet = walletOf()
  const { issuerMetadata, accessToken } = await accessOf(wallet, given)
  assert.deepEqual(await shown(), ['opened', null], 'the wallet may, and has not yet')
  assert.equal((await credentialFor(accessToken, await proofOf(wallet, issuerMetadata))).status, 200)
  assert.deepEqual(await shown(), ['taken', null])
})

test('an offer that nobody took, or that was guessed at, is over', async () => {
  const stateOf = async (offerId: string) => (await holder.get(`/api/me/wallet-offers/${offerId}`)).json.state
  const guessed = await offered()
  const wrong = { ...guessed, pin: guessed.pin === '000000' ? '000001' : '000000' }
  for (let tries = 0; tries < 3; tries++) {
    assert.equal(await stateOf(guessed.offerId), 'waiting')
    await assert.rejects(accessOf(walletOf(), wrong), /invalid_grant|400/)
  }
  assert.equal(await stateOf(guessed.offerId), 'over')
  const [late, given] = [await offered(), await offered()]
  await accessOf(walletOf(), given)
  site.world.at(new Date(site.world.now().getTime() + 11 * 60_000))
  assert.equal(await stateOf(late.offerId), 'over')
  assert.equal(await stateOf(given.offerId), 'over', 'opened, and the passport never asked for')
})

test('an empty passport is not offered', async () => {
  const newcomer = await site.as(await aPerson(site.world))
  const { status, json } = await newcomer.post('/api/me/wallet-offers', {})
  assert.deepEqual([status, json.code], [409, 'passport-empty'])
})

test('nor is one given that was emptied after it was offered', async () => {
  const owner = await aPerson(site.world)
  const record = await aRecord(site.world, owner)
  const client = await site.as(owner)
  const { offerId } = (await client.post('/api/me/wallet-offers', {})).json
  const { given } = (await client.get(`/api/me/wallet-offers/${offerId}`)).json
  const wallet = walletOf()
  const { issuerMetadata, accessToken } = await accessOf(wallet, given)
  await correctRecord(site.world, record, null)
  const { status, json } = await credentialFor(accessToken, await proofOf(wallet, issuerMetadata))
  assert.deepEqual([status, json], [400, { error: 'credential_request_denied' }])
})

test('the largest passport that is issued goes into a wallet and through the check', async () => {
  const owner = await aPerson(site.world)
  for (let at = 0; at <= TOKEN_RECORDS_MAX; at++) await aRecord(site.world, owner, LONGEST)
  const client = await site.as(owner)
  const { offerId } = (await client.post('/api/me/wallet-offers', {})).json
  const { given } = (await client.get(`/api/me/wallet-offers/${offerId}`)).json
  const wallet = walletOf()
  const { issuerMetadata, accessToken } = await accessOf(wallet, given)
  const issued = await credentialFor(accessToken, await proofOf(wallet, issuerMetadata))
  const [{ credential }] = issued.json.credentials
  const verdict = (await site.anonymous.post('/api/verify', { credential })).json
  assert.equal(verdict.outcome, 'holds')
  assert.equal(verdict.disclosed.engagements, TOKEN_RECORDS_MAX + 1)
  assert.ok(verdict.disclosed.records.length > 50, `${verdict.disclosed.records.length} records`)
})

test('three wrong pins end an offer', async () => {
  const { link, pin } = await offered()
  const wrong = pin === '000000' ? '000001' : '000000'
  for (let tries = 0; tries < 3; tries++)
    await assert.rejects(accessOf(walletOf(), { link, pin: wrong }), /invalid_grant|400/)
  await assert.rejects(accessOf(walletOf(), { link, pin }), /invalid_grant|400/)
})

const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'

/** What a wallet sends to redeem an offer; null leaves a parameter out. */
function redemption({ link, pin }: { link: string; pin: string }, more: Record<string, string | null> = {}) {
  const { grants } = JSON.parse(new URL(link).searchParams.get('credential_offer')!)
  const { 'pre-authorized_code': code } = grants[PRE_AUTHORIZED]
  const whole = { grant_type: PRE_AUTHORIZED, 'pre-authorized_code': code, tx_code: pin, ...more }
  const given = Object.entries(whole).filter((one): one is [string, string] => one[1] !== null)
  return String(new URLSearchParams(given))
}

const redeem = (body: string) => site.anonymous.post('/oid4vci/token', body)

test('a redemption that leaves something out is told so, and is no wrong guess', async () => {
  const offer = await offered()
  for (const left of ['tx_code', 'pre-authorized_code', 'grant_type'])
    for (const value of [null, '']) {
      const { status, json } = await redeem(redemption(offer, { [left]: value }))
      assert.deepEqual([status, json], [400, { error: 'invalid_request' }], left)
    }
  const twice = await redeem(`${redemption(offer)}&tx_code=000000`)
  assert.deepEqual([twice.status, twice.json.error], [400, 'invalid_request'])
  assert.equal((await redeem(redemption(offer))).status, 200, 'no try was lost')
})

test('a wallet that names what it wants is told by which name to ask for it', async () => {
  const details = (configuration: string, type = 'openid_credential') =>
    JSON.stringify([{ type, credential_configuration_id: configuration }])
  const { json: server } = await site.anonymous.get('/.well-known/oauth-authorization-server')
  assert.deepEqual(server.authorization_details_types_supported, ['openid_credential'])
  const offer = await offered()
  for (const other of [details('diploma'), details('passport', 'payment'), '{}', '[]', 'passport']) {
    const { status, json } = await redeem(redemption(offer, { authorization_details: other }))
    assert.deepEqual([status, json.error], [400, 'invalid_authorization_details'], other)
  }
  const { json } = await redeem(redemption(offer, { authorization_details: details('passport') }))
  const [{ credential_identifiers: identifiers, ...granted }] = json.authorization_details
  assert.deepEqual(granted, { type: 'openid_credential', credential_configuration_id: 'passport' })
  const wallet = walletOf()
  const issuerMetadata = await wallet.client.resolveIssuerMetadata(site.base)
  const proofs = { jwt: [await proofOf(wallet, issuerMetadata)] }
  const ask = (identifier: string) =>
    site.anonymous.post(
      '/oid4vci/credential',
      { credential_identifier: identifier, proofs },
      { authorization: `Bearer ${json.access_token}` }
    )
  assert.equal((await ask('diploma')).json.error, 'unknown_credential_identifier')
  assert.equal((await ask(identifiers[0])).status, 200)
})

test('a request for anything else than the passport in the clear is refused by its name', async () => {
  const wallet = walletOf()
  const { issuerMetadata, accessToken } = await accessOf(wallet, await offered())
  const passport = {
    credential_configuration_id: 'passport',
    proofs: { jwt: [await proofOf(wallet, issuerMetadata)] }
  }
  const ask = (request: object) =>
    site.anonymous.post('/oid4vci/credential', request, { authorization: `Bearer ${accessToken}` })
  const encryption = { jwk: wallet.key.jwk, enc: 'A128GCM' }
  for (const [error, request] of Object.entries({
    unknown_credential_configuration: { ...passport, credential_configuration_id: 'diploma' },
    invalid_credential_request: { ...passport, credential_identifier: 'passport' },
    invalid_encryption_parameters: { ...passport, credential_response_encryption: encryption },
    invalid_proof: { credential_configuration_id: 'passport' }
  })) {
    const { status, json } = await ask(request)
    assert.deepEqual([status, json], [400, { error }])
  }
  const withAlg = { ...passport, credential_response_encryption: { ...encryption, alg: 'ECDH-ES' } }
  assert.equal((await ask(withAlg)).json.error, 'invalid_encryption_parameters')
  assert.equal((await ask({ proofs: passport.proofs })).json.error, 'invalid_credential_request')
  assert.equal((await ask(passport)).status, 200)
})

test('a proof that gives its private key away, or says what we do not understand, is refused', async () => {
  const wallet = walletOf()
  const { issuerMetadata, accessToken } = await accessOf(wallet, await offered())
  const [header, payload] = (await proofOf(wallet, issuerMetadata)).split('.') as [string, string]
  const said = JSON.parse(Buffer.from(header, 'base64url').toString())
  const proofWith = (more: object) => {
    const signed = `${Buffer.from(JSON.stringify({ ...said, ...more })).toString('base64url')}.${payload}`
    return `${signed}.${wallet.key.signer(signed)}`
  }
  for (const more of [{ jwk: { ...said.jwk, d: 'AAAA' } }, { crit: ['b64'], b64: true }]) {
    const { status, json } = await credentialFor(accessToken, proofWith(more))
    assert.deepEqual([status, json.error], [400, 'invalid_proof'], Object.keys(more)[0])
  }
  assert.equal((await credentialFor(accessToken, proofWith({}))).status, 200)
})

test('a proof for another nonce, of another key, of another time, or used before is refused', async () => {
  const wallet = walletOf()
  const { issuerMetadata, accessToken } = await accessOf(wallet, await offered())
  const errorOf = async (jwt: string) => (await credentialFor(accessToken, jwt)).json.error
  assert.equal(await errorOf(await proofOf(wallet, issuerMetadata, 'made-up')), 'invalid_nonce')
  const { c_nonce } = await wallet.client.requestNonce({ issuerMetadata })
  assert.equal(
    await errorOf(await proofOf(wallet, issuerMetadata, `${c_nonce.slice(0, -1)}x`)),
    'invalid_nonce'
  )
  const good = await proofOf(wallet, issuerMetadata)
  const [header, payload] = good.split('.')
  assert.equal(await errorOf(`${header}.${payload}.${aWallet().signer('x')}`), 'invalid_proof')
  assert.equal(await errorOf('rubbish'), 'invalid_proof')
  site.world.at(new Date(site.world.now().getTime() + 11 * 60_000))
  assert.equal(await errorOf(good), 'invalid_token', 'the access has ended')
  const next = await accessOf(wallet, await offered())
  assert.equal(
    (await credentialFor(next.accessToken, good)).json.error,
    'invalid_nonce',
    'and so has the nonce'
  )
  const used = await proofOf(wallet, issuerMetadata)
  assert.equal((await credentialFor(next.accessToken, used)).status, 200)
  const last = await accessOf(wallet, await offered())
  assert.equal((await credentialFor(last.accessToken, used)).json.error, 'invalid_nonce')
})

test('what is no request of the protocol is named in its words', async () => {
  const asked = (headers?: Record<string, string>) =>
    site.anonymous.post('/oid4vci/credential', {}, headers).then(({ status, json, headers }) => ({
      status,
      json,
      challenge: headers.get('www-authenticate')
    }))
  assert.deepEqual(await asked(), { status: 401, json: {}, challenge: 'Bearer' }, 'nothing was wrong yet')
  assert.deepEqual(await asked({ authorization: 'Bearer made-up' }), {
    status: 401,
    json: { error: 'invalid_token' },
    challenge: 'Bearer error="invalid_token"'
  })
  const grant = await site.anonymous.post('/oid4vci/token', 'grant_type=password')
  assert.deepEqual([grant.status, grant.json.error], [400, 'unsupported_grant_type'])
  const read = await site.anonymous.get('/oid4vci/token')
  assert.deepEqual([read.status, read.headers.get('allow')], [405, 'POST, OPTIONS'])
  const document = '/.well-known/openid-credential-issuer'
  const written = await site.anonymous.post(document, {})
  assert.deepEqual([written.status, written.headers.get('allow')], [405, 'GET, HEAD, OPTIONS'])
  assert.equal((await fetch(site.base + document, { method: 'HEAD' })).status, 200)
  assert.equal((await site.anonymous.post('/api/me/wallet-offers', {})).status, 401)
})

test('a wallet may be a page of another site', async () => {
  const from = { origin: 'https://wallet.example', 'sec-fetch-site': 'cross-site' }
  const asked = await site.anonymous.send('OPTIONS', '/oid4vci/credential', undefined, from)
  assert.equal(asked.status, 204)
  assert.equal(asked.headers.get('access-control-allow-headers'), 'authorization, content-type')
  const nonce = await site.anonymous.post('/oid4vci/nonce', {}, from)
  assert.deepEqual([nonce.status, nonce.headers.get('access-control-allow-origin')], [200, '*'])
})

test('a hall behind one address takes its passports, and nobody guesses on', async () => {
  const { calls } = LIMITS.wrongGuess
  for (let at = 0; at <= calls; at++) await accessOf(walletOf(), await offered())
  site.world.at(new Date(site.world.now().getTime() + 2 * 60_000))
  const guessed = new URLSearchParams({
    grant_type: PRE_AUTHORIZED,
    'pre-authorized_code': randomUUID(),
    tx_code: '000000'
  })
  const guess = () => site.anonymous.post('/oid4vci/token', String(guessed))
  for (let at = 0; at < calls; at++) assert.equal((await guess()).status, 400)
  assert.equal((await guess()).status, 429)
})
