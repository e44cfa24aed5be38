import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { deflateSync } from 'node:zlib'
import { v7 as uuidv7 } from 'uuid'
import { anIssuer, aStatement, PUBLIC_URL } from '#tests/support/credentials.ts'
import { testDatabase, type TestDatabase } from '#tests/support/database.ts'
import { toBase45 } from '../domain/base45.ts'
import { fromBase64url, toBase58, toBase64url, utf8 } from '../domain/bytes.ts'
import { encodeCbor, type Cbor } from '../domain/cbor.ts'
import { didOf } from '../domain/keys.ts'
import { CLR_SCHEMA, OB_SCHEMA } from '../domain/open-badge.ts'
import { PAPER_PREFIX, paperText, summaryClaims } from '../domain/paper.ts'
import { JSON_CHARS_MAX, type JsonObject } from '../domain/strict-json.ts'
import type { ProblemCode, Verdict } from '../domain/verdict.ts'

let database: TestDatabase
const now = new Date('2026-11-23T05:00:00Z')
const { credentials, keys, ports } = anIssuer(() => now)
const scope = () => ({ db: database.db, now, newId: () => uuidv7() })
const check = (input: string | Uint8Array) => credentials.check(scope(), input)
const codes = (verdict: Verdict): string[] =>
  verdict.findings.flatMap(({ problems }) => problems.map(({ code }) => code))

let badge: string
let token: string
let paper: string

before(async () => {
  database = await testDatabase()
  const statement = aStatement(uuidv7())
  const { holder, records } = statement
  badge = await credentials.badge(scope(), { holder, record: records[0]!, logEntry: null, locale: 'kk' })
  paper = await credentials.paperSummary(scope(), statement)
  token = await credentials.token(scope(), {
    kind: 'passport',
    subjectId: holder.passportId,
    statement,
    log: new Map(),
    validUntil: null,
    holderJwk: null
  })
})
after(() => database[Symbol.asyncDispose]())

// oxlint-disable-next-line typescript/no-explicit-any -- documents are bent in every way
type Bent = Record<string, any>
type Change = (document: Bent) => void

/** What VC Data Model 2.0, Data Integrity and this house say must be refused. */
const refused: readonly [ProblemCode, string, Change][] = [
  ['context-order', 'another context stands first', (d) => d['@context'].reverse()],
  ['context-order', 'there is no context', (d) => delete d['@context']],
  ['context-order', 'the context is a text', (d) => (d['@context'] = d['@context'][0])],
  ['context-order', 'a context stands twice', (d) => d['@context'].push(d['@context'][1])],
  ['context-unknown', 'a context has to be fetched', (d) => d['@context'].push('https://evil.example/c')],
  [
    'context-inline',
    'terms are defined within',
    (d) => d['@context'].push({ role: 'https://evil.example/#r' })
  ],
  ['term-unknown', 'a keyword hides in the subject', (d) => (d.credentialSubject['@included'] = [])],
  ['term-unknown', 'a term is unknown', (d) => (d.credentialSubject.favouriteColour = 'blue')],
  ['term-unknown', 'a type is unknown', (d) => d.type.push('Diploma')],
  ['type-missing', 'the type does not say credential', (d) => (d.type = ['AchievementCredential'])],
  ['type-missing', 'there is no type', (d) => delete d.type],
  ['id-not-url', 'the id is no URL', (d) => (d.id = 'not a url')],
  ['id-not-url', 'there are two ids', (d) => (d.id = ['urn:a:1', 'urn:a:2'])],
  ['id-not-url', "the subject's id is no URL", (d) => (d.credentialSubject.id = 'somebody')],
  [
    'id-not-url',
    'a blank node hides where records hold credentials',
    (d) => (d.credentialSubject.verifiableCredential = [{ id: '_:b0', type: ['Profile'] }])
  ],
  ['id-not-url', 'a blank node has a name', (d) => (d.credentialSubject.achievement.id = '_:b0')],
  [
    'id-not-url',
    'blank nodes stand in a ring',
    (d) =>
      (d.credentialSubject.achievement.resultDescription = Array.from({ length: 20 }, (_, i) => ({
        id: `_:b${i}`,
        type: ['ResultDescription'],
        requiredLevel: `_:b${(i + 1) % 20}`
      })))
  ],
  ['text-malformed', 'the name is a number', (d) => (d.name = 7)],
  [
    'text-malformed',
    'a language value has more in it',
    (d) => (d.name = { '@value': 'a', '@id': 'urn:a:b' })
  ],
  ['issuer-not-url', 'the issuer is no URL', (d) => (d.issuer = 'Erikti')],
  ['issuer-not-url', "the issuer's id is no URL", (d) => (d.issuer.id = 'Erikti')],
  ['issuer-not-url', 'there are two issuers', (d) => (d.issuer = [d.issuer, d.issuer])],
  ['subject-missing', 'there is no subject', (d) => delete d.credentialSubject],
  ['subject-missing', 'the subject is empty', (d) => (d.credentialSubject = {})],
  ['subject-missing', 'the subject is a text', (d) => (d.credentialSubject = 'urn:a:b')],
  ['date-malformed', 'a date has no zone', (d) => (d.validFrom = '2026-11-23T05:00:00')],
  ['date-malformed', 'a date is no day', (d) => (d.validFrom = '2026-02-30T05:00:00Z')],
  ['date-malformed', 'a date is a number', (d) => (d.validFrom = 1_700_000_000)],
  ['dates-reversed', 'it ends before it begins', (d) => (d.validUntil = '2020-01-01T00:00:00Z')],
  ['status-malformed', 'the status has no type', (d) => delete d.credentialStatus.type],
  [
    'status-malformed',
    'the status is of a kind that we do not know',
    (d) => (d.credentialStatus.statusPurpose = 'suspension')
  ],
  [
    'status-malformed',
    'the status goes by the name of its list',
    (d) => (d.credentialStatus.id = d.credentialStatus.statusListCredential)
  ],
  ['status-malformed', 'the place in the list is a number', (d) => (d.credentialStatus.statusListIndex = 7)],
  ['status-malformed', 'the place in the list is none', (d) => (d.credentialStatus.statusListIndex = '-1')],
  ['status-malformed', 'an entry takes two bits', (d) => (d.credentialStatus.statusSize = 2)],
  ['schema-malformed', 'a schema has no type', (d) => delete d.credentialSchema[0].type],
  ['schema-malformed', 'a schema has no id', (d) => delete d.credentialSchema[0].id],
  ['schema-malformed', "a schema's id is no URL", (d) => (d.credentialSchema[0].id = 'schema')],
  [
    'schema-broken',
    'what the schema asks for is missing',
    (d) => delete d.credentialSubject.achievement.criteria
  ],
  ['schema-broken', 'a number stands for a text', (d) => (d.credentialSubject.result[0].value = 140)],
  ['schema-broken', 'the type is not of the class', (d) => (d.credentialSubject.type = ['ClrSubject'])],
  ['schema-broken', 'a list of types lacks its own', (d) => (d.evidence[0].type = ['Profile'])],
  [
    'schema-broken',
    'a word is none of the list',
    (d) => (d.credentialSubject.achievement.achievementType = 'Fun')
  ],
  ['schema-broken', 'a closed class has more in it', (d) => (d.credentialSubject.identifier[0].name = 'A')],
  ['schema-broken', 'the language is none', (d) => (d.credentialSubject.achievement.inLanguage = 'Kazakh')],
  ['schema-broken', 'the instant is none', (d) => (d.credentialSubject.activityEndDate = '2026-04-12T04:00')],
  [
    'schema-broken',
    'who endorses has no name',
    (d) => (d.endorsement = [{ type: ['EndorsementCredential'] }])
  ],
  [
    'schema-broken',
    'a creator within a creator is none',
    (d) => (d.issuer.parentOrg = { type: ['Profile'] })
  ],
  [
    'schema-broken',
    'the context of badges does not follow ours',
    (d) => d['@context'].push(d['@context'].splice(1, 1)[0])
  ],
  ['schema-broken', 'a schema for something else is named', (d) => (d.credentialSchema[0].id = CLR_SCHEMA)],
  [
    'document-too-large',
    'it has far more in it than a badge',
    (d) => (d.credentialSubject.achievement.tag = Array.from({ length: 200 }, (_, i) => `tag ${i}`))
  ],
  [
    'refresh-service-untyped',
    'a refresh service has no type',
    (d) => (d.refreshService = { id: 'https://a.example/' })
  ],
  ['terms-of-use-untyped', 'terms of use have no type', (d) => (d.termsOfUse = { id: 'https://a.example/' })],
  ['evidence-untyped', 'evidence has no type', (d) => (d.evidence = [{ name: 'seen' }])],
  [
    'related-resource-malformed',
    'a related resource has no digest',
    (d) => (d.relatedResource = { id: 'https://a.example/' })
  ],
  [
    'related-resource-malformed',
    'a related resource stands twice',
    (d) =>
      (d.relatedResource = [1, 2].map(() => ({
        id: 'https://a.example/',
        digestSRI: `sha256-${'A'.repeat(43)}=`
      })))
  ],
  [
    'related-resource-changed',
    'the digest of a context is another',
    (d) => (d.relatedResource = { id: d['@context'][0], digestSRI: `sha256-${'A'.repeat(43)}=` })
  ],
  [
    'related-resource-changed',
    'the longer digest of a context is another',
    (d) => (d.relatedResource = { id: d['@context'][0], digestSRI: `sha384-${'A'.repeat(64)}` })
  ],
  [
    'related-resource-changed',
    'of two digests of a context one is another',
    (d) =>
      (d.relatedResource = {
        id: d['@context'][0],
        digestSRI: 'sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=',
        digestMultibase: `uEiA${'A'.repeat(43)}`
      })
  ],
  [
    'related-resource-changed',
    'the digest of a context is of a kind that nobody knows',
    (d) => (d.relatedResource = { id: d['@context'][0], digestMultibase: 'zQmd' })
  ],
  ['proof-missing', 'there is no proof', (d) => delete d.proof],
  ['proof-malformed', 'there are two proofs', (d) => (d.proof = [d.proof, d.proof])],
  ['proof-malformed', 'the proof has more in it', (d) => (d.proof.challenge = 'x')],
  ['proof-malformed', 'the proof is of another type', (d) => (d.proof.type = 'Ed25519Signature2020')],
  ['proof-malformed', 'the signature is cut', (d) => (d.proof.proofValue = d.proof.proofValue.slice(0, 60))],
  ['proof-malformed', 'the date of the proof is none', (d) => (d.proof.created = 'yesterday')],
  ['proof-purpose-wrong', 'the proof was made to sign in', (d) => (d.proof.proofPurpose = 'authentication')],
  ['cryptosuite-unknown', 'the cryptosuite is another', (d) => (d.proof.cryptosuite = 'eddsa-jcs-2022')],
  [
    'issuer-foreign',
    'the key is of somebody else',
    (d) => (d.proof.verificationMethod = 'did:web:evil.example#k')
  ],
  ['key-unknown', 'the key is none of ours', (d) => (d.proof.verificationMethod = `${didOf(PUBLIC_URL)}#k`)],
  ['key-not-of-issuer', 'our key under the name of another', (d) => (d.issuer.id = 'did:web:evil.example')],
  ['signature-wrong', 'a value was changed', (d) => (d.credentialSubject.role = 'Директор')],
  ['signature-wrong', 'minutes were changed', (d) => (d.credentialSubject.result[0].value = '9999')]
]

for (const [code, what, change] of refused)
  test(`refused, ${code}: ${what}`, async () => {
    const document = JSON.parse(badge) as Record<string, unknown>
    change(document)
    const verdict = await check(JSON.stringify(document))
    assert.equal(verdict.outcome, 'fails')
    assert.ok(codes(verdict).includes(code), codes(verdict).join(', '))
    if (code !== 'status-malformed') assert.equal(verdict.disclosed, null, 'nothing of it is shown')
  })

/** Signed by our own key, so that nothing but the rule itself can refuse them. */
const signable: readonly ProblemCode[] = [
  'refresh-service-untyped',
  'schema-malformed',
  'related-resource-malformed',
  'related-resource-changed',
  'dates-reversed',
  'text-malformed',
  'status-malformed',
  'schema-broken'
]

test('what the stock library lets through is refused even under our own signature', async () => {
  const { keyId } = (await keys.list())[0]!
  let signed = 0
  for (const [code, what, change] of refused.filter(([one]) => signable.includes(one))) {
    const { proof: _, ...document } = JSON.parse(badge) as JsonObject
    change(document)
    const at = { did: didOf(PUBLIC_URL), keyId, at: now }
    const whole = await ports.linkedDataSigner.sign(document, at).catch(() => null)
    if (!whole) continue
    signed++
    const found = codes(await check(JSON.stringify(whole)))
    assert.ok(found.includes(code) && !found.includes('signature-wrong'), `${what}: ${found.join(', ')}`)
  }
  assert.ok(signed >= 25, `only ${signed} could be signed`)
})

test('a digest of a context is read in every spelling that the specifications have', async () => {
  const { keyId } = (await keys.list())[0]!
  const { proof: _, ...document } = JSON.parse(badge) as Bent
  const digest = Buffer.from('59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734', 'hex')
  const multihash = Buffer.concat([Buffer.from([0x12, 0x20]), digest])
  for (const said of [
    { digestSRI: `sha256-${digest.toString('base64')}` },
    { digestSRI: 'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU' },
    { digestMultibase: `u${digest.toString('base64url')}` },
    { digestMultibase: `u${multihash.toString('base64url')}` },
    { digestMultibase: `z${toBase58(multihash)}` }
  ]) {
    const other = { ...document, relatedResource: [{ id: document['@context'][0], ...said }] }
    const signed = await ports.linkedDataSigner.sign(other, { did: didOf(PUBLIC_URL), keyId, at: now })
    assert.deepEqual(codes(await check(JSON.stringify(signed))), [], JSON.stringify(said))
  }
})

test('what a record holds is looked at wherever it stands', async () => {
  const statement = aStatement(uuidv7())
  const clr = await credentials.clr(scope(), { statement, log: new Map(), locale: 'kk' })
  const hidden = { id: '_:b0', type: ['Profile'] }
  const places: readonly [string, ProblemCode, Change][] = [
    [
      'in another subject',
      'id-not-url',
      (d) => (d.credentialSubject = [d.credentialSubject, { verifiableCredential: hidden }])
    ],
    [
      'in a list within the list',
      'type-missing',
      (d) => d.credentialSubject.verifiableCredential.push([hidden])
    ],
    ['as a text', 'type-missing', (d) => d.credentialSubject.verifiableCredential.push('urn:a:b')],
    [
      'in what is held',
      'id-not-url',
      (d) => (d.credentialSubject.verifiableCredential[0].credentialSubject.verifiableCredential = hidden)
    ]
  ]
  for (const [where, code, change] of places) {
    const document = JSON.parse(clr) as Bent
    change(document)
    const verdict = await check(JSON.stringify(document))
    const found = verdict.findings.find((finding) => finding.check === 'form')!
    assert.ok(
      found.problems.some((one) => one.code === code),
      `${where}: ${JSON.stringify(found.problems)}`
    )
    assert.equal(verdict.disclosed, null)
  }
})

test('a schema that is not kept here is never fetched: whether it is followed stays open', async () => {
  const { keyId } = (await keys.list())[0]!
  const { proof: _, ...document } = JSON.parse(badge) as Bent
  for (const schema of [
    { id: 'https://evil.example/schema.json', type: '1EdTechJsonSchemaValidator2019' },
    { id: OB_SCHEMA, type: 'JsonSchema' }
  ]) {
    const other = { ...document, credentialSchema: [...document['credentialSchema'], schema] }
    const signed = await ports.linkedDataSigner.sign(other, { did: didOf(PUBLIC_URL), keyId, at: now })
    const verdict = await check(JSON.stringify(signed))
    assert.deepEqual([verdict.outcome, codes(verdict)], ['open', ['schema-unknown']])
  }
})

test('a bit flipped in any byte of a paper is refused', async () => {
  const bytes = utf8(paper)
  for (let at = 0; at < bytes.length * 8; at++) {
    const flipped = bytes.slice()
    flipped[at >> 3]! ^= 1 << (at % 8)
    assert.equal((await check(flipped)).outcome, 'fails', `bit ${at}`)
  }
})

const flipOf = (text: string) =>
  fc.integer({ min: 0, max: utf8(text).length * 8 - 1 }).map((at) => {
    const bytes = utf8(text)
    bytes[at >> 3]! ^= 1 << (at % 8)
    return { at, bytes }
  })

test('a bit flipped in any byte of an SD-JWT is refused', async () => {
  await fc.assert(
    fc.asyncProperty(flipOf(token), async ({ at, bytes }) => {
      assert.equal((await check(bytes)).outcome, 'fails', `bit ${at}`)
    }),
    { numRuns: 1_500 }
  )
})

test('a bit flipped in any byte of a badge is refused', async () => {
  await fc.assert(
    fc.asyncProperty(flipOf(badge), async ({ at, bytes }) => {
      assert.equal((await check(bytes)).outcome, 'fails', `bit ${at}`)
    }),
    { numRuns: 400 }
  )
})

test('whatever a stranger brings is answered, never thrown at', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }),
        fc.json(),
        fc.string({ maxLength: 200 }).map((text) => PAPER_PREFIX + text),
        fc.uint8Array({ maxLength: 200 }).map((bytes) => PAPER_PREFIX + toBase45(bytes)),
        fc.tuple(fc.base64String(), fc.base64String()).map(([a, b]) => `${a}.${b}.${a}~${b}~`),
        fc.json().map((json) => `${toBase64url(utf8(json))}.${toBase64url(utf8(json))}.AA~`)
      ),
      async (input) => assert.equal((await check(input)).outcome, 'fails')
    ),
    { numRuns: 500 }
  )
})

const part = (value: unknown): string => toBase64url(utf8(JSON.stringify(value)))

/** The token with other headers or claims, signed by `signer` over what then stands there. */
function forged(alter: (header: Bent) => void, signer: (data: string) => string): string {
  const [jwt, ...rest] = token.split('~')
  const [header, payload] = jwt!
    .split('.')
    .slice(0, 2)
    .map((one) => JSON.parse(Buffer.from(one, 'base64url').toString()) as Bent)
  alter(header!)
  const data = `${part(header)}.${part(payload)}`
  return [`${data}.${signer(data)}`, ...rest].join('~')
}

test('alg none, another algorithm, a public key as a secret, a key within: all refused by name', async () => {
  const none = (alg: string) =>
    forged(
      (header) => (header.alg = alg),
      () => ''
    )
  for (const alg of ['none', 'None', 'NONE'])
    assert.deepEqual(codes(await check(none(alg))), ['algorithm-none'], alg)

  const es256 = (await keys.list()).find(({ algorithm }) => algorithm === 'ES256')!
  const secret = JSON.stringify(es256.jwk)
  const confused = forged(
    (header) => (header.alg = 'HS256'),
    (data) => createHmac('sha256', secret).update(data).digest('base64url')
  )
  assert.deepEqual(codes(await check(confused)), ['algorithm-wrong'])

  const ed25519 = (await keys.list()).find(({ algorithm }) => algorithm === 'Ed25519')!
  const swapped = forged(
    (header) => Object.assign(header, { alg: 'EdDSA', kid: ed25519.keyId }),
    () => toBase64url(new Uint8Array(64))
  )
  assert.ok(codes(await check(swapped)).includes('algorithm-wrong'))
  const mixed = forged(
    (header) => (header.kid = ed25519.keyId),
    () => toBase64url(new Uint8Array(64))
  )
  assert.deepEqual(codes(await check(mixed)), ['algorithm-wrong'])

  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ownKey = (data: string) =>
    sign('sha256', Buffer.from(data), { key: stranger.privateKey, dsaEncoding: 'ieee-p1363' }).toString(
      'base64url'
    )
  const jwkInside = forged((header) => (header.jwk = stranger.publicKey.export({ format: 'jwk' })), ownKey)
  assert.deepEqual(codes(await check(jwkInside)), ['signature-wrong'])
  const theirChain = forged((header) => (header.x5c = ['MIIB']), ownKey)
  assert.ok(codes(await check(theirChain)).includes('certificate-foreign'))
  const critical = forged((header) => (header.crit = ['b64']), ownKey)
  assert.ok(codes(await check(critical)).includes('critical-header-unknown'))
  const otherType = forged((header) => (header.typ = 'JWT'), ownKey)
  assert.ok(codes(await check(otherType)).includes('token-type-unknown'))
})

/** A token of our own key with these claims. */
async function signedToken(
  claims: object,
  disclosures: readonly unknown[] = [],
  header: object = {}
): Promise<string> {
  const { keyId } = (await keys.list()).find(({ algorithm }) => algorithm === 'ES256')!
  const iat = Math.floor(now.getTime() / 1000)
  const base = { iss: PUBLIC_URL, vct: `${PUBLIC_URL}/credentials/types/passport`, iat }
  const jwt = await ports.tokenSigner.sign(
    { ...base, ...claims },
    { typ: 'dc+sd-jwt', kid: keyId, ...header },
    keyId
  )
  return [jwt, ...disclosures.map(part), ''].join('~')
}

const digestOf = async (disclosure: unknown) =>
  toBase64url(await ports.primitives.sha256(utf8(part(disclosure))))

test('disclosures that RFC 9901 wants refused are refused under a good signature', async () => {
  const name = ['salt', 'name', 'Айгерім']
  const cases: [ProblemCode | null, string][] = [
    [null, await signedToken({ _sd: [await digestOf(name)] }, [name])],
    ['disclosure-unreferenced', await signedToken({ _sd: [] }, [name])],
    ['digest-repeated', await signedToken({ _sd: [await digestOf(name), await digestOf(name)] }, [name])],
    ['digest-repeated', await signedToken({ _sd: [await digestOf(name)] }, [name, name])],
    ['claim-reserved', await signedToken({ name: 'x', _sd: [await digestOf(name)] }, [name])],
    ['claim-reserved', await signedToken({ _sd: [await digestOf(['s', '_sd', 'x'])] }, [['s', '_sd', 'x']])],
    ['disclosure-malformed', await signedToken({ _sd: [await digestOf(['s', 'x'])] }, [['s', 'x']])],
    ['disclosure-malformed', await signedToken({ _sd: [] }, [['a', 'b', 'c', 'd']])],
    ['disclosure-malformed', await signedToken({ records: [{ '...': await digestOf(name) }] }, [name])],
    ['token-malformed', await signedToken({ records: [{ '...': 'x', more: 1 }] })],
    ['token-malformed', await signedToken({ _sd: 'x' })],
    ['token-malformed', await signedToken({ _sd_alg: 'md5' })],
    ...(await Promise.all(
      [
        ['exp', 1],
        ['nbf', 9_999_999_999],
        ['status', { status_list: { idx: 1, uri: `${PUBLIC_URL}/status/token/1` } }],
        ['cnf', { jwk: {} }],
        ['aka_vcts', []]
      ].map(async ([name, value]): Promise<[ProblemCode, string]> => {
        const hidden = ['salt', name, value]
        return ['claim-reserved', await signedToken({ _sd: [await digestOf(hidden)] }, [hidden])]
      })
    )),
    ['claim-reserved', await signedToken({ cnf: { jwk: { kty: 'EC', _sd: ['x'] } } })],
    ['claims-malformed', await signedToken({ exp: 'tomorrow' })],
    ['claims-malformed', await signedToken({ cnf: { jwk: 'x' } })],
    ['claims-malformed', await signedToken({ status: { status_list: { idx: -1, uri: 'x' } } })],
    [
      'status-malformed',
      await signedToken({ status: { status_list: { idx: 131_072, uri: `${PUBLIC_URL}/status/token/1` } } })
    ],
    ['token-type-unknown', await signedToken({ vct: 'https://evil.example/degree' })],
    [
      'status-unknown',
      await signedToken({ status: { status_list: { idx: 1, uri: 'https://evil.example/s' } } })
    ],
    ['key-out-of-time', await signedToken({ iat: 1_000_000_000 })],
    ['not-yet-valid', await signedToken({ nbf: Math.floor(now.getTime() / 1000) + 86_400 })]
  ]
  for (const [at, [code, text]] of cases.entries())
    assert.deepEqual(codes(await check(text)), code ? [code] : [], `case ${at}`)
})

const sealedPaper = async (claims: Uint8Array<ArrayBuffer>, compressed = claims) => {
  const { keyId } = (await keys.list())[0]!
  const sheet = paperText(keyId, claims, compressed)
  return sheet.finish(await keys.sign(keyId, sheet.toSign))
}

test('a paper that unpacks into a bomb, or means nothing, is refused', async () => {
  const bomb = new Uint8Array(deflateSync(Buffer.alloc(50_000_000)).subarray(0, 2_500))
  const whole = new Uint8Array(deflateSync(Buffer.alloc(2_000_000)))
  assert.ok(whole.length < 2_500)
  const big = new Uint8Array(3_000)
  assert.deepEqual(codes(await check(await sealedPaper(big, whole))), ['document-too-large'])
  assert.deepEqual(codes(await check(await sealedPaper(big, bomb))), ['document-too-large'])
  assert.deepEqual(codes(await check(await sealedPaper(encodeCbor(new Map())))), ['claims-malformed'])
  // Without our signature it is not unpacked at all.
  const unsigned = encodeCbor({
    tag: 18,
    value: [
      encodeCbor(
        new Map<number, Cbor>([
          [1, -8],
          [4, fromBase64url((await keys.list())[0]!.keyId)!]
        ])
      ),
      new Map(),
      whole,
      new Uint8Array(64)
    ]
  })
  assert.deepEqual(codes(await check(PAPER_PREFIX + toBase45(unsigned))), ['signature-wrong'])
  assert.deepEqual(codes(await check(PAPER_PREFIX + '0'.repeat(5_000))), ['document-too-large'])
})

test('a paper that names another issuer than its key belongs to is refused', async () => {
  const { keyId } = (await keys.list())[0]!
  const issue = {
    publicUrl: PUBLIC_URL,
    did: 'did:web:elsewhere.example',
    keyId,
    credentialId: uuidv7(),
    slot: { listId: 1, index: 0 },
    issuedAt: now,
    validUntil: null
  }
  const sheet = await sealedPaper(summaryClaims(issue, aStatement()))
  assert.deepEqual(codes(await check(sheet)), ['key-not-of-issuer'])
  const future = { ...issue, did: didOf(PUBLIC_URL), issuedAt: new Date('2030-01-01T00:00:00Z') }
  assert.deepEqual(codes(await check(await sealedPaper(summaryClaims(future, aStatement())))), [
    'not-yet-valid'
  ])
  const past = { ...future, issuedAt: now, validUntil: new Date(now.getTime() - 3_600_000) }
  assert.deepEqual(codes(await check(await sealedPaper(summaryClaims(past, aStatement())))), ['expired'])
})

test('an unprotected header, another algorithm or an extra member of COSE is refused', async () => {
  const { keyId } = (await keys.list())[0]!
  const header = (algorithm: number, more: [number, Cbor][] = []) =>
    encodeCbor(new Map<number, Cbor>([[1, algorithm], [4, fromBase64url(keyId)!], ...more]))
  const sheet = (value: Cbor) => PAPER_PREFIX + toBase45(encodeCbor({ tag: 18, value }))
  const signature = new Uint8Array(64)
  const payload = encodeCbor(new Map())
  assert.deepEqual(codes(await check(sheet([header(-7), new Map(), payload, signature]))), [
    'algorithm-wrong'
  ])
  assert.deepEqual(codes(await check(sheet([header(-8, [[2, [99]]]), new Map(), payload, signature]))), [
    'critical-header-unknown'
  ])
  assert.deepEqual(codes(await check(sheet([header(-8), new Map([[4, 'x']]), payload, signature]))), [
    'token-malformed'
  ])
  assert.deepEqual(codes(await check(sheet([header(-8), new Map(), payload, signature, 1]))), [
    'token-malformed'
  ])
})

test('oversized and deeply nested documents are refused before anything is built from them', async () => {
  const cases: [ProblemCode, string][] = [
    ['document-too-large', `{"a":"${'x'.repeat(JSON_CHARS_MAX)}"}`],
    ['document-too-large', `{"a":[${'1,'.repeat(30_000)}1]}`],
    ['document-too-deep', '{"a":'.repeat(40_000)],
    ['document-too-deep', `{"a":${'['.repeat(100_000)}`],
    ['document-duplicate-name', badge.replace('"name"', '"id":"urn:a:b","name"')],
    ['document-unreadable', badge.slice(0, -1)],
    ['token-malformed', `a.b.c~${'x~'.repeat(3_000)}`]
  ]
  for (const [code, text] of cases) assert.deepEqual(codes(await check(text)), [code])
})
