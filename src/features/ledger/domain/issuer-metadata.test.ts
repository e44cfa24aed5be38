import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isP256, p256Multibase, readIssuerMetadata } from './issuer-metadata.ts'

// An example of the specification of did:key.
const JWK = {
  kty: 'EC',
  crv: 'P-256',
  x: 'fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI',
  y: 'hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU'
}
const MULTIBASE = 'zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169'

test('a P-256 key has the multibase that the specification gives it; what is none has none', () => {
  assert.equal(p256Multibase(JWK), MULTIBASE)
  assert.ok(isP256(MULTIBASE))
  for (const wrong of [
    null,
    'x',
    { ...JWK, kty: 'OKP' },
    { ...JWK, crv: 'P-384' },
    { ...JWK, x: 'AA' },
    { ...JWK, y: undefined },
    { ...JWK, y: `${JWK.y.slice(0, -1)}V` }
  ])
    assert.equal(p256Multibase(wrong), null, JSON.stringify(wrong))
})

test('only a list of keys such as we publish is read, where nothing else can hide', () => {
  const key = { ...JWK, kid: 'k1', alg: 'ES256', use: 'sig', x5c: ['AAEC', 'AAAA'] }
  const metadata = (keys: unknown, more: object = {}) =>
    JSON.stringify({ issuer: 'https://erikti.kz:8443', jwks: { keys }, ...more })
  assert.deepEqual(readIssuerMetadata(metadata([key])), [
    { method: 'did:web:erikti.kz%3A8443#k1', multibase: MULTIBASE, certificate: Uint8Array.of(0, 1, 2) }
  ])
  assert.deepEqual(readIssuerMetadata(metadata([])), [])
  const { kid: _, ...nameless } = key
  for (const wrong of [
    '',
    '[]',
    metadata({}),
    metadata([null]),
    metadata([nameless]),
    metadata([{ ...key, d: 'x' }]),
    metadata([{ ...key, kid: 1 }]),
    metadata([{ ...key, x5c: [] }]),
    metadata([{ ...key, x5c: ['*'] }]),
    metadata([{ ...key, crv: 'P-384' }]),
    metadata([key], { jwks_uri: 'https://other.kz' }),
    metadata([key], { issuer: 'nobody' }),
    metadata([key], { jwks: { keys: [key], more: [key] } }),
    metadata([key]).replace('"kid":"k1"', '"kid":"k0","kid":"k1"')
  ])
    assert.equal(readIssuerMetadata(wrong), null, wrong)
})
