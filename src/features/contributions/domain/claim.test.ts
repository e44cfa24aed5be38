import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addMinutes } from '#platform/prelude/index.ts'
import { minutesTwice, spanOf, type Claim } from './claim.ts'

const noon = new Date('2026-11-28T07:00:00Z')
const claim = (from: number, to: number, minutes = to - from): Claim => ({
  startedAt: addMinutes(noon, from),
  endedAt: addMinutes(noon, to),
  minutes
})

const twice = (one: Claim, ...others: Claim[]): number => minutesTwice(one, others)?.minutes ?? 0

test('two places at the same time are counted twice', () => {
  assert.equal(twice(claim(0, 120), claim(0, 120)), 120)
  assert.equal(twice(claim(0, 120), claim(60, 180)), 60)
  assert.equal(twice(claim(0, 240), claim(60, 120)), 60)
})

test('one after another is not, nor a late leaving over an early coming', () => {
  assert.equal(twice(claim(0, 120), claim(120, 240)), 0)
  assert.equal(twice(claim(0, 120), claim(300, 400)), 0)
  assert.equal(twice(claim(-10, 140, 120), claim(115, 250, 120)), 0)
  const seconds = new Date(addMinutes(noon, 120).getTime() - 20_000)
  assert.equal(twice(claim(0, 120), { ...claim(120, 240), startedAt: seconds }), 0)
})

test('minutes beyond the recorded time reach into what comes after', () => {
  assert.equal(twice(claim(0, 120, 300), claim(180, 360)), 120)
})

test('records that can be true two by two are counted twice when they cannot be true together', () => {
  assert.equal(twice(claim(0, 180, 100), claim(0, 180, 80)), 0)
  assert.equal(twice(claim(0, 180, 100), claim(0, 180, 80), claim(0, 180, 80)), 80)
  // The third one does not meet the first one, and leaves no room for what lies between them.
  assert.equal(twice(claim(0, 60), claim(30, 120, 60)), 0)
  assert.equal(twice(claim(0, 60), claim(30, 120, 60), claim(90, 150)), 30)
  assert.deepEqual(minutesTwice(claim(0, 60), [claim(30, 120, 60), claim(90, 150), claim(200, 300)]), {
    minutes: 30,
    startsAt: addMinutes(noon, 30),
    endsAt: addMinutes(noon, 150)
  })
})

test('what is wrong elsewhere already is not the fault of a record that meets none of it', () => {
  assert.equal(twice(claim(0, 60), claim(60, 120), claim(60, 120)), 0)
})

const anyClaim = fc
  .record({ from: fc.integer({ min: 0, max: 60 }), length: fc.integer({ min: 1, max: 60 }) })
  .chain(({ from, length }) =>
    fc.integer({ min: 1, max: length }).map((minutes) => claim(from, from + length, minutes))
  )

/** Lives through the claims minute by minute, each time for the one that ends first: nobody could do better. */
function canAllBeTrue(claims: readonly Claim[]): boolean {
  const left = claims.map((one) => ({ ...spanOf(one), minutes: one.minutes }))
  left.sort((a, b) => +a.endsAt - +b.endsAt)
  for (let minute = noon; left.some(({ minutes }) => minutes > 0); minute = addMinutes(minute, 1)) {
    if (left.some(({ endsAt, minutes }) => minutes > 0 && endsAt <= minute)) return false
    const now = left.find(({ startsAt, minutes }) => minutes > 0 && startsAt <= minute)
    if (now) now.minutes -= 1
  }
  return true
}

test('a claim counts twice exactly what cannot be lived through beside the others', () => {
  fc.assert(
    fc.property(anyClaim, fc.array(anyClaim, { maxLength: 5 }), (one, candidates) => {
      const others: Claim[] = []
      for (const other of candidates) if (canAllBeTrue([...others, other])) others.push(other)
      const minutes = one.minutes - twice(one, ...others)
      if (minutes > 0) assert.ok(canAllBeTrue([...others, { ...one, minutes }]))
      if (minutes < one.minutes) assert.ok(!canAllBeTrue([...others, { ...one, minutes: minutes + 1 }]))
    })
  )
})

test('of two it does not matter which came first', () => {
  fc.assert(
    fc.property(anyClaim, anyClaim, (one, other) => assert.equal(twice(one, other), twice(other, one)))
  )
})
