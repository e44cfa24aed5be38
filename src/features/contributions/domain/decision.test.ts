import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { awaitingOf, correct, decide, lateAfter, MINUTES_MAX, type Choice } from './decision.ts'

const start = Date.parse('2026-11-22T05:00:00Z')
const at = (minutes: number) => new Date(start + minutes * 60_000)
const shift = { startsAt: at(0), endsAt: at(240) }
const presence = (cameAt: number, leftAt: number | null, proposed: number | null = null) => ({
  checkedInAt: at(cameAt),
  checkedOutAt: leftAt === null ? null : at(leftAt),
  proposedOutAt: proposed === null ? null : at(proposed)
})
const outcome = (choice: Choice, times = presence(-20, 250), late: number | null = null) => {
  const decided = decide(awaitingOf(times, shift), choice, late)
  return decided.ok ? decided.value : decided.error.code
}

test('what is prefilled is the part within the shift; the presence is longer', () => {
  const awaiting = awaitingOf(presence(-20, 250), shift)
  assert.equal(awaiting.proposedMinutes, 240)
  assert.equal(awaiting.presenceMinutes, 270)
  assert.equal(awaitingOf(presence(30, 200), shift).proposedMinutes, 170)
})

test('confirming as recorded needs no reason, any other number does', () => {
  assert.deepEqual(outcome({ decision: 'confirm' }), {
    status: 'confirmed',
    minutes: 240,
    endedAt: at(250),
    reason: null
  })
  assert.equal(outcome({ decision: 'confirm', minutes: 200 }), 'minutes-need-reason')
  assert.equal(outcome({ decision: 'confirm', minutes: 270 }), 'minutes-need-reason')
  const adjusted = outcome({ decision: 'confirm', minutes: 200, reason: 'Үзіліс' })
  assert.ok(typeof adjusted === 'object' && adjusted.minutes === 200)
})

test('a late confirmation needs a reason, a rejection has one anyway', () => {
  // The shift ends at 14:00 in Astana; the fourteenth day after is still in time, to its end.
  assert.equal(lateAfter(shift.endsAt, new Date('2026-12-06T18:59:00Z')), null)
  assert.equal(lateAfter(shift.endsAt, new Date('2026-12-06T19:01:00Z')), 14)
  const times = presence(-20, 250)
  assert.equal(outcome({ decision: 'confirm' }, times, 14), 'late-needs-reason')
  const late = outcome({ decision: 'confirm', reason: 'Үйлестіруші ауырып қалды' }, times, 14)
  assert.ok(typeof late === 'object' && late.minutes === 240)
  assert.equal(outcome({ decision: 'reject' }, times, 14), 'reason-needed')
})

test('rejecting needs a reason', () => {
  assert.equal(outcome({ decision: 'reject' }), 'reason-needed')
  const rejected = outcome({ decision: 'reject', reason: 'Басқа адам' })
  assert.ok(typeof rejected === 'object' && rejected.status === 'rejected' && rejected.minutes === 0)
})

test('nobody confirms a proposed end by silence, nor a time without an end', () => {
  const forgotten = presence(0, null, 240)
  assert.equal(outcome({ decision: 'confirm' }, forgotten), 'proposed-end-not-taken')
  const taken = outcome({ decision: 'confirm', takeProposedEnd: true }, forgotten)
  assert.ok(typeof taken === 'object' && taken.minutes === 240)
  assert.equal(outcome({ decision: 'confirm', takeProposedEnd: true }, presence(0, null)), 'presence-open')
})

test('minutes are whole, at least one and at most a day, whatever is recorded or typed', () => {
  for (const minutes of [0, -1, 1.5, MINUTES_MAX + 1, Number.NaN])
    assert.equal(outcome({ decision: 'confirm', minutes, reason: 'себебі' }), 'minutes-out-of-range')
  assert.equal(outcome({ decision: 'confirm' }, presence(-30, -10)), 'minutes-out-of-range')
  fc.assert(
    fc.property(fc.integer({ min: -60, max: 240 }), fc.nat(2000), (came, stayed) => {
      const awaiting = awaitingOf(presence(came, came + stayed + 1), shift)
      assert.ok(awaiting.proposedMinutes <= awaiting.presenceMinutes)
      assert.ok(awaiting.presenceMinutes <= MINUTES_MAX)
      assert.ok(awaiting.proposedMinutes >= 0)
    })
  )
})

test('a correction changes something, and only what is confirmed can be revoked', () => {
  const confirmed = { status: 'confirmed' as const, minutes: 200 }
  const code = (result: ReturnType<typeof correct>) => (result.ok ? result.value : result.error.code)
  assert.deepEqual(code(correct(confirmed, { decision: 'revoke' })), { status: 'revoked', minutes: 0 })
  assert.equal(code(correct(confirmed, { decision: 'amend', minutes: 200 })), 'minutes-unchanged')
  const rejected = { status: 'rejected' as const, minutes: 0 }
  assert.equal(code(correct(rejected, { decision: 'revoke' })), 'contribution-not-confirmed')
  assert.deepEqual(code(correct(rejected, { decision: 'amend', minutes: 60 })), {
    status: 'confirmed',
    minutes: 60
  })
})
