import assert from 'node:assert/strict'
import { test } from 'node:test'
import { from } from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { canonicalCheck } from '../adapters/canonical-check.ts'
import { loadContexts, mapLoader } from '../adapters/contexts.ts'
import { nodePrimitives } from '../adapters/node-primitives.ts'
import eddsa from '../vectors/eddsa-rdfc-2022.json' with { type: 'json' }
import rfc9901 from '../vectors/rfc9901.json' with { type: 'json' }
import { concat, toBase58, toBase64url, utf8 } from './bytes.ts'
import { multibaseOf, type PublicJwk, type PublicKey } from './keys.ts'
import { discloseClaims, parseSdJwt } from './sd-jwt.ts'
import type { JsonObject } from './strict-json.ts'
import { holderKeyOf } from './trust.ts'

const ES256_KEY = rfc9901.issuerJwk as PublicJwk

for (const { section, presentation, claims } of rfc9901.examples)
  test(`RFC 9901, ${section}: the presentation holds and discloses what the RFC says`, async () => {
    const parsed = parseSdJwt(presentation)
    assert.ok(parsed.ok)
    const { jwt, disclosures, holderProof } = parsed.value
    assert.ok(await nodePrimitives.verify('ES256', ES256_KEY, jwt.signed, jwt.signature))
    const disclosed = await discloseClaims(jwt.payload, disclosures, nodePrimitives.digest)
    assert.ok(disclosed.ok)
    assert.deepEqual(disclosed.value, claims)
    if (!holderProof) return
    const holder = holderKeyOf((jwt.payload['cnf'] as JsonObject)['jwk'])
    assert.ok(
      await nodePrimitives.verify('ES256', holder!, holderProof.jwt.signed, holderProof.jwt.signature)
    )
    assert.equal(holderProof.jwt.payload['sd_hash'], await nodePrimitives.digest(holderProof.over))
  })

test('the W3C vector of eddsa-rdfc-2022: canonical forms, hashes and signature', async () => {
  const { proof, ...document } = eddsa.signed
  const { proofValue, ...options } = proof
  const loader = mapLoader(await loadContexts())
  const hashOf = async (input: object) =>
    nodePrimitives.sha256(utf8(await cryptosuite.canonize(input, { documentLoader: loader })))
  const documentHash = await hashOf(document)
  const optionsHash = await hashOf({ '@context': document['@context'], ...options })
  assert.equal(Buffer.from(documentHash).toString('hex'), eddsa.canonicalDocumentHash)
  assert.equal(Buffer.from(optionsHash).toString('hex'), eddsa.proofConfigHash)

  const { publicKey } = await from({ type: 'Multikey', publicKeyMultibase: eddsa.publicKeyMultibase })
  const jwk: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x: toBase64url(publicKey) }
  assert.equal(multibaseOf(jwk), eddsa.publicKeyMultibase)
  const signature = new Uint8Array(Buffer.from(eddsa.signature, 'hex'))
  assert.equal(`z${toBase58(signature)}`, proofValue)
  const signed = concat(optionsHash, documentHash)
  assert.ok(await nodePrimitives.verify('Ed25519', jwk, signed, signature))
  assert.ok(!(await nodePrimitives.verify('Ed25519', jwk, concat(documentHash, optionsHash), signature)))
})

test('the W3C vector holds as the page checks it, and no other', async () => {
  const { publicKey } = await from({ type: 'Multikey', publicKeyMultibase: eddsa.publicKeyMultibase })
  const key: PublicKey = {
    keyId: eddsa.publicKeyMultibase,
    algorithm: 'Ed25519',
    jwk: { kty: 'OKP', crv: 'Ed25519', x: toBase64url(publicKey) },
    chain: [],
    formerLeaves: [],
    createdAt: new Date(0),
    retiredAt: null,
    revokedAt: null
  }
  const page = canonicalCheck(nodePrimitives)
  const outcomeOf = (document: JsonObject) => page.check(document, key, '')
  const { signed } = eddsa as { signed: JsonObject & { proof: JsonObject } }
  assert.equal(await outcomeOf(signed), 'holds')
  assert.equal(await outcomeOf({ ...signed, proof: [signed.proof] }), 'holds')
  assert.equal(await outcomeOf({ ...signed, name: 'Another' }), 'changed')
  assert.equal(
    await outcomeOf({ ...signed, proof: { ...signed.proof, created: '2020-01-01T00:00:00Z' } }),
    'changed'
  )
  assert.equal(await outcomeOf({ ...signed, proof: 'none' }), 'changed')
  assert.equal(await outcomeOf({ ...signed, '@context': ['https://evil.example/c'] }), 'term-unknown')
})
