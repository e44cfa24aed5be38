import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { totalsOf } from './totals.ts'

const record = fc.record({
  startedAt: fc.date({
    min: new Date('2020-01-01T00:00:00Z'),
    max: new Date('2030-01-01T00:00:00Z'),
    noInvalidDate: true
  }),
  minutes: fc.integer({ min: 1, max: 1440 }),
  directions: fc.uniqueArray(fc.constantFrom('social', 'sports', 'cultural', 'medical'), {
    minLength: 1,
    maxLength: 3
  }),
  organiserId: fc.constantFrom('a', 'b', 'c')
})

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

test('years add up to the total, and directions are never less than it', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 40 }), (records) => {
      const totals = totalsOf(records)
      assert.equal(totals.minutes, sum(records.map(({ minutes }) => minutes)))
      assert.equal(totals.engagements, records.length)
      for (const measure of ['minutes', 'engagements'] as const) {
        assert.equal(sum(totals.byYear.map((year) => year[measure])), totals[measure])
        assert.ok(sum(totals.byDirection.map((direction) => direction[measure])) >= totals[measure])
        for (const direction of totals.byDirection) assert.ok(direction[measure] <= totals[measure])
      }
    })
  )
})

test('the order of records does not matter', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20 }), (records) => {
      assert.deepEqual(totalsOf(records.toReversed()), totalsOf(records))
    })
  )
})

test('a record with two directions stands in both and is counted once in the total', () => {
  const totals = totalsOf([
    {
      startedAt: new Date('2026-06-14T04:00:00Z'),
      minutes: 90,
      directions: ['sports', 'social'],
      organiserId: 'a'
    }
  ])
  assert.deepEqual(totals.byDirection, [
    { direction: 'social', minutes: 90, engagements: 1 },
    { direction: 'sports', minutes: 90, engagements: 1 }
  ])
  assert.equal(totals.minutes, 90)
  assert.equal(totals.engagements, 1)
})

test('a night of New Year belongs to the year in which it began in Asia/Almaty', () => {
  const before = { minutes: 60, directions: ['social'], organiserId: 'a' }
  const totals = totalsOf([
    { ...before, startedAt: new Date('2026-12-31T18:59:00Z') }, // 23:59 in Almaty
    { ...before, startedAt: new Date('2026-12-31T19:00:00Z') } // midnight
  ])
  assert.deepEqual(
    totals.byYear.map(({ year }) => year),
    [2027, 2026]
  )
  assert.equal(totals.first, '2026-12-31')
  assert.equal(totals.last, '2027-01-01')
})

test('nobody has anything at first', () => {
  assert.deepEqual(totalsOf([]), {
    minutes: 0,
    engagements: 0,
    organisers: 0,
    first: null,
    last: null,
    byDirection: [],
    byYear: []
  })
})
