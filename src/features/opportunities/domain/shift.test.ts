import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { localParts, minutesBetween } from '#platform/prelude/index.ts'
import { movedAhead, REPEAT_WEEKS_MAX, repeatWeekly, shiftFailures, timesOf, wallClock } from './shift.ts'

const now = new Date('2026-11-23T05:00:00Z')
const plan = (startsAt: string, endsAt: string, capacity = 10) => ({
  role: {},
  startsAt: new Date(startsAt),
  endsAt: new Date(endsAt),
  capacity
})
const codes = (...of: Parameters<typeof plan>) =>
  shiftFailures(plan(...of), now).map(({ code, field }) => [code, field])

test('a shift that is right has nothing wrong', () => {
  assert.deepEqual(codes('2026-11-24T04:00:00Z', '2026-11-25T04:00:00Z'), [])
})

test('each way of being wrong has a code and a field', () => {
  const start = '2026-11-24T04:00:00Z'
  assert.deepEqual(codes(start, start), [['shift-end-before-start', 'endsAt']])
  assert.deepEqual(codes(start, '2026-11-24T03:00:00Z'), [['shift-end-before-start', 'endsAt']])
  assert.deepEqual(codes(start, '2026-11-25T04:01:00Z'), [['shift-too-long', 'endsAt']])
  assert.deepEqual(codes('2026-11-23T05:00:00Z', start), [['shift-in-past', 'startsAt']])
  assert.deepEqual(codes('2028-11-24T04:00:00Z', '2028-11-24T05:00:00Z'), [['shift-too-far', 'startsAt']])
  for (const places of [0, 10_001, 1.5, -1, NaN])
    assert.deepEqual(codes(start, '2026-11-24T05:00:00Z', places), [['shift-capacity', 'capacity']])
})

test('repeated weekly, a shift keeps its wall clock and its length, also over the change of the zone', () => {
  const before = plan('2024-02-25T04:00:00Z', '2024-02-25T07:30:00Z') // 10:00 at UTC+6
  const [next] = repeatWeekly(before, 1)
  assert.equal(next!.startsAt.toISOString(), '2024-03-03T05:00:00.000Z') // 10:00 at UTC+5
  const minutes = fc.integer({ min: 1, max: 24 * 60 })
  const start = fc.date({ min: new Date('2025-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(start, minutes, fc.integer({ min: 1, max: REPEAT_WEEKS_MAX }), (at, length, weeks) => {
      at.setUTCSeconds(0, 0)
      const shift = { ...before, startsAt: at, endsAt: new Date(at.getTime() + length * 60_000) }
      const repeated = repeatWeekly(shift, weeks)
      assert.equal(repeated.length, weeks)
      for (const one of repeated) {
        assert.equal(localParts(one.startsAt).time, localParts(at).time)
        assert.equal(wallClock(one.startsAt).weekday, wallClock(at).weekday)
        assert.equal(minutesBetween(one.startsAt, one.endsAt), length)
      }
    })
  )
})

test('copied shifts all lie ahead and keep their distance', () => {
  const shifts = [
    plan('2026-10-01T04:00:00Z', '2026-10-01T06:00:00Z'),
    plan('2026-10-05T04:00:00Z', '2026-10-05T06:00:00Z')
  ]
  const moved = movedAhead(shifts, now)
  assert.ok(moved.every((shift) => shift.startsAt > now))
  assert.equal(+moved[1]!.startsAt - +moved[0]!.startsAt, 4 * 86_400_000)
  assert.deepEqual(movedAhead([], now), [])
})

test('a shift falls into the times in which people say when they are free', () => {
  assert.deepEqual(timesOf(wallClock(new Date('2026-11-28T04:00:00Z'))), ['any-time', 'weekends'])
  assert.deepEqual(timesOf(wallClock(new Date('2026-11-23T04:00:00Z'))), ['any-time', 'weekday-days'])
  assert.deepEqual(timesOf(wallClock(new Date('2026-11-23T12:00:00Z'))), ['any-time', 'weekday-evenings'])
  assert.deepEqual(
    timesOf(wallClock(new Date('2026-11-27T20:00:00Z'))),
    ['any-time', 'weekends'],
    'Saturday there'
  )
})
