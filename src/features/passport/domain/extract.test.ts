import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayOf } from '#platform/prelude/index.ts'
import {
  correctionsOf,
  disclose,
  expiryOf,
  lastDayOf,
  minutesNow,
  stateOf,
  type ExtractScope,
  type RecordWithBin
} from './extract.ts'

const DIRECTIONS = ['social', 'sports', 'cultural']
const instant = fc.date({
  min: new Date('2023-06-01T00:00:00Z'),
  max: new Date('2026-06-01T00:00:00Z'),
  noInvalidDate: true
})
const day = instant.map(dayOf)
const record: fc.Arbitrary<RecordWithBin> = fc.record({
  contributionId: fc.uuid(),
  version: fc.constant(1),
  actionId: fc.uuid(),
  organiserId: fc.constantFrom('a', 'b'),
  organiserName: fc.constant({ kk: 'Ұйым' }),
  title: fc.uuid().map((kk) => ({ kk })),
  role: fc.constant({ kk: 'Волонтер' }),
  regionCode: fc.constant('71'),
  locality: fc.constant('Астана'),
  directions: fc.uniqueArray(fc.constantFrom(...DIRECTIONS), { minLength: 1 }),
  startedAt: instant,
  endedAt: instant,
  minutes: fc.integer({ min: 1, max: 1440 }),
  grade: fc.constant('strong'),
  decidedAt: instant,
  confirmerRole: fc.constant('coordinator'),
  confirmerName: fc.constant('Нұрлан Ә.'),
  bin: fc.constant(null)
})
const scope: fc.Arbitrary<ExtractScope> = fc.record({
  from: fc.option(day),
  to: fc.option(day),
  directions: fc.option(fc.uniqueArray(fc.constantFrom(...DIRECTIONS), { minLength: 1 })),
  list: fc.boolean()
})
const issue = (of: ExtractScope) => ({
  purpose: 'grant' as const,
  reader: 'Комиссия',
  holder: { name: 'Сейітова Айгерім', passportId: 'p' },
  scope: of,
  issuedAt: new Date('2026-06-01T00:00:00Z'),
  expiresAt: new Date('2026-07-01T00:00:00Z')
})

test('a record outside the scope leaves no trace, and a record inside is whole', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), scope, (records, of) => {
      const inside = (one: RecordWithBin): boolean =>
        (of.from === null || dayOf(one.startedAt) >= of.from) &&
        (of.to === null || dayOf(one.startedAt) <= of.to) &&
        (of.directions === null || one.directions.some((code) => of.directions!.includes(code)))
      const disclosure = disclose(issue(of), records, 12)
      assert.deepEqual(
        disclosure,
        disclose(issue(of), records.filter(inside), 12),
        'others do not change what is said'
      )
      assert.equal(disclosure.totals.engagements, records.filter(inside).length)
      assert.equal(disclosure.records?.length ?? null, of.list ? records.filter(inside).length : null)
      const said = JSON.stringify(disclosure)
      for (const one of records) {
        assert.equal(said.includes(one.title.kk!), of.list && inside(one))
        assert.ok(!said.includes(one.confirmerName) && !said.includes(one.contributionId))
      }
      for (const code of DIRECTIONS)
        if (of.directions && !of.directions.includes(code)) assert.ok(!said.includes(`"${code}"`))
    })
  )
})

test('corrections lead from the total then to the total now', () => {
  const change = fc.record({ minutes: fc.option(fc.integer({ min: 1, max: 1440 })), changes: fc.boolean() })
  fc.assert(
    fc.property(fc.array(fc.tuple(record, change), { maxLength: 12 }), (pairs) => {
      const records = pairs.map(([one]) => one)
      const current = pairs
        .filter(([, { changes }]) => changes)
        .map(([{ contributionId }, { minutes }]) => ({
          contributionId,
          version: 2,
          minutes,
          changedAt: new Date()
        }))
      const corrections = correctionsOf(records, current, 0)
      assert.equal(corrections.length, current.length)
      const expected = pairs.reduce(
        (sum, [one, { changes, minutes }]) => sum + (changes ? (minutes ?? 0) : one.minutes),
        0
      )
      assert.equal(minutesNow(records, corrections), expected)
    })
  )
})

test('a version that the extract already knows is no correction', () => {
  const basis = [{ contributionId: 'a', version: 2, minutes: 60 }]
  const now = { contributionId: 'a', minutes: 60, changedAt: new Date() }
  assert.deepEqual(correctionsOf(basis, [{ ...now, version: 2 }], 1), [])
  assert.equal(correctionsOf(basis, [{ ...now, version: 3 }], 1)[0]?.record, 0)
  assert.equal(correctionsOf(basis, [{ ...now, version: 3 }], 0)[0]?.record, null, 'counted, but not listed')
})

test('an extract holds to the end of its last day in Almaty, also on the day of 25 hours', () => {
  assert.equal(expiryOf('2026-11-23', 30).toISOString(), '2026-12-23T19:00:00.000Z')
  assert.equal(expiryOf('2024-02-28', 1).toISOString(), '2024-02-29T19:00:00.000Z')
  assert.equal(lastDayOf(expiryOf('2026-11-23', 30)), '2026-12-23')
})

test('revoked is said before expired', () => {
  const now = new Date('2026-11-23T00:00:00Z')
  const later = new Date('2026-11-24T00:00:00Z')
  assert.equal(stateOf({ expiresAt: later, revokedAt: null }, now), 'valid')
  assert.equal(stateOf({ expiresAt: now, revokedAt: null }, now), 'expired')
  assert.equal(stateOf({ expiresAt: now, revokedAt: now }, now), 'revoked')
})
