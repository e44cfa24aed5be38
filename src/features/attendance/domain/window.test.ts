import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attendancePolicyAt } from './policy.ts'
import { isOpen, timeRefusal, type ShiftTimes } from './window.ts'

const shift: ShiftTimes = {
  startsAt: new Date('2026-11-22T05:00:00Z'),
  endsAt: new Date('2026-11-22T09:00:00Z'),
  actionState: 'published',
  shiftState: 'open'
}
const code = (kind: 'in' | 'out', at: string, of: ShiftTimes = shift) => {
  const now = new Date(`2026-11-22T${at}Z`)
  return timeRefusal(kind, of, now, attendancePolicyAt(now))?.code ?? 'open'
}

test('check-in opens an hour before the start and closes at the end', () => {
  assert.equal(code('in', '03:59:59'), 'check-in-not-open')
  assert.equal(code('in', '04:00:00'), 'open')
  assert.equal(code('in', '08:59:59'), 'open')
  assert.equal(code('in', '09:00:00'), 'check-in-closed')
})

test('check-out is taken for an hour after the end', () => {
  assert.equal(code('out', '03:59:59'), 'check-in-not-open')
  assert.equal(code('out', '10:00:00'), 'open')
  assert.equal(code('out', '10:00:01'), 'check-out-closed')
  assert.ok(isOpen(shift, new Date('2026-11-22T09:30:00Z'), attendancePolicyAt(shift.endsAt)))
})

test('nobody comes to a shift that is not held, and who came before it was called off can leave', () => {
  assert.equal(code('in', '06:00:00', { ...shift, actionState: 'draft' }), 'shift-not-found')
  assert.equal(code('in', '06:00:00', { ...shift, actionState: 'cancelled' }), 'shift-cancelled')
  assert.equal(code('in', '06:00:00', { ...shift, shiftState: 'cancelled' }), 'shift-cancelled')
  assert.equal(
    code('out', '06:00:00', { ...shift, actionState: 'cancelled', shiftState: 'cancelled' }),
    'open'
  )
})
