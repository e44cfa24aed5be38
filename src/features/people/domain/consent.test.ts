import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consentHolds, consentIsOpen, consentRecord } from './consent.ts'

const operator = { name: { kk: 'оператор', ru: 'оператор', en: 'operator' }, bin: '991240000013' }
const record = (on: string) => consentRecord({ operator, subjectName: 'Әлі Дана', on, locale: 'kk' })

test('a consent ends on the day before its date comes again, in leap years too', () => {
  assert.equal(record('2026-11-22').validTo, '2031-11-21')
  assert.equal(record('2028-02-29').validTo, '2033-02-28')
  assert.equal(record('2027-01-01').validTo, '2031-12-31')
})

test('it holds to its last day, and is asked for anew after it', () => {
  const state = { answer: 'given', validTo: '2031-11-21' } as const
  assert.ok(consentHolds(state, '2031-11-21'))
  assert.ok(!consentHolds(state, '2031-11-22'))
  assert.ok(consentIsOpen(state, '2031-11-22'))
  assert.ok(consentIsOpen(null, '2031-11-22'))
  assert.ok(!consentIsOpen({ answer: 'declined', validTo: null }, '2031-11-22'))
})
