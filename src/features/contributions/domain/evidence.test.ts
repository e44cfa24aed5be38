import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  evidenceOf,
  evidenceRulesAt,
  gradeOf,
  gradeOfMinutes,
  rankOf,
  type Evidence,
  type Proof,
  type RecordedSignal
} from './evidence.ts'

const rules = evidenceRulesAt(new Date('2026-11-22T05:00:00Z')).value
const grade = (...evidence: [Evidence['kind'], Proof][]) =>
  gradeOf(
    evidence.map(([kind, proof]) => ({ kind, proof })),
    rules
  )

test('each grade by an example', () => {
  assert.equal(grade(['in', 'code'], ['out', 'code']), 'strong')
  assert.equal(grade(['in', 'scan'], ['out', 'code']), 'strong')
  assert.equal(grade(['in', 'code'], ['out', 'colleague']), 'fair')
  assert.equal(grade(['in', 'colleague'], ['out', 'colleague']), 'fair')
  assert.equal(grade(['in', 'confirmer'], ['out', 'confirmer']), 'weak')
  assert.equal(grade(['in', 'code'], ['proposed-out', 'clock']), 'weak')
  assert.equal(grade(['in', 'own-screen'], ['out', 'own-screen']), 'weak')
  assert.equal(grade(), 'paper')
})

test('the same signal proves less when the confirmer gave it, or the volunteer could read the code anywhere', () => {
  const by = (recordedBy: string): RecordedSignal => ({ kind: 'in', method: 'coordinator', recordedBy })
  const seen = { confirmerId: 'c', volunteerIsStaff: false }
  assert.equal(evidenceOf(by('c'), seen).proof, 'confirmer')
  assert.equal(evidenceOf(by('d'), seen).proof, 'colleague')
  const code: RecordedSignal = { kind: 'in', method: 'rotating-code', recordedBy: 'v' }
  assert.equal(evidenceOf(code, seen).proof, 'code')
  assert.equal(evidenceOf(code, { ...seen, volunteerIsStaff: true }).proof, 'own-screen')
})

const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  kind: fc.constantFrom('in' as const, 'out' as const, 'proposed-out' as const),
  proof: fc.constantFrom(...(Object.keys(rules.worth) as Proof[]))
})

test('one more signal never lowers the grade, and saying one twice changes nothing', () => {
  fc.assert(
    fc.property(fc.array(anyEvidence, { maxLength: 6 }), anyEvidence, (evidence, more) => {
      const before = gradeOf(evidence, rules)
      assert.ok(rankOf(gradeOf([...evidence, more], rules)) >= rankOf(before))
      assert.equal(gradeOf([...evidence, ...evidence], rules), before)
    })
  )
})

test('minutes beyond the recorded time are at best weak, what is decided late at best fair; fewer never gain', () => {
  const two: Evidence[] = [
    { kind: 'in', proof: 'code' },
    { kind: 'out', proof: 'code' }
  ]
  assert.equal(gradeOfMinutes(two, { minutes: 120, presenceMinutes: 120, late: false }, rules), 'strong')
  assert.equal(gradeOfMinutes(two, { minutes: 121, presenceMinutes: 120, late: false }, rules), 'weak')
  assert.equal(gradeOfMinutes(two, { minutes: 120, presenceMinutes: 120, late: true }, rules), 'fair')
  assert.equal(gradeOfMinutes(two, { minutes: 121, presenceMinutes: 120, late: true }, rules), 'weak')
  assert.equal(gradeOfMinutes([], { minutes: 120, presenceMinutes: 120, late: true }, rules), 'paper')
  fc.assert(
    fc.property(
      fc.array(anyEvidence),
      fc.nat(1440),
      fc.nat(1440),
      fc.boolean(),
      (evidence, minutes, presenceMinutes, late) => {
        const graded = gradeOfMinutes(evidence, { minutes, presenceMinutes, late }, rules)
        assert.ok(rankOf(graded) <= rankOf(gradeOf(evidence, rules)))
      }
    )
  )
})
