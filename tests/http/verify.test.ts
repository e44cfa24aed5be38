import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { after, before, test } from 'node:test'
import { statementOf } from '#features/credentials/index.ts'
import { checkInPage, type Kept } from '#features/credentials/ui/browser-verifier/index.ts'
import { pageLog, type AskEntries } from '#features/ledger/ui/page-log.ts'
import { aConfirmedContribution } from '#tests/support/contributions.ts'
import { testSite, type Answer, type TestSite } from '#tests/support/http.ts'
import { anOrganiser } from '#tests/support/organisers.ts'
import { aPdf } from '#tests/support/pdf.ts'
import { aPerson } from '#tests/support/people.ts'

let site: TestSite
const stop = new AbortController()
let work: Promise<void>

/** What a holder has of one contribution that stands in the log. */
let made: {
  personId: string
  contributionId: string
  index: number
  badge: string
  clr: string
  token: string
  paper: string
  proof: string
}
let confirmed: Awaited<ReturnType<typeof aConfirmedContribution>>
let coordinatorId: string

before(async () => {
  site = await testSite()
  const { world } = site
  const { credentials, ledger, people, runtime } = world.app
  work = ledger.work(runtime.db, stop.signal)
  const personId = await aPerson(world)
  const { organiserId, ownerId } = await anOrganiser(world)
  coordinatorId = ownerId
  confirmed = await aConfirmedContribution(world, { personId, organiserId, coordinatorId })
  const { contributionId, version } = confirmed
  const proof = await soon(() => ledger.proofOf(runtime.db, { personId, contributionId, version }))
  const card = (await people.cards(runtime.db, [personId])).get(personId)!
  const holder = { personId, passportId: card.passportId, name: 'Айгерім Сейітова' }
  const statement = statementOf(holder, [{ ...confirmed, confirmedAt: confirmed.decidedAt }])
  const record = statement.records[0]!
  const log = await ledger.entriesOf(runtime.db, personId, [{ contributionId, version }])
  const logEntry = log.get(contributionId)!
  const scope = { db: runtime.db, now: world.now(), newId: () => runtime.newId() }
  made = {
    personId,
    contributionId,
    index: logEntry.index,
    proof,
    badge: await credentials.badge(scope, { holder, record, logEntry, locale: 'kk' }),
    clr: await credentials.clr(scope, { statement, log, locale: 'kk' }),
    paper: await credentials.paperRecord(scope, { holder, record, logIndex: logEntry.index }),
    token: await credentials.token(scope, {
      kind: 'passport',
      subjectId: card.passportId,
      statement,
      log,
      validUntil: null,
      holderJwk: null
    })
  }
})
after(async () => {
  stop.abort()
  await work
  await site[Symbol.asyncDispose]()
})

async function soon<T>(ask: () => Promise<T | null>): Promise<T> {
  for (const deadline = Date.now() + 10_000; ; await wait(50)) {
    const answer = await ask()
    if (answer !== null) return answer
    assert.ok(Date.now() < deadline, 'it did not come')
  }
}

const verify = (credential: unknown) => site.anonymous.post('/api/verify', { credential })

/** As `curl --data-binary @file -H "content-type: …"` sends it. */
async function verifyFile(body: string | Buffer, type: string): Promise<Answer> {
  const response = await fetch(`${site.base}/api/verify`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : new Uint8Array(body)
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = bytes.toString()
  return { status: response.status, headers: response.headers, bytes, text, json: JSON.parse(text) }
}

const codes = ({ json }: Answer): string[] =>
  json.findings.flatMap(({ problems }: { problems: { code: string }[] }) => problems.map(({ code }) => code))

test('every form says in the log since when, in which tree and witnessed by whom', async () => {
  for (const form of ['badge', 'clr', 'token', 'paper'] as const) {
    const answer = await verify(made[form])
    assert.deepEqual([answer.json.outcome, codes(answer)], ['holds', []], form)
    const { log } = answer.json
    assert.equal(log.origin, 'localhost/log')
    assert.ok(log.size > made.index)
    assert.deepEqual([log.witnessed, log.witnesses], ['none', []])
    const [{ since, ...entry }] = log.entries
    assert.deepEqual(entry, { index: made.index, amended: 'no', amendedBy: null })
    assert.ok(Date.parse(since) <= site.world.now().getTime() + 1)
  }
})

test('a proof file is checked, and discloses its record', async () => {
  const answer = await verifyFile(made.proof, 'text/plain')
  assert.deepEqual([answer.json.form, answer.json.outcome, codes(answer)], ['log-proof', 'holds', []])
  const [record] = answer.json.disclosed.records
  assert.deepEqual(
    [record.contributionId, record.minutes, record.logIndex],
    [made.contributionId, confirmed.minutes, made.index]
  )
  // As it comes out of an editor of another system, without its last line end.
  const pasted = made.proof.trimEnd().replaceAll('\n', '\r\n')
  assert.equal((await verify(pasted)).json.outcome, 'holds')

  const problems = async (text: string) => codes(await verify(text))
  assert.deepEqual(await problems(made.proof.replace(/^index .*$/m, 'index 99')), ['log-entry-absent'])
  assert.deepEqual(await problems(made.proof.replace('localhost/log\n', 'elsewhere/log\n')), ['log-foreign'])
  assert.deepEqual(await problems(made.proof.replace(/^extra .*\n/m, '')), ['log-record-absent'])
  assert.deepEqual(await problems(made.proof.slice(0, -30)), ['log-proof-malformed'])
  const other = made.proof.replace(/^extra (.*)$/m, (_, text: string) => {
    const extra = Buffer.from(text, 'base64').toString().replace('"confirmed":', '"confirmed": ')
    return `extra ${Buffer.from(extra).toString('base64')}`
  })
  assert.deepEqual(await problems(other), ['log-proof-malformed'], 'the record is not canonical any more')
  const richer = made.proof.replace(/^extra (.*)$/m, (_, text: string) => {
    const extra = Buffer.from(text, 'base64')
      .toString()
      .replace(/"minutes":\d+/, '"minutes":9000')
    return `extra ${Buffer.from(extra).toString('base64')}`
  })
  assert.deepEqual(await problems(richer), ['log-record-changed'])
})

test('files are taken as they are, whatever their type says', async () => {
  const sent: [string, string][] = [
    [made.badge, 'application/vc+ld+json'],
    [made.clr, 'application/octet-stream'],
    [made.token, 'application/dc+sd-jwt'],
    [made.paper, 'text/plain; charset=utf-8']
  ]
  for (const [text, type] of sent) assert.equal((await verifyFile(text, type)).json.outcome, 'holds', type)
  const both = await site.anonymous.post('/api/verify', { credential: 'x', file: 'x' })
  assert.equal(both.status, 422)
  assert.equal((await verifyFile('x', 'image/png')).status, 415)
  const large = await verifyFile(Buffer.alloc(2 * 1024 * 1024 + 1), 'application/pdf')
  assert.deepEqual([large.status, large.json.code], [413, 'body-too-large'])
  const { paths } = (await site.anonymous.get('/api/openapi.json')).json
  const body = paths['/verify'].post.requestBody.content
  assert.ok(body['application/pdf'] && !('file' in body['application/json'].schema.properties))
})

test('of a PDF each credential in it is checked, and that its print is signed by nobody is said', async () => {
  const files = {
    'passport.sd-jwt': made.token,
    'record.tlog-proof': made.proof,
    'badge.json': made.badge
  }
  const answer = await verifyFile(await aPdf(files), 'application/pdf')
  assert.deepEqual([answer.json.form, answer.json.outcome], ['pdf', 'open'])
  assert.deepEqual(codes(answer), ['print-not-checked'])
  assert.deepEqual(
    answer.json.parts.map(({ name, verdict }: { name: string; verdict: { outcome: string } }) => [
      name,
      verdict.outcome
    ]),
    Object.keys(files).map((name) => [name, 'holds'])
  )
  assert.equal(answer.json.disclosed.name, 'Айгерім Сейітова')

  const forged = await verifyFile(
    await aPdf({ ...files, 'badge.json': made.badge.replace('"name":"', '"name":"X') }),
    'application/pdf'
  )
  assert.equal(forged.json.outcome, 'fails')
  const signature = forged.json.findings.find(({ check }: { check: string }) => check === 'signature')
  assert.deepEqual(
    signature.problems.map(({ code, at }: { code: string; at: string }) => [code, at]),
    [['signature-wrong', 'badge.json']]
  )
  const noise = await verifyFile(await aPdf({ ...files, 'readme.txt': 'hello' }), 'application/pdf')
  assert.equal(noise.json.outcome, 'fails', 'what is no credential is not passed over')
  for (const foreign of [await aPdf({}), await aPdf({ 'data.csv': 'a;b' }), Buffer.from('%PDF-1.7\n%%EOF')])
    assert.deepEqual(codes(await verifyFile(foreign, 'application/pdf')), ['pdf-without-credential'])
  assert.deepEqual(codes(await verify('%PDF-1.7')), ['format-unknown'], 'a PDF is no text')
})

/** What the page fetches at a visit, all of it public. */
async function visit(ask: AskEntries): Promise<Kept> {
  const issuers = [await site.world.app.credentials.issuer()]
  const url = `${site.base}/status/token/1`
  const { keepList } = await import('#features/credentials/ui/browser-verifier/index.ts')
  const list = await keepList((await site.anonymous.get('/status/token/1')).text, url, issuers)
  const policy = (await site.anonymous.get('/log/policy')).text
  const checkpoint = (await site.anonymous.get('/log/checkpoint')).text
  return { issuers, lists: [list!], log: pageLog({ policy, checkpoint }, ask)! }
}

const askSite: AskEntries = async (indexes) => {
  const query = indexes.map((index) => `index=${index}`).join('&')
  const { json } = await site.anonymous.get(`/api/log/entries?${query}`)
  return json.entries.map((entry: { since: string }) => ({ ...entry, since: new Date(entry.since) }))
}

test('the page comes to the same verdicts, and offline says what it could not ask', async () => {
  const online = await visit(askSite)
  const offline = await visit(async () => Promise.reject(new TypeError('offline')))
  const now = site.world.now()
  for (const form of ['badge', 'clr', 'token', 'paper', 'proof'] as const) {
    const here = await checkInPage(made[form], online, now)
    const there = (await verify(made[form])).json
    assert.equal(here.outcome, 'holds', form)
    assert.deepEqual(JSON.parse(JSON.stringify(here.log)), there.log, form)
    assert.deepEqual(JSON.parse(JSON.stringify(here.disclosed)), there.disclosed, form)
    const alone = await checkInPage(made[form], offline, now)
    assert.equal(alone.outcome, 'open', form)
    assert.deepEqual(
      alone.findings.flatMap(({ problems }) => problems.map(({ code }) => code)),
      ['amendments-unknown'],
      form
    )
  }
  const pdf = new Uint8Array(await aPdf({ 'passport.sd-jwt': made.token, 'badge.json': made.badge }))
  const paper = await checkInPage(pdf, online, now)
  assert.deepEqual(
    paper.parts.map(({ name, verdict }) => [name, verdict.outcome]),
    [
      ['passport.sd-jwt', 'holds'],
      ['badge.json', 'holds']
    ]
  )
})

test('what is asked of the log has to be places of it', async () => {
  for (const query of ['', 'index=-1', 'index=x', 'index=', `index=${'9'.repeat(20)}`])
    assert.equal((await site.anonymous.get(`/api/log/entries?${query}`)).status, 422, query)
  const many = Array.from({ length: 201 }, (_, i) => `index=${i}`).join('&')
  assert.equal((await site.anonymous.get(`/api/log/entries?${many}`)).status, 422)
  const { json } = await site.anonymous.get(`/api/log/entries?index=${made.index}&index=123456789`)
  assert.deepEqual(
    json.entries.map(({ index }: { index: number }) => index),
    [made.index]
  )
})

test('a place that the log does not have is named, and so is a correction', async () => {
  const { credentials, people, runtime } = site.world.app
  const card = (await people.cards(runtime.db, [made.personId])).get(made.personId)!
  const holder = { personId: made.personId, passportId: card.passportId, name: 'Айгерім' }
  const statement = statementOf(holder, [{ ...confirmed, confirmedAt: confirmed.decidedAt }])
  const scope = { db: runtime.db, now: site.world.now(), newId: () => runtime.newId() }
  const tokenAt = (index: number) =>
    credentials.token(scope, {
      kind: 'extract',
      subjectId: runtime.newId(),
      statement,
      log: new Map([[made.contributionId, { index, url: '' }]]),
      validUntil: null,
      holderJwk: null
    })
  assert.deepEqual(codes(await verify(await tokenAt(1_000_000))), ['log-entry-absent'])
  const extract = await tokenAt(made.index)
  assert.equal((await verify(extract)).json.outcome, 'holds')

  const coordinator = await site.as(coordinatorId)
  const corrected = await coordinator.post(`/api/contributions/${made.contributionId}/versions`, {
    personId: made.personId,
    version: 1,
    decision: 'amend',
    minutes: 60,
    reason: 'Уақыты қате жазылған, түзетілді.'
  })
  assert.equal(corrected.status, 201, corrected.text)
  const amended = await soon(async () => {
    const answer = await verify(extract)
    return answer.json.outcome === 'holds' ? null : answer
  })
  assert.deepEqual(codes(amended), ['record-amended'])
  const { log } = amended.json
  assert.equal(log.entries[0].amended, 'yes')
  assert.ok(log.entries[0].amendedBy > made.index)
  assert.deepEqual(codes(await verify(made.proof)), ['record-amended'])
  assert.deepEqual(codes(await verify(made.badge)), ['revoked', 'record-amended'])
  const next = (await site.world.app.ledger.proofOf(runtime.db, {
    personId: made.personId,
    contributionId: made.contributionId,
    version: 2
  }))!
  assert.equal((await verify(next)).json.disclosed.records[0].minutes, 60)
  assert.equal((await checkInPage(next, await visit(askSite), site.world.now())).outcome, 'holds')
  assert.equal((await checkInPage(made.proof, await visit(askSite), site.world.now())).outcome, 'fails')
})
