import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setGlobalConfig } from '@openid4vc/openid4vci'
import { Openid4vpClient } from '@openid4vc/openid4vp'
import { sql } from 'kysely'
import { nodePrimitives } from '#features/credentials/adapters/node-primitives.ts'
import { parseJwt } from '#features/credentials/domain/sd-jwt.ts'
import { recordsInToken, TOKEN_CHARS_MAX, TOKEN_RECORDS_MAX } from '#features/credentials/domain/sd-jwt-vc.ts'
import { holderKeyOf } from '#features/credentials/domain/trust.ts'
import { aStatement, aWallet } from '#tests/support/credentials.ts'
import { testSite, type TestSite } from '#tests/support/http.ts'
import { LONGEST } from '#tests/support/passport.ts'

let site: TestSite
const wallet = aWallet()
let token: string

before(async () => {
  // The wallet's library would refuse an address without https.
  setGlobalConfig({ allowInsecureUrls: true })
  site = await testSite()
  // The wallet's library goes by real time.
  site.world.at(new Date())
  const { app } = site.world
  const scope = { db: app.runtime.db, now: site.world.now(), newId: () => app.runtime.newId() }
  const statement = aStatement()
  token = await app.credentials.token(scope, {
    kind: 'passport',
    subjectId: statement.holder.passportId,
    statement,
    log: new Map(),
    validUntil: null,
    holderJwk: wallet.jwk
  })
})
after(() => site[Symbol.asyncDispose]())

interface Asked {
  requestId: string
  secret: string
  link: string
}

const ask = async (): Promise<Asked> => {
  const asked = await site.anonymous.post('/api/presentations', {})
  assert.equal(asked.status, 201)
  return asked.json
}

const read = ({ requestId, secret }: Pick<Asked, 'requestId' | 'secret'>) =>
  site.anonymous.post(`/api/presentations/${requestId}/answer`, { secret })

/** The wallet's side by the library: reads the link, checks who asks, gives the request. */
async function resolved({ link }: Asked) {
  const client = new Openid4vpClient({
    callbacks: {
      fetch,
      hash: (data: Uint8Array, algorithm: string) =>
        new Uint8Array(createHash(algorithm.replace('-', '')).update(data).digest()),
      getX509CertificateMetadata(certificate: string) {
        const { subjectAltName = '' } = new X509Certificate(Buffer.from(certificate, 'base64'))
        const names = (kind: string) =>
          subjectAltName
            .split(', ')
            .flatMap((name) => (name.startsWith(kind) ? [name.slice(kind.length)] : []))
        return { sanDnsNames: names('DNS:'), sanUriNames: names('URI:') }
      },
      async verifyJwt(signer: { method: string; x5c?: string[] }, { compact }: { compact: string }) {
        const leaf = new X509Certificate(Buffer.from(signer.x5c![0]!, 'base64'))
        const jwk = leaf.publicKey.export({ format: 'jwk' })
        const jwt = parseJwt(compact)
        assert.ok(jwt.ok)
        const { signed, signature } = jwt.value
        const verified = await nodePrimitives.verify('ES256', holderKeyOf(jwk)!, signed, signature)
        return verified ? { verified, signerJwk: jwk } : { verified: false }
      }
    }
  } as unknown as ConstructorParameters<typeof Openid4vpClient>[0])
  const parsed = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link })
  const request = await client.resolveOpenId4vpAuthorizationRequest({
    authorizationRequestPayload: parsed.params as never
  })
  return request.authorizationRequestPayload as {
    client_id: string
    nonce: string
    state: string
    response_uri: string
    dcql_query: { credentials: { id: string }[] }
  }
}

async function present(
  { nonce, client_id }: { nonce: string; client_id: string },
  {
    key = wallet,
    credential = token,
    frame = { totals: { minutes: true, engagements: true }, period: true } as object | null
  } = {}
) {
  const iat = Math.floor(site.world.now().getTime() / 1000)
  return key.holder.present(credential, frame ?? undefined, {
    kb: { payload: { iat, aud: client_id, nonce } }
  })
}

const send = ({ response_uri, state }: { response_uri: string; state: string }, presentation: string) =>
  fetch(response_uri, {
    method: 'POST',
    body: new URLSearchParams({ state, vp_token: JSON.stringify({ passport: [presentation] }) })
  })

test('a reader asks, a wallet answers, the page that asked sees what was disclosed', async () => {
  const asked = await ask()
  assert.equal((await read(asked)).json.state, 'waiting')
  const request = await resolved(asked)
  assert.equal(request.client_id, 'x509_san_dns:localhost')
  assert.equal(request.dcql_query.credentials[0]!.id, 'passport')
  assert.equal((await send(request, await present(request))).status, 200)

  const answer = await read(asked)
  assert.equal(answer.json.state, 'answered')
  assert.equal(answer.json.verdict.outcome, 'holds')
  assert.equal(answer.json.verdict.disclosed.minutes, 440)
  assert.equal(answer.json.verdict.disclosed.name, null)
  const holder = answer.json.verdict.findings.find(({ check }: { check: string }) => check === 'holder')
  assert.equal(holder.outcome, 'holds')

  assert.equal((await send(request, await present(request))).status, 400, 'it is answered once')
  assert.equal((await read({ ...asked, secret: 'guessed' })).status, 410, 'nobody else sees it')
  assert.equal((await site.anonymous.get(`/oid4vp/requests/${asked.requestId}`)).status, 404)
})

test('a presentation for another request, or by another key, is shown as what it is', async () => {
  const [first, second] = [await ask(), await ask()]
  const [one, other] = [await resolved(first), await resolved(second)]
  await send(one, await present({ ...one, nonce: other.nonce }))
  const problems = async (asked: Asked) =>
    (await read(asked)).json.verdict.findings.flatMap(({ problems }: { problems: { code: string }[] }) =>
      problems.map(({ code }) => code)
    )
  assert.deepEqual(await problems(first), ['holder-proof-nonce'])
  await send(other, await present(other, { key: aWallet() }))
  assert.deepEqual(await problems(second), ['holder-key-wrong'])
})

test('an answer without all that was asked for is none, and a refusal is heard', async () => {
  const asked = await ask()
  const request = await resolved(asked)
  for (const frame of [{}, { totals: { minutes: true, engagements: true } }, { period: true }]) {
    const part = await send(request, await present(request, { frame }))
    assert.deepEqual([part.status, await part.json()], [400, { error: 'invalid_request' }])
  }
  const refuse = (state: string) =>
    fetch(request.response_uri, {
      method: 'POST',
      body: new URLSearchParams({ state, error: 'access_denied' })
    })
  const heard = await refuse(request.state)
  assert.deepEqual([heard.status, await heard.json()], [200, {}])
  assert.equal((await refuse('another')).status, 400)
  assert.equal((await read(asked)).json.state, 'waiting')
  assert.equal((await send(request, await present(request))).status, 200)
  assert.equal((await read(asked)).json.verdict.outcome, 'holds')
})

test('what proves nobody to be its holder is no answer, whoever issued it', async () => {
  const { app } = site.world
  const scope = { db: app.runtime.db, now: site.world.now(), newId: () => app.runtime.newId() }
  const statement = aStatement()
  const { holder, records } = statement
  const paper = await app.credentials.paperSummary(scope, statement)
  const badge = await app.credentials.badge(scope, {
    holder,
    record: records[0]!,
    logEntry: null,
    locale: 'kk'
  })
  for (const [form, stolen] of Object.entries({ paper, badge, 'sd-jwt': token })) {
    const asked = await ask()
    await send(await resolved(asked), stolen)
    const { verdict } = (await read(asked)).json
    const { problems } = verdict.findings.find(({ check }: { check: string }) => check === 'holder')
    const codes = problems.map(({ code }: { code: string }) => code)
    assert.deepEqual([verdict.form, verdict.outcome, codes], [form, 'fails', ['holder-proof-missing']])
    const bound = { credential: stolen, nonce: 'n', audience: 'a' }
    assert.equal((await site.anonymous.post('/api/verify', bound)).json.outcome, 'fails')
    assert.equal((await site.anonymous.post('/api/verify', { credential: stolen })).json.outcome, 'holds')
  }
})

test('a passport as large as one token takes is presented whole', async () => {
  const { app } = site.world
  const scope = { db: app.runtime.db, now: site.world.now(), newId: () => app.runtime.newId() }
  const { holder, totals, records } = aStatement()
  const { title, role, organiserName, locality } = LONGEST.texts
  const statement = {
    holder,
    totals,
    records: Array.from({ length: TOKEN_RECORDS_MAX }, () => ({
      ...records[0]!,
      title,
      role,
      organiserName,
      locality,
      contributionId: app.runtime.newId()
    }))
  }
  const issue = { kind: 'passport', subjectId: holder.passportId, validUntil: null } as const
  const credential = await app.credentials.token(scope, {
    ...issue,
    statement,
    log: new Map(),
    holderJwk: wallet.jwk
  })
  const isFull = credential.length <= TOKEN_CHARS_MAX && credential.length > TOKEN_CHARS_MAX - 24 * 1024
  assert.ok(isFull, `${credential.length} of ${TOKEN_CHARS_MAX}`)
  const asked = await ask()
  const request = await resolved(asked)
  assert.equal((await send(request, await present(request, { credential, frame: null }))).status, 200)
  const { verdict } = (await read(asked)).json
  assert.equal(verdict.outcome, 'holds')
  assert.equal(verdict.disclosed.records.length, recordsInToken(statement, new Map()))
})

test('a request is over after ten minutes, and what is no answer is refused', async () => {
  const asked = await ask()
  const request = await resolved(asked)
  const bad = await fetch(request.response_uri, { method: 'POST', body: new URLSearchParams({ state: 'x' }) })
  assert.equal(bad.status, 400)
  assert.equal((await fetch(request.response_uri)).status, 405)
  for (const id of ['-'.repeat(36), 'f'.repeat(36), crypto.randomUUID()])
    assert.equal((await site.anonymous.get(`/oid4vp/requests/${id}`)).status, 404, id)
  const { app } = site.world
  const kept = async () => {
    await app.credentials.forgetOver(app.runtime.db, site.world.now())
    const { rows } = await sql`select request_id from presentation_request`.execute(app.runtime.db)
    return rows.length
  }
  assert.ok(await kept())
  site.world.at(new Date(site.world.now().getTime() + 11 * 60_000))
  assert.equal((await send(request, await present(request))).status, 400)
  assert.equal((await read(asked)).status, 410)
  assert.equal(await kept(), 0, 'nor is anything left of what wallets answered')
})
