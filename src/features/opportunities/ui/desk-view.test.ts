import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rosterView } from './desk-view.ts'

const queuedAt = new Date('2026-11-23T05:00:00Z')
const line = { personId: 'p', name: 'Ахметова Дина', walkUp: false, queuedAt, offeredUntil: null }

test('the desk shows what an applicant wrote and also why they were declined', () => {
  const [declined] = rosterView(
    [{ ...line, state: 'declined', message: 'Тәжірибем бар', reason: 'Орын қалмады' }],
    'kk'
  )
  assert.match(declined!.detail!, /Тәжірибем бар · Орын қалмады$/)
})

test('applications come first, then those with a place, then who is still to have one', () => {
  const states = ['withdrawn', 'waiting', 'joined', 'applied', 'offered'] as const
  const lines = states.map((state) => ({ ...line, personId: state, state, message: null, reason: null }))
  assert.deepEqual(
    rosterView(lines, 'kk').map(({ id }) => id),
    ['applied', 'joined', 'offered', 'waiting', 'withdrawn']
  )
})
