import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ageRefusal, isAdult, MINOR_BARRED_TAGS, needsGuardian } from './age.ts'

const on = '2026-11-22'

test('under 18, emergencies, crime-related and hazardous work are barred, each with its reason', () => {
  for (const tag of MINOR_BARRED_TAGS) {
    assert.equal(ageRefusal('2008-11-23', { on, tags: [tag], minAge: null })?.code, `minor-${tag}`)
    assert.equal(ageRefusal('2008-11-22', { on, tags: [tag], minAge: null }), null)
  }
})

test('age is counted on the day of the action', () => {
  assert.ok(!isAdult('2008-12-01', on))
  assert.ok(isAdult('2008-12-01', '2026-12-01'))
  assert.ok(needsGuardian('2010-11-23', on))
  assert.ok(!needsGuardian('2010-11-22', on))
})

test('a least age set by the organiser is held', () => {
  const refusal = ageRefusal('2006-01-01', { on, tags: [], minAge: 21 })
  assert.deepEqual([refusal?.code, refusal?.args], ['too-young', { min: 21 }])
})
