import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, ageOn, dayOf, instantOf, localParts, minutesBetween, weekday } from './time.ts'

test('the country moved from UTC+6 to UTC+5 on 1 March 2024', () => {
  assert.equal(instantOf('2024-02-28', '12:00')?.toISOString(), '2024-02-28T06:00:00.000Z')
  assert.equal(instantOf('2024-03-02', '12:00')?.toISOString(), '2024-03-02T07:00:00.000Z')
  assert.equal(dayOf(new Date('2026-11-22T18:59:00Z')), '2026-11-22')
  assert.equal(dayOf(new Date('2026-11-22T19:00:00Z')), '2026-11-23')
})

test('a day or time that does not exist is null', () => {
  for (const [day, time] of [
    ['2026-02-29', '10:00'],
    ['2026-13-01', '10:00'],
    ['2026-01-01', '24:00'],
    ['today', '10:00']
  ] as const)
    assert.equal(instantOf(day, time), null)
})

test('an instant read as wall clock and back is the same minute', () => {
  const afterTheChange = fc.date({
    min: new Date('2024-03-02T00:00:00Z'),
    max: new Date('2060-01-01T00:00:00Z'),
    noInvalidDate: true
  })
  fc.assert(
    fc.property(afterTheChange, (instant) => {
      const { day, time } = localParts(instant)
      const back = instantOf(day, time)
      assert.ok(back)
      assert.equal(minutesBetween(back, instant), 0)
    })
  )
})

test('age counts full years on the day; a leap-day child has a birthday on 1 March', () => {
  assert.equal(ageOn('2010-09-01', '2026-08-31'), 15)
  assert.equal(ageOn('2010-09-01', '2026-09-01'), 16)
  assert.equal(ageOn('2008-02-29', '2026-02-28'), 17)
  assert.equal(ageOn('2008-02-29', '2026-03-01'), 18)
})

test('days add across months and know their weekday', () => {
  assert.equal(addDays('2026-11-30', 1), '2026-12-01')
  assert.deepEqual([weekday('2026-11-22'), weekday('2026-11-23')], [7, 1])
})
