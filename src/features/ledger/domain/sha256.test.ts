import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { sha256 } from './sha256.ts'

test('the plain SHA-256 answers what OpenSSL answers, at every length around a block', () => {
  const same = (data: Uint8Array) =>
    assert.deepEqual(sha256(data), new Uint8Array(createHash('sha256').update(data).digest()))
  for (let length = 0; length <= 200; length++) same(new Uint8Array(length).fill(length))
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), same))
})
