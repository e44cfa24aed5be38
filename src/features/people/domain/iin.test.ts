import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { agreesWithIin, centuryDigit, generateIin, maskIin, parseIin } from './iin.ts'

const today = '2026-11-22'
const codeOf = (input: string, on = today) => {
  const parsed = parseIin(input, { today: on })
  return parsed.ok ? 'ok' : parsed.error.code
}

test('numbers of both passes are taken (their holders would be born in the 1800s)', () => {
  for (const digits of [
    '990615100015',
    '990615100025',
    '880301200011',
    '990615100607',
    '990615100619',
    '880301200203'
  ])
    assert.equal(codeOf(digits, '1905-01-01'), 'ok', digits)
  for (const digits of ['990615399999', '010203699995', '100901599992', '140520699995', '000229599999'])
    assert.equal(codeOf(digits), 'ok', digits)
})

test('each way of being wrong has a code of its own', () => {
  assert.equal(codeOf('99061539999'), 'iin-length')
  assert.equal(codeOf('9906153999999'), 'iin-length')
  assert.equal(codeOf('99061539999x'), 'iin-digits')
  assert.equal(codeOf('991315399999'), 'iin-birth-date')
  assert.equal(codeOf('990229399999'), 'iin-birth-date')
  assert.equal(codeOf('990615799999'), 'iin-century')
  assert.equal(codeOf('990615099999'), 'iin-century')
  assert.equal(codeOf('821214240092'), 'iin-unusable')
  assert.equal(codeOf('990615399998'), 'iin-checksum')
  assert.equal(codeOf('990615100015'), 'iin-age')
  assert.equal(codeOf('140520699995', '2014-05-19'), 'iin-future')
})

test('a prefix that no check digit fits is never issued', () => {
  for (const prefix of ['99061510067', '99061510148', '88030120029'])
    for (let last = 0; last <= 9; last += 1) assert.equal(codeOf(`${prefix}${last}`), 'iin-unusable')
})

test('a seventh digit of 0 is taken behind its flag and tells neither century nor sex', () => {
  const digits = generateIin('2000-02-29', 0, 9000) ?? generateIin('2000-02-29', 0, 9001)!
  assert.equal(codeOf(digits), 'iin-century')
  const parsed = parseIin(digits, { today, acceptUnknownCentury: true })
  assert.ok(parsed.ok)
  assert.deepEqual([parsed.value.birthDate, parsed.value.sex], [null, null])
  assert.ok(agreesWithIin(parsed.value, '2000-02-29'))
  assert.ok(!agreesWithIin(parsed.value, '2000-03-01'))
})

const birthDay = fc
  .date({ min: new Date('1907-01-01'), max: new Date('2026-11-21'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const sex = fc.constantFrom('male', 'female')
const serial = fc.integer({ min: 0, max: 9999 })

test('what is generated is read back with the same birth date and sex', () => {
  fc.assert(
    fc.property(birthDay, sex, serial, (birthDate, sex, serial) => {
      const digits = generateIin(birthDate, centuryDigit(birthDate, sex), serial)
      if (digits === null) return
      const parsed = parseIin(digits, { today })
      assert.ok(parsed.ok)
      assert.equal(parsed.value.birthDate, birthDate)
      assert.equal(parsed.value.sex, sex)
      assert.ok(agreesWithIin(parsed.value, birthDate))
      assert.ok(!maskIin(digits).includes(digits.slice(0, 10)))
    })
  )
})

test('no change of the last digit goes unnoticed', () => {
  fc.assert(
    fc.property(birthDay, sex, serial, fc.integer({ min: 1, max: 9 }), (birthDate, sex, serial, by) => {
      const digits = generateIin(birthDate, centuryDigit(birthDate, sex), serial)
      if (digits === null) return
      const wrong = digits.slice(0, -1) + ((Number(digits.at(-1)) + by) % 10)
      assert.equal(codeOf(wrong), 'iin-checksum')
    })
  )
})

test('any text at all is answered, never thrown at', () => {
  fc.assert(fc.property(fc.string({ maxLength: 14 }), (input) => typeof codeOf(input) === 'string'))
})
