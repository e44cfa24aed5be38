import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { fromUtf8, toBase64, utf8 } from '#platform/prelude/bytes.ts'
import { nodeSha256 } from '../adapters/crypto.ts'
import { p256Multibase } from '../domain/issuer-metadata.ts'
import { statementReader } from '../domain/statements.ts'
import { auditPublished } from './audit-published.ts'

const DID = 'did:web:erikti.kz'
const AT = '2026-11-22T10:00:00.123Z'
const DOCUMENT = '/.well-known/did.json'
const LISTED = '/.well-known/jwt-vc-issuer'
const CHAIN = '/.well-known/issuer-chain.pem'

const newJwk = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
type Jwk = ReturnType<typeof newJwk>
const [now, former, lost, stranger] = [newJwk(), newJwk(), newJwk(), newJwk()] as const

/** In these tests a certificate is the key that it certifies. */
const certificateOf = (jwk: Jwk) => JSON.stringify(jwk)
const certifiedKey = (certificate: Uint8Array): unknown => {
  try {
    return JSON.parse(fromUtf8(certificate)!)
  } catch {
    return null
  }
}

const listed = (kid: string, jwk: Jwk, certified = jwk) => ({
  ...jwk,
  kid,
  alg: 'ES256',
  use: 'sig',
  x5c: [toBase64(utf8(certificateOf(certified)))]
})
const metadata = (...keys: readonly object[]) =>
  JSON.stringify({ issuer: 'https://erikti.kz', jwks: { keys } })

/** Keys that sign SD-JWT in the log: one that does, one that did, one that was given up; and all that is published of them. */
function aSite() {
  const stated = statementReader()
  const state = (key: string, event: string, jwk: Jwk | null = null) => {
    const publicKeyMultibase = jwk && { publicKeyMultibase: p256Multibase(jwk) }
    const document = { v: 'erikti/key-event/v1', issuer: DID, key, event, at: AT, ...publicKeyMultibase }
    assert.equal(stated.read('key-event', document), null)
  }
  state('former', 'made', former)
  state('lost', 'made', lost)
  state('now', 'made', now)
  state('former', 'retired')
  state('lost', 'revoked')
  const method = (key: string, jwk: Jwk, more: object = {}) => ({
    id: `${DID}#${key}`,
    publicKeyMultibase: p256Multibase(jwk),
    ...more
  })
  const document = (...more: readonly { id: string }[]) =>
    JSON.stringify({
      '@context': [],
      id: DID,
      verificationMethod: [
        method('now', now),
        method('former', former),
        method('lost', lost, { revoked: '2026-11-22T10:00:00Z' }),
        ...more
      ],
      assertionMethod: [`${DID}#now`, `${DID}#former`, ...more.map(({ id }) => id)]
    })
  const files = new Map([
    [DOCUMENT, document()],
    [LISTED, metadata(listed('now', now), listed('former', former))],
    [CHAIN, certificateOf(now)]
  ])
  return {
    files,
    state,
    publishAnother: () => void files.set(DOCUMENT, document(method('new', stranger))),
    /** `later` happens while the auditor waits, with the milliseconds so far. */
    async audit(later: (ms: number) => void = () => {}) {
      let waited = 0
      const site = {
        get: async (path: string) => (files.has(path) ? utf8(files.get(path)!) : null),
        certifiedKey,
        unzip: () => null
      }
      const wait = async (ms: number) => later((waited += ms))
      const findings = await auditPublished({ stated, readOn: async () => true }, site, nodeSha256, wait)
      return findings.map(({ kind, subject }) => `${kind} ${subject.replace(`${DID}#`, '')}`)
    }
  }
}

test('each silent change of the keys that wallets read, or of the chain of certificates, is found', async () => {
  assert.deepEqual(await aSite().audit(), [])
  const [key, old] = [listed('now', now), listed('former', former)]
  const changes: [string, string, string | null, readonly string[]][] = [
    [
      'a key that nobody stated',
      LISTED,
      metadata(key, old, listed('x', stranger)),
      [`key-unstated key x in ${LISTED}`]
    ],
    [
      'another key of the same name',
      LISTED,
      metadata(listed('now', stranger), old),
      [`key-unstated key now in ${LISTED}`]
    ],
    ['a key is gone', LISTED, metadata(key), [`key-missing key former in ${LISTED}`]],
    [
      'a lost key is good again',
      LISTED,
      metadata(key, old, listed('lost', lost)),
      [`key-missing key lost in ${LISTED}`]
    ],
    [
      'the certificate of another key',
      LISTED,
      metadata(listed('now', now, stranger), old),
      [`chain-wrong key now in ${LISTED}`]
    ],
    [
      'keys of another issuer',
      LISTED,
      metadata(key, old).replace('https://erikti.kz', 'https://other.kz'),
      ['now', 'former']
        .flatMap((name) => `key-unstated key did:web:other.kz#${name} in ${LISTED}`)
        .concat(['former', 'now'].map((name) => `key-missing key ${name} in ${LISTED}`))
    ],
    ['no list of keys', LISTED, 'nothing', [`keys-unreadable ${LISTED}`]],
    ['nothing', LISTED, null, [`keys-unreadable ${LISTED}`]],
    ['the chain of a stranger', CHAIN, certificateOf(stranger), [`chain-wrong ${CHAIN}`]],
    ['the chain of a key that signs no more', CHAIN, certificateOf(former), [`chain-wrong ${CHAIN}`]],
    ['the chain of a key that was given up', CHAIN, certificateOf(lost), [`chain-wrong ${CHAIN}`]],
    ['no chain', CHAIN, 'nothing', [`chain-wrong ${CHAIN}`]],
    ['nothing', CHAIN, null, [`chain-wrong ${CHAIN}`]]
  ]
  for (const [what, path, text, found] of changes) {
    const site = aSite()
    if (text === null) site.files.delete(path)
    else site.files.set(path, text)
    assert.deepEqual(await site.audit(), found, what)
  }
})

test('another key that takes over is given its time, and what was shown once has to be stated', async () => {
  const takeOver = () => {
    const site = aSite()
    site.publishAnother()
    site.files.set(LISTED, metadata(listed('now', now), listed('former', former), listed('new', stranger)))
    site.files.set(CHAIN, certificateOf(stranger))
    return site
  }
  const honest = takeOver()
  const none = await honest.audit((ms) => {
    if (ms !== 60_000) return
    honest.state('new', 'made', stranger)
    honest.state('now', 'retired')
  })
  assert.deepEqual(none, [])

  const lie = takeOver()
  const found = await lie.audit(() => {
    for (const [path, text] of aSite().files) lie.files.set(path, text)
  })
  assert.deepEqual(found, [
    'key-unstated key new',
    `key-unstated key new in ${LISTED}`,
    `chain-wrong ${CHAIN}`
  ])
})

test('an issuer without keys for SD-JWT has no chain and no list to show', async () => {
  const stated = statementReader()
  stated.read('key-event', {
    v: 'erikti/key-event/v1',
    issuer: DID,
    key: 'k',
    event: 'made',
    at: AT,
    publicKeyMultibase: 'z6Mk'
  })
  const document = JSON.stringify({
    id: DID,
    verificationMethod: [{ id: `${DID}#k`, publicKeyMultibase: 'z6Mk' }],
    assertionMethod: [`${DID}#k`]
  })
  const site = {
    get: async (path: string) => (path === DOCUMENT ? utf8(document) : null),
    certifiedKey,
    unzip: () => null
  }
  const soFar = { stated, readOn: async () => true }
  assert.deepEqual(await auditPublished(soFar, site, nodeSha256, async () => {}), [])
})
