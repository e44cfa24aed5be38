import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { toHex } from '#platform/prelude/bytes.ts'
import { commitRecord, commitStatement } from './commitment.ts'
import { decodeEntry, encodeEntry, ENTRY_TYPES, isAmending, type EntryType } from './entry.ts'

const commitment = fc.uint8Array({ minLength: 32, maxLength: 32 })
const entry = fc
  .record({
    type: fc.constantFrom(...(Object.keys(ENTRY_TYPES) as EntryType[])),
    commitment,
    index: fc.maxSafeNat()
  })
  .map(({ type, commitment: bytes, index }) => ({
    type,
    commitment: bytes,
    amends: isAmending(type) ? index : null
  }))

test('an entry reads back, and only whole', () => {
  fc.assert(
    fc.property(entry, (one) => {
      const bytes = encodeEntry(one)
      assert.deepEqual(decodeEntry(bytes), one)
      assert.equal(decodeEntry(bytes.subarray(1)), null)
      assert.equal(decodeEntry(new Uint8Array([...bytes, 0])), null)
      assert.equal(decodeEntry(Uint8Array.from(bytes, (byte, i) => (i === 0 ? 2 : byte))), null)
      assert.equal(decodeEntry(Uint8Array.from(bytes, (byte, i) => (i === 1 ? 99 : byte))), null)
    })
  )
  assert.throws(
    () => encodeEntry({ type: 'amend', commitment: new Uint8Array(32), amends: null }),
    RangeError
  )
  assert.throws(
    () => encodeEntry({ type: 'record', commitment: new Uint8Array(31), amends: null }),
    RangeError
  )
})

test('the commitment is SHA-256 over prefix, salt and canonical record', () => {
  const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest())
  const salt = new Uint8Array(32).fill(5)
  const expected = createHash('sha256')
    .update('erikti/record/v1')
    .update(salt)
    .update('{"a":1}')
    .digest('hex')
  assert.equal(toHex(commitRecord(sha256, salt, '{"a":1}')), expected)
  assert.notEqual(toHex(commitStatement(sha256, '{"a":1}')), expected)
  assert.throws(() => commitRecord(sha256, salt.subarray(1), '{}'), RangeError)
})
