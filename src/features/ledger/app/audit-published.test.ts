import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import { toBase64url, toHex, utf8 } from '#platform/prelude/bytes.ts'
import { nodeSha256 } from '../adapters/crypto.ts'
import { certifiedKey } from '../adapters/certificate.ts'
import { unzip } from '../adapters/unzip.ts'
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

/** A list of 64 places as each form publishes it; `note` makes it another document. */
const bitstring = (revoked: readonly number[], note = '') => {
  const bytes = new Uint8Array(8)
  for (const place of revoked) bytes[place >> 3]! |= 128 >> (place % 8)
  return JSON.stringify({ note, credentialSubject: { encodedList: `u${toBase64url(gzipSync(bytes))}` } })
}
const token = (revoked: readonly number[], note = '') => {
  const bytes = new Uint8Array(8)
  for (const place of revoked) bytes[place >> 3]! |= 1 << (place % 8)
  const claims = { note, status_list: { bits: 1, lst: toBase64url(deflateSync(bytes)) } }
  return `e30.${toBase64url(utf8(JSON.stringify(claims)))}.sig`
}
const [BITS, TOKEN] = ['/status/bitstring/1', '/status/token/1']

/** A log with two good keys, one that was given up, and a list in its second publication that revokes 3 and then 40; and what is published. */
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
  /** States a publication; of the first version when it does not say what it revokes. */
  const publish = (bits: string, tokens: string, revoked?: readonly number[]) =>
    stated.read('status-list-digest', {
      v: `erikti/status-list/v${revoked ? 2 : 1}`,
      ...(revoked ? { revoked } : {}),
      list: 1,
      version: ++publications,
      at: `2026-11-22T10:0${publications}`,
      bitstring: { url: 'https://erikti.kz/status/bitstring/1', sha256: digestOf(bits) },
      token: { url: 'https://erikti.kz/status/token/1', sha256: digestOf(tokens) }
    })
  for (const key of ['a', 'b', 'gone']) assert.equal(state(key, 'made'), null)
  assert.equal(state('gone', 'revoked'), null)
  assert.equal(publish(bitstring([3]), token([3]), [3]), null)
  assert.equal(publish(bitstring([3, 40]), token([3, 40]), [40]), null)
  const gone = method('gone', { revoked: '2026-11-22T10:00:00Z' })
  const files = new Map<string, string>([
    ['/.well-known/did.json', didDocument([method('a'), method('b'), gone])],
    [BITS, bitstring([3, 40])],
    [TOKEN, token([3, 40])]
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
      const get = async (path: string) => {
        const text = files.get(path)
        return text === undefined ? null : utf8(text)
      }
      const wait = async (ms: number) => later((waited += ms))
      const soFar = { stated, readOn: async () => true }
      const findings = await auditPublished(soFar, { get, unzip, certifiedKey }, nodeSha256, wait)
      return findings.map(({ kind, subject, detail }) => {
        const places = kind.startsWith('revocation') ? detail.replace(/^[^:]*/, '') : ''
        return `${kind} ${subject.replace(`${DID}#`, '')}${places}`
      })
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
  for (const [path, form, other] of [
    [BITS, bitstring, token],
    [TOKEN, token, bitstring]
  ] as const) {
    const changes: [string | null, string][] = [
      [form([3, 40], 'another'), 'list-unstated'],
      [other([3, 40]), 'list-unstated'],
      [form([3]), 'list-old'],
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

test('a revocation taken back, or one that the log was not told, is named, whoever signed and stated the list', async () => {
  for (const [path, form] of [
    [BITS, bitstring],
    [TOKEN, token]
  ] as const) {
    const changes: [string, readonly string[]][] = [
      [form([40], 'two'), [`revocation-undone status list ${path}: 3`]],
      [form([], 'two'), [`revocation-undone status list ${path}: 3, 40`]],
      [form([3, 9, 40, 63], 'two'), [`revocation-unstated status list ${path}: 9, 63`]],
      [
        form([4, 40], 'two'),
        [`revocation-undone status list ${path}: 3`, `revocation-unstated status list ${path}: 4`]
      ],
      ['what', [`list-unreadable status list ${path}`]]
    ]
    for (const [text, found] of changes) {
      const stated = aSite()
      stated.files
        .set(BITS, bitstring([3, 40], 'two'))
        .set(TOKEN, token([3, 40], 'two'))
        .set(path, text)
      assert.equal(stated.publish(stated.files.get(BITS)!, stated.files.get(TOKEN)!, []), null)
      assert.deepEqual(await stated.audit(), found)
      const behind = aSite()
      behind.files.set(path, text)
      assert.deepEqual(await behind.audit(), [`list-unstated status list ${path}`, ...found])
    }
  }
  const site = aSite()
  const all = Array.from({ length: 64 }, (_, place) => place)
  const rest = all.filter((place) => place !== 3 && place !== 40)
  site.files.set(BITS, bitstring([])).set(TOKEN, token(all))
  site.publish(bitstring([]), token(all), rest)
  assert.deepEqual(await site.audit(), [
    `revocation-undone status list ${BITS}: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 54 more`
  ])
})

test('a list is held against what the log states with it, whatever follows', async () => {
  const lie = aSite()
  const [bits, tokens] = [bitstring([40], 'lie'), token([3, 40], 'lie')]
  lie.files.set(BITS, bits).set(TOKEN, tokens)
  const mend = () => {
    lie.files.set(BITS, bitstring([3, 40, 50])).set(TOKEN, token([3, 40, 50]))
    lie.publish(bitstring([3, 40, 50]), token([3, 40, 50]), [50])
  }
  const found = await lie.audit((ms) => {
    if (ms !== 5_000) return
    lie.publish(bits, tokens, [])
    mend()
  })
  assert.deepEqual(found, [`revocation-undone status list ${BITS}: 3`])

  const honest = aSite()
  const next = [bitstring([3, 9, 40]), token([3, 9, 40])] as const
  honest.files.set(BITS, next[0]).set(TOKEN, next[1])
  const none = await honest.audit((ms) => {
    if (ms !== 5_000) return
    honest.publish(...next, [9])
    honest.publish(bitstring([3, 9, 40, 41]), token([3, 9, 40, 41]), [41])
    honest.files.set(BITS, bitstring([3, 9, 40, 41])).set(TOKEN, token([3, 9, 40, 41]))
  })
  assert.deepEqual(none, [])

  const again = aSite()
  again.files.set(BITS, bitstring([3])).set(TOKEN, token([3]))
  again.publish(bitstring([3]), token([3]), [])
  assert.deepEqual(
    await again.audit(),
    [BITS, TOKEN].map((path) => `revocation-undone status list ${path}: 40`),
    'an old list that is stated anew'
  )
})

test('what the first version of the statement left out is told by the first of the second', async () => {
  const site = aSite()
  const [bits, tokens] = [bitstring([3, 7, 40]), token([3, 7, 40])]
  site.files.set(BITS, bits).set(TOKEN, tokens)
  assert.equal(site.publish(bits, tokens), null)
  assert.deepEqual(
    await site.audit(),
    [BITS, TOKEN].map((path) => `revocation-unstated status list ${path}: 7`)
  )
  const [newBits, newTokens] = [bitstring([3, 7, 40], 'anew'), token([3, 7, 40], 'anew')]
  site.files.set(BITS, newBits).set(TOKEN, newTokens)
  assert.equal(site.publish(newBits, newTokens, [7]), null)
  assert.deepEqual(await site.audit(), [])
})

test('what was only just published is given its time, and no alarm when the log states it', async () => {
  const site = aSite()
  const [bits, tokens] = [bitstring([3, 40, 41]), token([3, 40, 41])]
  site.files.set(BITS, bits).set(TOKEN, tokens)
  site.files.set('/.well-known/did.json', didDocument([method('a'), method('b'), site.gone, method('c')]))
  const findings = await site.audit((ms) => {
    if (ms === 5_000) site.publish(bits, tokens, [41])
    if (ms === 60_000) site.state('c', 'made')
  })
  assert.deepEqual(findings, [])
  assert.equal(site.waited(), 60_000)
})

test('a page that a cache still holds is given its time as well', async () => {
  const site = aSite()
  const [document, bits] = ['/.well-known/did.json', BITS].map((path) => site.files.get(path)!)
  site.files.set('/.well-known/did.json', didDocument([method('a'), site.gone]))
  site.files.set(BITS, bitstring([3]))
  const findings = await site.audit((ms) => {
    if (ms === 60_000) site.files.set('/.well-known/did.json', document!).set(BITS, bits!)
  })
  assert.deepEqual(findings, [])
})

test('what was shown once has to be stated, whatever is shown afterwards', async () => {
  const site = aSite()
  const [document, tokens] = ['/.well-known/did.json', TOKEN].map((path) => site.files.get(path)!)
  site.files.set(TOKEN, token([3], 'a lie for this reader'))
  site.files.set('/.well-known/did.json', didDocument([method('a'), method('b'), site.gone, method('c')]))
  const findings = await site.audit(() => {
    site.files.set(TOKEN, tokens!).set('/.well-known/did.json', document!)
  })
  assert.deepEqual(findings, [
    'key-unstated key c',
    `list-unstated status list ${TOKEN}`,
    `revocation-undone status list ${TOKEN}: 40`
  ])
})

test('a log that states nothing of keys and lists has none to compare', async () => {
  const none = { stated: statementReader(), readOn: async () => true }
  const site = { get: async () => null, unzip, certifiedKey }
  assert.deepEqual(await auditPublished(none, site, nodeSha256, async () => {}), [])
})
