import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { toBase64url, utf8 } from '#platform/prelude/bytes.ts'
import { unzip } from '../adapters/unzip.ts'
import { revokedPlaces } from './status-list.ts'

const LIST_BYTES = 16_384

function packed(places: readonly number[], mask: (bit: number) => number, length = LIST_BYTES): Buffer {
  const bytes = Buffer.alloc(length)
  for (const place of places) bytes[place >> 3]! |= mask(place % 8)
  return bytes
}
const highestFirst = (bit: number) => 128 >> bit
const lowestFirst = (bit: number) => 1 << bit
const bitstring = (bytes: Buffer) =>
  JSON.stringify({ credentialSubject: { encodedList: `u${toBase64url(gzipSync(bytes))}` } })
const token = (bytes: Buffer, more: object = {}) =>
  `e30.${toBase64url(utf8(JSON.stringify({ status_list: { bits: 1, lst: toBase64url(deflateSync(bytes)), ...more } })))}.x`

test('both forms of a list show the places that are revoked in it, and no others', () => {
  const place = fc.integer({ min: 0, max: LIST_BYTES * 8 - 1 })
  fc.assert(
    fc.property(fc.uniqueArray(place, { maxLength: 40 }), (places) => {
      const sorted = places.toSorted((a, b) => a - b)
      assert.deepEqual([...revokedPlaces(bitstring(packed(places, highestFirst)), unzip)!], sorted)
      assert.deepEqual([...revokedPlaces(token(packed(places, lowestFirst)), unzip)!], sorted)
    }),
    { numRuns: 40 }
  )
  assert.equal(revokedPlaces(bitstring(Buffer.alloc(LIST_BYTES, 255)), unzip)!.size, LIST_BYTES * 8)
})

test('what is no list, unpacks to more than one, or says anything twice is not read', () => {
  const good = bitstring(packed([3], highestFirst))
  const long = Buffer.alloc(LIST_BYTES + 1)
  for (const text of [
    '',
    'x',
    '[]',
    '{}',
    'a.b.c',
    '{"credentialSubject":{"encodedList":"uAAAA"}}',
    good.replace('"u', '"z'),
    good.replace('{"encodedList"', '{"encodedList":"uAAAA","encodedList"'),
    `${good} `,
    bitstring(long),
    token(long),
    token(packed([3], lowestFirst), { bits: 2 }),
    `${token(packed([3], lowestFirst))}.x`
  ])
    assert.equal(revokedPlaces(text, unzip), null, text.slice(0, 80))
})
