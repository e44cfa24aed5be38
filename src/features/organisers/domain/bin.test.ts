import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { generateBin, parseBin } from './bin.ts'

const codeOf = (input: string): string => {
  const result = parseBin(input)
  return result.ok ? `${result.value.holder} ${result.value.part}` : result.error.code
}

test('well-formed numbers say who their holder is', () => {
  // Synthetic, and the numbers of two public companies that a published test suite uses (domain.md 3.2).
  assert.equal(codeOf('991240000013'), 'resident head')
  assert.equal(codeOf('991241000019'), 'resident branch')
  assert.equal(codeOf('991250000018'), 'non-resident head')
  assert.equal(codeOf('991260000012'), 'joint-entrepreneurs head')
  assert.equal(codeOf('940140000385'), 'resident head')
  assert.equal(codeOf('950341000052'), 'resident branch')
})

test('each way of being wrong has its own code', () => {
  assert.equal(codeOf(''), 'bin-length')
  assert.equal(codeOf('99124000001'), 'bin-length')
  assert.equal(codeOf('9912400000130'), 'bin-length')
  assert.equal(codeOf('99124000001x'), 'bin-digits')
  assert.equal(codeOf('٩٩١٢٤٠٠٠٠٠١٣'), 'bin-digits')
  assert.equal(codeOf('991340000013'), 'bin-month')
  assert.equal(codeOf('990040000013'), 'bin-month')
  assert.equal(codeOf('991230000013'), 'bin-kind')
  assert.equal(codeOf('991244000013'), 'bin-part')
  assert.equal(codeOf('991240000014'), 'bin-checksum')
})

test('a body whose check digit would be 10 twice is never a number', () => {
  const serial = Array.from({ length: 100_000 }, (_, at) => at).find((at) => generateBin(at) === null)!
  const body = `991240${String(serial).padStart(5, '0')}`
  for (let digit = 0; digit < 10; digit += 1) assert.equal(codeOf(body + digit), 'bin-unusable')
})

test('every generated number is well-formed, and no other last digit is', () => {
  fc.assert(
    fc.property(fc.nat(99_999), (serial) => {
      const bin = generateBin(serial)
      fc.pre(bin !== null)
      assert.equal(codeOf(bin), 'resident head')
      for (let digit = 0; digit < 10; digit += 1)
        if (digit !== Number(bin.at(-1))) assert.equal(codeOf(bin.slice(0, -1) + digit), 'bin-checksum')
    })
  )
})

test('no text is taken for a number', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/^\d{12}$/.test(text))
      assert.match(codeOf(text), /^bin-(length|digits)$/)
    })
  )
})
