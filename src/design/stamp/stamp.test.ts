import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stampGeometry } from './stamp.ts'

test('the same record always has the same stamp, and two records differ', () => {
  const one = '019a3c1e-7b20-7c44-9d01-0a1b2c3d4e5f'
  assert.deepEqual(stampGeometry(one), stampGeometry(one))
  const drawings = Array.from({ length: 200 }, (_, at) => JSON.stringify(stampGeometry(`record-${at}`)))
  assert.ok(new Set(drawings).size > 120)
})

test('a stamp stays inside its field and leans only a little', () => {
  for (let at = 0; at < 200; at++) {
    const shape = stampGeometry(`record-${at}`)
    assert.ok(Math.abs(shape.tilt) <= 7)
    assert.equal(shape.frames.length, 2)
    assert.ok(!JSON.stringify(shape).includes('NaN'))
  }
})
