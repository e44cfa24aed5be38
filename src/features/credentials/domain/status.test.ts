import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { listIdOf, packBits, readBit, slotIndex, STATUS_LIST_ENTRIES } from './status.ts'

const odd = fc.integer({ min: 0, max: STATUS_LIST_ENTRIES / 2 - 1 }).map((half) => half * 2 + 1)
const place = fc.integer({ min: 0, max: STATUS_LIST_ENTRIES - 1 })

test('every running number gets a place of its own', () => {
  fc.assert(
    fc.property(odd, place, (stride, offset) => {
      const seen = new Set<number>()
      for (let serial = 0; serial < STATUS_LIST_ENTRIES; serial += 97)
        seen.add(slotIndex(serial, { stride, offset }))
      assert.equal(seen.size, Math.ceil(STATUS_LIST_ENTRIES / 97))
      assert.ok([...seen].every((index) => index >= 0 && index < STATUS_LIST_ENTRIES))
    }),
    { numRuns: 20 }
  )
})

test('the bits say who was revoked and nobody else, in both orders', () => {
  fc.assert(
    fc.property(fc.uniqueArray(place, { maxLength: 50 }), place, (revoked, other) => {
      for (const order of ['most', 'least'] as const) {
        const bits = packBits(revoked, order)
        for (const index of revoked) assert.equal(readBit(bits, index, order), true)
        assert.equal(readBit(bits, other, order), revoked.includes(other))
      }
    }),
    { numRuns: 50 }
  )
  // W3C Bitstring Status List 2.2 and Token Status List 4.1: the first entry is the highest, the lowest bit.
  assert.equal(packBits([0], 'most')[0], 0b1000_0000)
  assert.equal(packBits([0], 'least')[0], 0b0000_0001)
  assert.equal(readBit(packBits([], 'most'), STATUS_LIST_ENTRIES, 'most'), null)
  // The example there, packed as it stands there.
  const bits = packBits([0, 3, 4, 5, 7, 8, 9, 13, 15], 'least')
  assert.deepEqual(
    bits.subarray(0, 2),
    new Uint8Array(inflateSync(Buffer.from('78dadbb918000217015d', 'hex')))
  )
})

test('only an address of our own names a list', () => {
  const ours = 'https://erikti.example'
  assert.equal(listIdOf(ours, `${ours}/status/token/12`), 12)
  assert.equal(listIdOf(ours, `${ours}/status/bitstring/1`), 1)
  for (const other of [
    'https://erikti.example.evil/status/token/1',
    `${ours}/status/token/0`,
    `${ours}/status/token/1/`,
    ''
  ])
    assert.equal(listIdOf(ours, other), null, other)
})
