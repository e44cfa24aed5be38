import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { typoKeys, vocabularyKeys, words, WORDS_MAX } from './words.ts'

const letters = [...'абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіabcdefghijklmnopqrstuvwxyzáäǵğıİńñóöúüýşŞ -5']
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...letters)).map((all) => all.join(''))
)

test('words are different, not empty, and not too many', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const found = words(text)
      assert.equal(new Set(found).size, found.length)
      assert.ok(found.every(Boolean) && found.length <= WORDS_MAX)
    })
  )
})

const word = fc
  .array(fc.constantFrom(...'abdegiklmnorstu'), { minLength: 4, maxLength: 16 })
  .map((all) => all.join(''))
const finds = (typed: string, written: string): boolean => {
  const keys = new Set(vocabularyKeys(written))
  return typoKeys(typed).some((key) => keys.has(key))
}

test('one letter changed, left out, added or swapped still finds the word, and any word that goes on from it', () => {
  fc.assert(
    fc.property(
      word,
      fc.nat(),
      fc.constantFrom('change', 'leave', 'add', 'swap'),
      fc.string(),
      (written, place, how, ending) => {
        const at = place % written.length
        const typed =
          how === 'change'
            ? `${written.slice(0, at)}z${written.slice(at + 1)}`
            : how === 'leave'
              ? written.slice(0, at) + written.slice(at + 1)
              : how === 'add'
                ? `${written.slice(0, at)}z${written.slice(at)}`
                : written.slice(0, at) + (written[at + 1] ?? '') + written[at] + written.slice(at + 2)
        if (typed.length >= 4) assert.ok(finds(typed, written + ending), `${typed} for ${written}`)
      }
    )
  )
})

test('a quite different word is not found, and a short one only as it is typed', () => {
  assert.ok(!finds('ozen', 'orman'))
  assert.ok(!finds('alem', 'baiterek'))
  assert.deepEqual(typoKeys('suu'), [])
})
