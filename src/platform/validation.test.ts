import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import {
  decodeCursor,
  encodeCursor,
  failuresOf,
  localText,
  optionalText,
  pageOf,
  text,
  type Page
} from './validation.ts'

const codeOf = (schema: z.ZodType, value: unknown): string => {
  const parsed = schema.safeParse(value)
  return parsed.success ? 'ok' : failuresOf(parsed.error).code
}

test('texts are trimmed, normalised, and refuse what a text is not', () => {
  assert.equal(text(10).parse('  а\r\nб '), 'а\nб')
  assert.equal(text(10).parse('\u0438\u0306'), 'й')
  assert.equal(codeOf(text(10), '   '), 'required')
  assert.equal(codeOf(text(10), 'x'.repeat(11)), 'too-long')
  assert.equal(codeOf(text(100), '<script>alert(1)</script>'), 'text-has-markup')
  assert.equal(codeOf(text(100), 'a <b>bold</b> word'), 'text-has-markup')
  assert.equal(codeOf(text(100), '3 < 5 және 7 > 2'), 'ok')
  assert.equal(codeOf(text(100), 'broken \uFFFD'), 'text-broken')
  assert.equal(codeOf(text(100), 'bell \u0007'), 'text-broken')
  assert.equal(codeOf(text(100), undefined), 'required')
})

test('a megabyte of text is refused with its limit', () => {
  const parsed = text(2000).safeParse('ы'.repeat(1_000_000))
  assert.ok(!parsed.success)
  assert.deepEqual(failuresOf(parsed.error).args, { max: 2000 })
})

test('an optional text left empty is not there', () => {
  assert.equal(optionalText(5).parse('  '), undefined)
  assert.equal(optionalText(5).parse(undefined), undefined)
})

test('a local text needs one language', () => {
  assert.equal(codeOf(localText(5), { kk: '', ru: ' ' }), 'text-in-one-language')
  assert.deepEqual(localText(9).parse({ ru: 'посадка' }), { ru: 'посадка' })
})

test('a cursor comes back as it went; one we did not make is no cursor', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 4 }), (parts) => {
      assert.deepEqual(decodeCursor(encodeCursor(parts)), parts)
    })
  )
  for (const foreign of ['', 'x', 'bnVsbA', encodeCursor([]).slice(1), undefined])
    assert.equal(Array.isArray(decodeCursor(foreign)) && decodeCursor(foreign)!.length > 0, false)
})

test('pages cut with one row more than asked reach every row once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 10 }), (count, size) => {
      const all = Array.from({ length: count }, (_, index) => index)
      const seen: number[] = []
      let from: number | null = 0
      while (from !== null) {
        const page: Page<number> = pageOf(all.slice(from, from + size + 1), size, String)
        seen.push(...page.items)
        from = page.next === null ? null : Number(page.next) + 1
      }
      assert.deepEqual(seen, all)
    })
  )
})
