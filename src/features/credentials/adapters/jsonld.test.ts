import assert from 'node:assert/strict'
import { test } from 'node:test'
import util from 'jsonld/lib/util.js'
import { aBadge, anIssuer } from '#tests/support/credentials.ts'
import { canonicalCheck } from './canonical-check.ts'
import { linkedData, linkedDataSigner } from './data-integrity.ts'
import { nodePrimitives } from './node-primitives.ts'

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

test('what contexts share of their terms is never changed by the library', async () => {
  const issuer = anIssuer(() => new Date())
  const { did, key, document } = await aBadge(issuer)
  // The modules put their own in its place when they are loaded.
  const signer = linkedDataSigner(issuer.keys)
  await signer.sign(document, { did, keyId: key.keyId, at: new Date() })
  const { clone } = util
  let shared = 0
  util.clone = (value) => {
    const copy = clone(value)
    if (copy instanceof Map) {
      shared += 1
      // The library is in strict mode: it throws when it changes what is frozen.
      for (const definition of copy.values()) frozen(definition)
    }
    return copy
  }
  try {
    const signed = await signer.sign(document, { did, keyId: key.keyId, at: new Date() })
    assert.equal(await linkedData.check(signed, key, did), 'holds')
    assert.equal(await canonicalCheck(nodePrimitives).check(signed, key, did), 'holds')
    assert.equal(await linkedData.check({ ...signed, unheardOf: 1 }, key, did), 'term-unknown')
  } finally {
    util.clone = clone
  }
  assert.ok(shared > 0, 'the library copies contexts in another way now')
})
