import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemo } from './memo.ts'

const at = (ms: number) => new Date(ms)

test('an answer is read once until its time is over, however many ask at once', async () => {
  const memo = createMemo<number>(1000)
  let reads = 0
  const read = async () => (reads += 1)
  assert.deepEqual(await Promise.all([memo.get(at(0), read), memo.get(at(1), read)]), [1, 1])
  assert.equal(await memo.get(at(999), read), 1)
  assert.equal(await memo.get(at(1000), read), 2)
})

test('a failed reading is tried again', async () => {
  const memo = createMemo<number>(1000)
  await assert.rejects(memo.get(at(0), () => Promise.reject(new Error('down'))))
  assert.equal(await memo.get(at(1), async () => 7), 7)
})
