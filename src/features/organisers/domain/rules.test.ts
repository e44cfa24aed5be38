import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  APPLICATION_STEPS,
  standingAfter,
  stepsFrom,
  waitingOf,
  type ApplicationStanding
} from './application.ts'
import { whyNotOpen } from './invitation.ts'
import { organiserAfter, whyNotActive } from './organiser.ts'
import { whyNotChange, type StaffMember } from './staff.ts'

const first: ApplicationStanding = { state: 'submitted', level: 'region' }

test('an application goes from hand to hand', () => {
  assert.deepEqual(stepsFrom(first), ['check', 'return', 'refuse', 'withdraw'])
  assert.deepEqual(stepsFrom({ state: 'checked', level: 'region' }), [
    'approve',
    'return',
    'refuse',
    'withdraw'
  ])
  assert.deepEqual(stepsFrom({ state: 'returned', level: 'region' }), ['amend', 'withdraw'])
  assert.deepEqual(stepsFrom({ state: 'refused', level: 'region' }), ['appeal'])
  assert.deepEqual(stepsFrom({ state: 'refused', level: 'national' }), [])
  assert.deepEqual(stepsFrom({ state: 'approved', level: 'region' }), [])
  assert.deepEqual(stepsFrom({ state: 'withdrawn', level: 'region' }), [])
  assert.deepEqual(standingAfter({ state: 'refused', level: 'region' }, 'appeal'), {
    state: 'submitted',
    level: 'national'
  })
})

test('nothing is approved unchecked, appealed twice, or changed after its end, whatever is tried', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...APPLICATION_STEPS), { maxLength: 60 }), (steps) => {
      let standing = first
      let appeals = 0
      let ended = false
      for (const step of steps) {
        const next = standingAfter(standing, step)
        if (!next) continue
        assert.ok(!ended)
        if (step === 'approve') assert.equal(standing.state, 'checked')
        if (step === 'appeal') appeals += 1
        ended = next.state === 'approved' || next.state === 'withdrawn'
        standing = next
      }
      assert.ok(appeals <= 1)
    })
  )
})

test('the clock of an application counts whole days', () => {
  const submittedAt = new Date('2026-11-01T05:00:00Z')
  const at = (instant: string) => waitingOf(submittedAt, new Date(instant), 10)
  assert.equal(at('2026-11-01T05:00:00Z').days, 0)
  assert.equal(at('2026-11-02T04:59:59Z').days, 0)
  assert.equal(at('2026-11-02T05:00:00Z').days, 1)
  assert.equal(at('2026-11-11T05:00:00Z').overdue, false)
  assert.equal(at('2026-11-11T05:00:01Z').overdue, true)
})

test('an organiser is never without an owner, whatever is tried', () => {
  const role = fc.constantFrom('owner', 'coordinator', 'viewer', null)
  const change = fc.record({ personId: fc.constantFrom('a', 'b', 'c', 'd'), to: role })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      let staff: StaffMember[] = [
        { personId: 'a', role: 'owner' },
        { personId: 'b', role: 'coordinator' },
        { personId: 'c', role: 'viewer' }
      ]
      for (const { personId, to } of changes) {
        if (whyNotChange(staff, personId, to)) continue
        staff = staff.flatMap((member) =>
          member.personId === personId ? (to ? [{ personId, role: to }] : []) : [member]
        )
        assert.ok(staff.some((member) => member.role === 'owner'))
      }
    })
  )
  assert.equal(whyNotChange([{ personId: 'a', role: 'owner' }], 'a', 'viewer')!.code, 'organiser-last-owner')
  assert.equal(whyNotChange([{ personId: 'a', role: 'owner' }], 'a', null)!.code, 'organiser-last-owner')
  assert.equal(whyNotChange([{ personId: 'a', role: 'owner' }], 'z', null)!.code, 'organiser-staff-not-found')
})

test('an invitation says why it no longer invites', () => {
  const open = { expiresAt: new Date('2026-12-01T00:00:00Z'), acceptedAt: null, cancelledAt: null }
  const now = new Date('2026-11-30T23:59:59Z')
  assert.equal(whyNotOpen(open, now), null)
  assert.equal(whyNotOpen(open, open.expiresAt)!.code, 'invitation-expired')
  assert.equal(whyNotOpen({ ...open, cancelledAt: now }, now)!.code, 'invitation-cancelled')
  assert.equal(whyNotOpen({ ...open, acceptedAt: now }, now)!.code, 'invitation-used')
})

test('a closed organiser never comes back', () => {
  assert.equal(organiserAfter('active', 'suspend'), 'suspended')
  assert.equal(organiserAfter('suspended', 'resume'), 'active')
  assert.equal(organiserAfter('suspended', 'suspend'), null)
  for (const step of ['suspend', 'resume', 'close'] as const)
    assert.equal(organiserAfter('closed', step), null)
  assert.equal(whyNotActive('active'), null)
  assert.equal(whyNotActive('suspended')!.code, 'organiser-suspended')
  assert.equal(whyNotActive('closed')!.code, 'organiser-closed')
})
