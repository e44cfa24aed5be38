import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { httpLog } from '#features/ledger/adapters/fetch.ts'
import { ed25519, nodeSha256 } from '#features/ledger/adapters/crypto.ts'
import { auditLog } from '#features/ledger/app/audit.ts'
import { parsePolicy } from '#features/ledger/domain/policy.ts'
import { setTimeout as wait } from 'node:timers/promises'
import { aConfirmedContribution } from '#tests/support/contributions.ts'
import { testSite, type TestSite } from '#tests/support/http.ts'
import { aPerson } from '#tests/support/people.ts'

let site: TestSite
const stop = new AbortController()
let work: Promise<void>

before(async () => {
  site = await testSite()
})
after(async () => {
  stop.abort()
  await work
  await site[Symbol.asyncDispose]()
})

/** Asks until it is so, for as long as a confirmation may take to reach the log. */
async function soon<T>(ask: () => Promise<T | null>): Promise<T> {
  for (const deadline = Date.now() + 10_000; ; await wait(50)) {
    const answer = await ask()
    if (answer !== null) return answer
    assert.ok(Date.now() < deadline, 'it did not come')
  }
}

test('what is confirmed reaches the public log, where a stranger can check all of it', async () => {
  const { world, anonymous } = site
  const { db } = world.app.runtime
  assert.equal((await anonymous.get('/log/checkpoint')).status, 404, 'there is no tree yet')
  work = world.app.ledger.work(db, stop.signal)
  const personId = await aPerson(world)
  const { contributionId, version } = await aConfirmedContribution(world, { personId })
  const ref = { personId, contributionId, version }
  const proof = await soon(() => world.app.ledger.proofOf(db, ref))

  const versions = [{ contributionId, version }]
  const index = Number(/^index (\d+)$/m.exec(proof)![1])
  assert.deepEqual(
    await world.app.ledger.entriesOf(db, personId, versions),
    new Map([[contributionId, { index, url: `${site.base}/log/entries/${index}` }]])
  )
  for (const [whose, version] of [
    [personId, 2],
    [await aPerson(world), 1]
  ] as const)
    assert.equal((await world.app.ledger.entriesOf(db, whose, [{ contributionId, version }])).size, 0)

  const holder = await site.as(personId)
  const own = await holder.get(`/api/me/contributions/${contributionId}/log-proof`)
  assert.equal(own.status, 200)
  assert.equal(own.json.proof, proof)
  const unknown = await holder.get(`/api/me/contributions/${personId}/log-proof`)
  assert.deepEqual([unknown.status, unknown.json.code], [404, 'log-proof-none'])

  const policy = parsePolicy(nodeSha256, (await anonymous.get('/log/policy')).text)
  assert.ok(policy.ok)
  const report = await auditLog({
    source: httpLog(`${site.base}/log`),
    crypto: { sha256: nodeSha256, verify: ed25519.verify },
    policy: policy.value
  })
  assert.deepEqual(report.findings, [])
  assert.equal(report.entries.record, 1)

  const checked = await world.app.ledger.queries.checkProof.run({ db, now: world.now() } as never, { proof })
  assert.ok(checked.ok)
  assert.equal(checked.value.recordMatches, true)
  assert.equal(checked.value.type, 'record')
  const changed = proof.replace(/extra \S+/, (line) => line.slice(0, 40) + 'AAAA' + line.slice(44))
  const forged = await world.app.ledger.queries.checkProof.run({ db } as never, { proof: changed })
  assert.notEqual(forged.ok && forged.value.recordMatches, true)
  const moved = await world.app.ledger.queries.checkProof.run({ db } as never, {
    proof: proof.replace(/index \d+/, 'index 77')
  })
  assert.ok(!moved.ok && moved.error.code === 'log-proof-not-included')
})

test('tiles are kept for ever, the checkpoint for a second, and nothing else is answered', async () => {
  const { anonymous } = site
  const checkpoint = await soon(async () => {
    const answer = await anonymous.get('/log/checkpoint')
    return answer.status === 200 ? answer : null
  })
  assert.equal(checkpoint.headers.get('content-type'), 'text/plain; charset=utf-8')
  assert.equal(checkpoint.headers.get('cache-control'), 'public, max-age=1')
  assert.equal(checkpoint.headers.get('access-control-allow-origin'), '*')
  const width = checkpoint.text.split('\n')[1]
  const tile = await anonymous.get(`/log/tile/0/000.p/${width}`)
  assert.equal(tile.status, 200)
  assert.equal(tile.headers.get('content-type'), 'application/octet-stream')
  assert.match(tile.headers.get('cache-control') ?? '', /immutable/)
  for (const path of [
    '/log/tile/0/000',
    '/log/tile/0/00',
    '/log/tile/entries/../../log-key.json',
    '/log/tile/%2e%2e/%2e%2e/log-key.json',
    '/log/statement/99999.json',
    '/log/statement/x.json'
  ])
    assert.equal((await anonymous.get(path)).status, 404, path)
  assert.equal((await anonymous.post('/log/checkpoint')).status, 405)
})
