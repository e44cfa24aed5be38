import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refused } from '#platform/use-case.ts'
import { aBadge, anIssuer } from '#tests/support/credentials.ts'
import { linkedData } from './data-integrity.ts'
import { linkedDataThread } from './linked-data-thread.ts'

const issuer = anIssuer(() => new Date())
const { keys } = issuer
const { did, key, document } = await aBadge(issuer)

const now = () => ({ did, keyId: key.keyId, at: new Date() })

test('what the thread signs holds for the library itself, and the other way round', async () => {
  const apart = linkedDataThread(keys)
  const signed = await apart.sign(document, now())
  assert.equal(await linkedData.check(signed, key, did), 'holds')
  assert.equal(await apart.check(signed, key, did), 'holds')
  assert.equal(await apart.check({ ...signed, name: 'other' }, key, did), 'changed')
  assert.equal(await apart.check({ ...signed, unheardOf: 1 }, key, did), 'term-unknown')
})

test('a signature that is refused fails its own task and no other', async () => {
  const apart = linkedDataThread({
    sign: (keyId, data) =>
      keyId === key.keyId ? keys.sign(keyId, data) : Promise.reject(new Error('no such key'))
  })
  const [refused, signed] = await Promise.allSettled([
    apart.sign(document, { ...now(), keyId: 'other' }),
    apart.sign(document, now())
  ])
  assert.match(String(refused.status === 'rejected' && refused.reason), /no such key/)
  assert.equal(signed.status, 'fulfilled')
})

test('more checks than may wait are asked to come again; what we sign waits', async () => {
  const apart = linkedDataThread(keys)
  const signed = await apart.sign(document, now())
  const checks = Array.from({ length: 25 }, () => apart.check(signed, key, did))
  const [late, ...outcomes] = await Promise.allSettled([apart.sign(document, now()), ...checks])
  assert.equal(late.status, 'fulfilled')
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  assert.equal(refused.length, 5)
  for (const one of refused) {
    assert.ok(one.status === 'rejected' && one.reason instanceof Refused)
    assert.equal(one.reason.failure.code, 'checks-busy')
  }
  assert.equal(await apart.check(signed, key, did), 'holds', 'and afterwards there is room again')
})
