import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawer } from './drawer.ts'

test('every portion has its length and is another one, and stays what it was', () => {
  const draw = drawer(32)
  const portions = Array.from({ length: 1_000 }, draw)
  const texts = portions.map((portion) => Buffer.from(portion).toString('hex'))
  assert.ok(texts.every((text) => text.length === 64))
  assert.equal(new Set(texts).size, texts.length)
  for (let n = 0; n < 1_000; n++) draw()
  assert.deepEqual(
    portions.map((portion) => Buffer.from(portion).toString('hex')),
    texts
  )
})
