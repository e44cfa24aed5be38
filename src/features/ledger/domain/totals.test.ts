import assert from 'node:assert/strict'
import { test } from 'node:test'
import { totalsStatement } from './totals.ts'

const of = (organiserId: string, records: number) => ({
  organiserId,
  name: { kk: organiserId },
  records,
  minutes: records * 60
})

test('an organiser with few records is not shown alone, nor by what is left of a sum', () => {
  const statement = totalsStatement('2026-11-22', [of('a', 5), of('b', 3), of('c', 1), of('d', 1)])
  assert.deepEqual(
    statement.organisers.map(({ organiser }) => organiser),
    ['a']
  )
  assert.deepEqual(statement.others, { records: 5, minutes: 300 })
  assert.equal(totalsStatement('2026-11-22', [of('a', 5), of('b', 4)]).others, 'suppressed')
  assert.equal(totalsStatement('2026-11-22', [of('b', 1), of('c', 1)]).others, 'suppressed')
  const ofTwo = totalsStatement('2026-11-22', [of('b', 4), of('c', 1)])
  assert.equal(ofTwo.others, 'suppressed', 'each of two would know the other')
  assert.equal(totalsStatement('2026-11-22', [of('a', 9)]).others, null)
})
