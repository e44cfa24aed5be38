import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex, utf8 } from '#platform/prelude/bytes.ts'
import { nodeSha256 } from '../adapters/crypto.ts'
import { statementReader } from '../domain/statements.ts'
import { auditPublished, STATED_MS_MAX } from './audit-published.ts'

const DID = 'did:web:erikti.kz'
const AT = '2026-11-22T10:00:00.123Z'
const digestOf = (text: string) => toHex(nodeSha256(utf8(text)))

const method = (key: string, more: object = {}) => ({
  id: `${DID}#${key}`,
  type: 'Multikey',
  controller: DID,
  publicKeyMultibase: `z-${key}`,
  ...more
})
const didDocument = (methods: readonly { id: string; revoked?: string }[], more: object = {}) =>
  JSON.stringify({
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: DID,
    verificationMethod: methods,
    assertionMethod: methods.filter(({ revoked }) => !revoked).map(({ id }) => id),
    ...more
  })

/** A log with two good keys, one that was given up, and a list in its second publication; and what is published. */
function aSite() {
  const stated = statementReader()
  const state = (key: string, event: string) =>
    stated.read('key-event', {
      v: 'erikti/key-event/v1',
      issuer: DID,
      key,
      event,
      at: AT,
      ...(event === 'made' ? { publicKeyMultibase: `z-${key}` } : {})
    })
  let publications = 0
  const publish = (bitstring: string, token: string) =>
    stated.read('status-list-digest', {
      v: 'erikti/status-list/v1',
      list: 1,
      version: ++publications,
      at: `2026-11-22T10:0${publications}`,
      bitstring: { url: 'https://erikti.kz/status/bitstring/1', sha256: digestOf(bitstring) },
      token: { url: 'https://erikti.kz/status/token/1', sha256: digestOf(token) }
    })
  for (const key of ['a', 'b', 'gone']) assert.equal(state(key, 'made'), null)
  assert.equal(state('gone', 'revoked'), null)
  assert.equal(publish('old bits', 'old token'), null)
  assert.equal(publish('bits', 'token'), null)
  const gone = method('gone', { revoked: '2026-11-22T10:00:00Z' })
  const files = new Map<string, string>([
    ['/.well-known/did.json', didDocument([method('a'), method('b'), gone])],
    ['/status/bitstring/1', 'bits'],
    ['/status/token/1', 'token']
  ])
  let waited = 0
  return {
    files,
    gone,
    state,
    publish,
    waited: () => waited,
    /** `later` happens while the auditor waits, with the milliseconds so far. */
    async audit(later: (ms: number) => void = () => {}) {
      waited = 0
      const site = {
        published: async (path: string) => {
          const text = files.get(path)
          return text === undefined ? null : utf8(text)
        },
        readOn: async () => true
      }
      const wait = async (ms: number) => later((waited += ms))
      const findings = await auditPublished(stated, site, nodeSha256, wait)
      return findings.map(({ kind, subject }) => `${kind} ${subject.replace(`${DID}#`, '')}`)
    }
  }
}

test('keys and lists that are as the log states them are no finding, and nothing is waited for', async () => {
  const site = aSite()
  assert.deepEqual(await site.audit(), [])
  assert.equal(site.waited(), 0)
})

test('each silent change of a key is found when the time for honest delay is over', async () => {
  const { gone } = aSite()
  const [a, b] = [method('a'), method('b')]
  const changes: [string, string | null, readonly string[]][] = [
    ['a key without an event', didDocument([a, b, gone, method('c')]), ['key-unstated key c']],
    ['an event without a key', didDocument([a, gone]), ['key-missing key b']],
    [
      'a revocation without an event',
      didDocument([a, { ...b, revoked: AT }, gone]),
      ['key-unstated key b', 'key-missing key b']
    ],
    ['a revoked key is good again', didDocument([a, b, method('gone')]), ['key-missing key gone']],
    [
      'a revoked key vouches again',
      didDocument([a, b, gone], { assertionMethod: [a, b, gone].map(({ id }) => id) }),
      ['key-missing key gone']
    ],
    [
      'a good key vouches no more',
      didDocument([a, b, gone], { assertionMethod: [a.id] }),
      ['key-missing key b']
    ],
    [
      'another key of the same name',
      didDocument([a, method('b', { publicKeyMultibase: 'z-x' }), gone]),
      ['key-unstated key b']
    ],
    [
      'the time of a revocation',
      didDocument([a, b, { ...gone, revoked: '2027-01-01T00:00:00Z' }]),
      ['key-unstated key gone']
    ],
    [
      'another issuer',
      didDocument([a, b, gone]).replaceAll(DID, 'did:web:other.kz'),
      [
        'key-unstated key did:web:other.kz#a',
        'key-unstated key did:web:other.kz#b',
        'key-unstated key did:web:other.kz#gone',
        'key-unstated key did:web:other.kz#gone',
        'key-missing key a',
        'key-missing key b',
        'key-missing key gone'
      ]
    ],
    [
      'a key hidden in another member',
      didDocument([a, b, gone], { authentication: [method('c')] }),
      ['keys-unreadable /.well-known/did.json']
    ],
    [
      'a key hidden among those that vouch',
      didDocument([a, b, gone], { assertionMethod: [a.id, b.id, method('c')] }),
      ['keys-unreadable /.well-known/did.json']
    ],
    ['a method twice', didDocument([a, b, gone, a]), ['keys-unreadable /.well-known/did.json']],
    ['no JSON', 'nothing', ['keys-unreadable /.well-known/did.json']],
    ['nothing', null, ['keys-unreadable /.well-known/did.json']]
  ]
  for (const [what, document, found] of changes) {
    const site = aSite()
    if (document === null) site.files.delete('/.well-known/did.json')
    else site.files.set('/.well-known/did.json', document)
    assert.deepEqual(await site.audit(), found, what)
    assert.equal(site.waited(), STATED_MS_MAX, what)
  }
})

test('a list flipped, put back, swapped or taken away is found, in either form', async () => {
  for (const form of ['bitstring', 'token']) {
    const path = `/status/${form}/1`
    const [now, old, other] =
      form === 'token' ? ['token', 'old token', 'bits'] : ['bits', 'old bits', 'token']
    const changes: [string | null, string][] = [
      [`${now} `, 'list-unstated'],
      [other, 'list-unstated'],
      [old, 'list-old'],
      [null, 'list-missing']
    ]
    for (const [text, kind] of changes) {
      const site = aSite()
      if (text === null) site.files.delete(path)
      else site.files.set(path, text)
      assert.deepEqual(await site.audit(), [`${kind} status list ${path}`])
    }
  }
})

test('what was only just published is given its time, and no alarm when the log states it', async () => {
  const site = aSite()
  site.files.set('/status/bitstring/1', 'new bits')
  site.files.set('/status/token/1', 'new token')
  site.files.set('/.well-known/did.json', didDocument([method('a'), method('b'), site.gone, method('c')]))
  const findings = await site.audit((ms) => {
    if (ms === 5_000) site.publish('new bits', 'new token')
    if (ms === 60_000) site.state('c', 'made')
  })
  assert.deepEqual(findings, [])
  assert.equal(site.waited(), 60_000)
})

test('a page that a cache still holds is given its time as well', async () => {
  const site = aSite()
  const [document, bits] = ['/.well-known/did.json', '/status/bitstring/1'].map((path) =>
    site.files.get(path)!
  )
  site.files.set('/.well-known/did.json', didDocument([method('a'), site.gone]))
  site.files.set('/status/bitstring/1', 'old bits')
  const findings = await site.audit((ms) => {
    if (ms === 60_000) site.files.set('/.well-known/did.json', document!).set('/status/bitstring/1', bits!)
  })
  assert.deepEqual(findings, [])
})

test('what was shown once has to be stated, whatever is shown afterwards', async () => {
  const site = aSite()
  const document = site.files.get('/.well-known/did.json')!
  site.files.set('/status/token/1', 'a lie for this reader')
  site.files.set('/.well-known/did.json', didDocument([method('a'), method('b'), site.gone, method('c')]))
  const findings = await site.audit(() => {
    site.files.set('/status/token/1', 'token').set('/.well-known/did.json', document)
  })
  assert.deepEqual(findings, ['key-unstated key c', 'list-unstated status list /status/token/1'])
})

test('a log that states nothing of keys and lists has none to compare', async () => {
  const none = { published: async () => null, readOn: async () => true }
  assert.deepEqual(await auditPublished(statementReader(), none, nodeSha256, async () => {}), [])
})
