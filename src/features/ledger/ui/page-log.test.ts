import assert from 'node:assert/strict'
import { test } from 'node:test'
import kept from '#tests/corpus/issued.json' with { type: 'json' }
import { askHere, pageLog, type AskEntries } from './page-log.ts'

const { log } = kept
const proof = kept.credentials['log-proof']
const offline: AskEntries = async () => Promise.reject(new TypeError('offline'))

test('a page that keeps policy and checkpoint knows the tree, its witnesses, and what it cannot know', async () => {
  const page = pageLog(log, offline)!
  const seen = await page.look([7, 3])
  assert.deepEqual([seen?.origin, seen?.size, seen?.witnessed], ['erikti.example/log', 11, 'quorum'])
  assert.deepEqual(
    seen?.witnesses.map(({ name }) => name),
    ['witness.example/one']
  )
  assert.deepEqual(
    seen?.entries.map(({ index, since, amended }) => [index, since, amended]),
    [
      [7, null, 'unknown'],
      [3, null, 'unknown']
    ]
  )
  assert.equal(await page.look([11]), null, 'what is later than the tree was not there to be seen')
  const proven = await page.prove(proof)
  assert.ok(proven.ok)
  assert.equal(proven.log.entries[0]?.amended, 'unknown')
})

test('witnesses that nobody can reach are the log’s own, and a policy without a quorum has none', async () => {
  const own = pageLog({ ...log, policy: log.policy.replace(' https://witness.example', '') })!
  assert.equal((await own.look([1]))?.witnessed, 'local')
  const none = pageLog({ ...log, policy: log.policy.replace(/group[\s\S]*$/, 'quorum none\n') })!
  assert.equal((await none.look([1]))?.witnessed, 'none')
  assert.ok((await none.prove(proof)).ok)
})

test('a changed checkpoint, policy or proof is nothing to rely on', async () => {
  const grown = log.checkpoint.replace('\n11\n', '\n12\n')
  assert.equal(await pageLog({ ...log, checkpoint: grown })!.look([1]), null)
  assert.equal(pageLog({ ...log, checkpoint: 'nothing' }), null)
  assert.equal(pageLog({ ...log, policy: 'nothing' }), null)
  const page = pageLog(log)!
  const reason = async (text: string) => {
    const proven = await page.prove(text)
    return proven.ok ? null : proven.reason
  }
  assert.equal(await reason(proof.replace('\n11\n', '\n12\n')), 'bad-signature')
  assert.equal(await reason(proof.replace('index 7', 'index 6')), 'not-included')
  assert.equal(await reason(proof.replace(/^extra .*\n/m, '')), 'no-record')
  assert.equal(await reason(proof.slice(0, 100)), 'unreadable')
  const stranger = log.policy.replace(
    /^log \S+/m,
    'log example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
  )
  assert.equal(await pageLog({ ...log, policy: stranger })!.look([1]), null)
})

test('the installation is asked in parts, and a refusal is no answer', async () => {
  const { fetch } = globalThis
  const asked: string[] = []
  let status = 200
  globalThis.fetch = async (url) => {
    asked.push(String(url))
    const entries = [{ index: 1, since: '2026-11-22T18:00:00.000Z', amended: 'no', amendedBy: null }]
    return Response.json({ entries }, { status })
  }
  try {
    const told = await askHere(Array.from({ length: 450 }, (_, index) => index))
    assert.equal(asked.length, 3)
    assert.ok(asked.every((url) => url.split('index=').length <= 201))
    assert.deepEqual(told?.[0]?.since, new Date('2026-11-22T18:00:00Z'))
    status = 429
    assert.equal(await askHere([1]), null)
  } finally {
    globalThis.fetch = fetch
  }
})
