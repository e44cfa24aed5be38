import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validate, version } from 'uuid'
import { newId } from './new-id.ts'

test('ids are of version 7, differ, and sort in the order in which they were made', () => {
  const ids = Array.from({ length: 5_000 }, newId)
  assert.deepEqual(ids.toSorted(), ids)
  assert.equal(new Set(ids).size, ids.length)
  assert.ok(ids.every((one) => validate(one) && version(one) === 7))
  const ms = parseInt(ids[0]!.replace('-', '').slice(0, 12), 16)
  assert.ok(Math.abs(ms - Date.now()) < 60_000)
})

test('their last parts are random', () => {
  const tails = new Set(Array.from({ length: 1_000 }, () => newId().slice(-10)))
  assert.equal(tails.size, 1_000)
})
