import assert from 'node:assert/strict'
import { test } from 'node:test'
import base45 from 'base45'
import { Decoder, Encoder } from 'cbor-x'
import fc from 'fast-check'
import { fromBase45, toBase45 } from './base45.ts'
import { fromBase58, fromBase64url, toBase58, toBase64url, uuidBytes, uuidOf } from './bytes.ts'
import { CBOR_DEPTH_MAX, decodeCbor, encodeCbor, type Cbor } from './cbor.ts'
import { JSON_CHARS_MAX, JSON_DEPTH_MAX, JSON_VALUES_MAX, parseStrictJson } from './strict-json.ts'

const bytes = fc.uint8Array({ maxLength: 200 })

test('base45 agrees with the package and reads back', () => {
  fc.assert(
    fc.property(bytes, (some) => {
      assert.equal(toBase45(some), base45.encode(Buffer.from(some)))
      assert.deepEqual(fromBase45(toBase45(some)), Uint8Array.from(some))
    })
  )
  // RFC 9285, 4.3 and 4.4.
  assert.equal(toBase45(new TextEncoder().encode('Hello!!')), '%69 VD92EX0')
  for (const wrong of ['GGW', ':::', 'A', 'a0', '::', 'BB8B']) assert.equal(fromBase45(wrong), null, wrong)
})

test('base64url has one spelling', () => {
  fc.assert(
    fc.property(bytes, (some) => {
      assert.equal(toBase64url(some), Buffer.from(some).toString('base64url'))
      assert.deepEqual(fromBase64url(toBase64url(some)), Uint8Array.from(some))
    })
  )
  for (const wrong of ['A', 'AB', 'AAB', 'AA==', 'A+==', 'A A', 'AA\n'])
    assert.equal(fromBase64url(wrong), null, wrong)
})

test('base58 and UUIDs are written as everybody writes them', () => {
  // draft-msporny-base58, section 5.
  assert.equal(toBase58(new TextEncoder().encode('Hello World!')), '2NEpo7TZRRrLZSi2U')
  assert.equal(toBase58(Uint8Array.of(0, 0, 0x28, 0x7f, 0xb4, 0xcd)), '11233QC4')
  fc.assert(fc.property(bytes, (some) => assert.deepEqual(fromBase58(toBase58(some)), Uint8Array.from(some))))
  assert.equal(fromBase58('0'), null)
  const uuid = '01930000-0000-7000-8000-00000000000a'
  assert.equal(uuidOf(uuidBytes(uuid)), uuid)
})

const key = fc.oneof(fc.integer(), fc.string({ maxLength: 8 }))
const { cbor } = fc.letrec<{ cbor: Cbor }>((tie) => ({
  cbor: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.maxSafeInteger(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array({ maxLength: 300 }).map((some) => Uint8Array.from(some))
    ),
    fc.array(tie('cbor'), { maxLength: 5 }),
    fc.array(fc.tuple(key, tie('cbor')), { maxLength: 5 }).map((pairs) => new Map(pairs))
  )
}))

test('CBOR agrees with cbor-x, and what is read is written the same', () => {
  const plain = { mapsAsObjects: false, useRecords: false, tagUint8Array: false, int64AsNumber: true }
  const encoder = new Encoder({ ...plain, variableMapSize: true })
  const decoder = new Decoder(plain)
  fc.assert(
    fc.property(cbor, (value) => {
      const encoded = encodeCbor(value)
      const read = decodeCbor(encoded)
      fc.pre(read !== null || value === null)
      assert.deepEqual(read, value)
      const theirs = (some: Uint8Array) => decoder.decode(Buffer.from(some)) as Cbor
      assert.deepEqual(encodeCbor(theirs(encoded)), encoded)
      assert.deepEqual(theirs(encoder.encode(value)), theirs(encoded))
    })
  )
})

test('CBOR that can be read is what we would have written, whatever byte was changed', () => {
  const holds = (some: Uint8Array): void => {
    const read = decodeCbor(some)
    if (read !== null) assert.deepEqual(encodeCbor(read), some)
  }
  fc.assert(
    fc.property(cbor, fc.nat(), fc.nat(255), (value, at, byte) => {
      const some = encodeCbor(value)
      some[at % some.length] = byte
      holds(some)
    }),
    { numRuns: 2_000 }
  )
  for (const some of [[0x1b], [0x3b], [0xdb]])
    for (const wide of [2 ** 53 - 1, 2 ** 53, 2 ** 32, 2 ** 32 - 1, 0]) {
      const count = new DataView(new ArrayBuffer(8))
      count.setBigUint64(0, BigInt(wide))
      holds(
        Uint8Array.from([...some, ...new Uint8Array(count.buffer), 0x01].slice(0, some[0] === 0xdb ? 10 : 9))
      )
    }
})

test('CBOR of a stranger is refused unless it is the one spelling, within limits', () => {
  const refused = {
    'a longer head than needed': [0x18, 0x01],
    'an indefinite length': [0x9f, 0x01, 0xff],
    'a duplicate key': [0xa2, 0x01, 0x01, 0x01, 0x02],
    'a key that is a list': [0xa1, 0x80, 0x01],
    'a count that cannot be there': [0x9b, 0, 0, 0, 1, 0, 0, 0, 0],
    'a text that is not UTF-8': [0x61, 0xff],
    'a fraction': [0xf9, 0x3c, 0x00],
    'something after it': [0x01, 0x01],
    nothing: []
  }
  for (const [why, some] of Object.entries(refused))
    assert.equal(decodeCbor(Uint8Array.from(some)), null, why)
  const nest = (depth: number) => Uint8Array.from([...Array<number>(depth).fill(0x81), 0x01])
  assert.notEqual(decodeCbor(nest(CBOR_DEPTH_MAX)), null)
  assert.equal(decodeCbor(nest(CBOR_DEPTH_MAX + 1)), null)
  assert.equal(decodeCbor(nest(100_000)), null)
})

test('JSON of a stranger reads as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1, 2), (value, space) => {
      const text = JSON.stringify(value, null, space)
      const read = parseStrictJson(text)
      assert.ok(read.ok)
      assert.deepEqual(read.value, JSON.parse(text))
    })
  )
})

test('JSON of a stranger has limits and names nothing twice', () => {
  const refused = {
    'document-duplicate-name': ['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '[{"b":{"a":1,"c":[],"a":2}}]'],
    'document-unreadable': ['{', '{"a"}', '{a:1}', '"\n"', '', '[1,]', '{"a":1}}'],
    'document-too-deep': ['['.repeat(JSON_DEPTH_MAX + 1), '{"a":'.repeat(100_000 / 5)],
    'document-too-large': [`"${'x'.repeat(JSON_CHARS_MAX)}"`, `[${'1,'.repeat(JSON_VALUES_MAX)}1]`]
  }
  for (const [code, texts] of Object.entries(refused))
    for (const text of texts) {
      const read = parseStrictJson(text)
      assert.equal(read.ok ? 'read' : read.error, code, text.slice(0, 60))
    }
  assert.ok(parseStrictJson('{"a":{"a":1},"b":[{"a":1},{"a":"a"}]}').ok)
})
