import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batched } from './batched.ts'

test('those of one turn go together, at most so many, and later ones wait for them', async () => {
  const batches: number[] = []
  const double = batched(async (inputs: readonly number[]) => {
    batches.push(inputs.length)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return inputs.map((input) => input * 2)
  }, 4)
  const first = [1, 2, 3, 4, 5].map(double)
  await new Promise((resolve) => setImmediate(resolve))
  const later = [6, 7].map(double)
  assert.deepEqual(await Promise.all([...first, ...later]), [2, 4, 6, 8, 10, 12, 14])
  assert.deepEqual(batches, [4, 3])
  assert.equal(await double(8), 16)
})

test('a failure reaches each call of its batch, and the next batch goes on', async () => {
  let fails = true
  const call = batched(async (inputs: readonly number[]) => {
    if (fails) throw new Error('down')
    return inputs
  }, 10)
  const results = await Promise.allSettled([call(1), call(2)])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected']
  )
  fails = false
  assert.equal(await call(3), 3)
})
