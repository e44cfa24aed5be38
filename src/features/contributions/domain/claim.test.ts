import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addMinutes } from '#platform/prelude/index.ts'
import { minutesTwice, type Claim } from './claim.ts'

const noon = new Date('2026-11-28T07:00:00Z')
const claim = (from: number, to: number, minutes = to - from): Claim => ({
  startedAt: addMinutes(noon, from),
  endedAt: addMinutes(noon, to),
  minutes
})

test('two places at the same time are counted twice', () => {
  assert.equal(minutesTwice(claim(0, 120), claim(0, 120)), 120)
  assert.equal(minutesTwice(claim(0, 120), claim(60, 180)), 60)
  assert.equal(minutesTwice(claim(0, 240), claim(60, 120)), 60)
})

test('one after another is not, nor a late leaving over an early coming', () => {
  assert.equal(minutesTwice(claim(0, 120), claim(120, 240)), 0)
  assert.equal(minutesTwice(claim(0, 120), claim(300, 400)), 0)
  assert.equal(minutesTwice(claim(-10, 140, 120), claim(115, 250, 120)), 0)
  const seconds = new Date(addMinutes(noon, 120).getTime() - 20_000)
  assert.equal(minutesTwice(claim(0, 120), { ...claim(120, 240), startedAt: seconds }), 0)
})

test('minutes beyond the recorded time reach into what comes after', () => {
  assert.equal(minutesTwice(claim(0, 120, 300), claim(180, 360)), 120)
})

const anyClaim = fc
  .record({ from: fc.integer({ min: 0, max: 600 }), length: fc.integer({ min: 0, max: 600 }) })
  .chain(({ from, length }) =>
    fc.integer({ min: 1, max: 1440 }).map((minutes) => claim(from, from + length, minutes))
  )

test('it does not matter which came first, and fewer minutes never count more', () => {
  fc.assert(
    fc.property(anyClaim, anyClaim, (one, other) => {
      const twice = minutesTwice(one, other)
      assert.equal(minutesTwice(other, one), twice)
      assert.ok(twice <= Math.min(one.minutes, other.minutes))
      if (one.minutes > 1) assert.ok(minutesTwice({ ...one, minutes: one.minutes - 1 }, other) <= twice)
    })
  )
})
