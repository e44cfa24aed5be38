import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { passportNumber } from './passport-number.ts'

test('a number is short, reads aloud, and leaves out when the passport was made', () => {
  const number = passportNumber('019e5ba4-8d3b-7000-8000-080362811480')
  assert.match(number, /^[0-9A-HJKMNP-TV-Z]{4} [0-9A-HJKMNP-TV-Z]{4} [0-9A-HJKMNP-TV-Z]{5}$/)
  assert.equal(passportNumber('00000000-0000-7000-8000-080362811480'), number)
})

test('two ids that differ in their random part have two numbers', () => {
  const random = fc.bigInt({ min: 0n, max: (1n << 62n) - 1n })
  const idOf = (bits: bigint): string => {
    const hex = ((2n << 62n) | bits).toString(16)
    return `019e5ba4-8d3b-7000-${hex.slice(0, 4)}-${hex.slice(4)}`
  }
  fc.assert(
    fc.property(random, random, (a, b) => {
      assert.equal(passportNumber(idOf(a)) === passportNumber(idOf(b)), a === b)
    })
  )
})
