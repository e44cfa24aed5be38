import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold, foldWords } from './fold.ts'

test('one word in every spelling that people type is one word', () => {
  for (const spellings of [
    ['Таза әлем', 'таза алем', 'taza alem', 'Taza Álem', 'Taza Älem', 'TAZA ALEM'],
    ['Саулық', 'саулык', 'Saýlyq', 'Saulyq', 'saulyk', 'Sawlıq'],
    ['Үміт', 'умит', 'Úmit', 'Ümit', 'umit'],
    ['Асыл мұра', 'асыл мура', 'Asyl Mura', 'Asıl mūra'],
    ['Қызылорда', 'кызылорда', 'Kyzylorda', 'Qyzylorda', 'Qızılorda'],
    ['Шымкент', 'Shymkent', 'Şımkent'],
    ['Көкшетау', 'кокшетау', 'Kokshetau', 'Kókshetaý', 'Kökşetau'],
    ['Жетісу', 'жетису', 'Jetisu', 'Zhetisu'],
    ['Маңғыстау', 'мангыстау', 'Mangystau', 'Mańǵystaý', 'Mañğıstau'],
    ['экологиялық', 'экологиялык', 'ekologialyq'],
    ['волонтёр', 'волонтер', 'volonter'],
    ['Абай', 'Abai', 'Abay'],
    ['Казахстан', 'Kazakhstan']
  ]) {
    const folded = new Set(spellings.map((spelling) => fold(spelling)))
    assert.equal(folded.size, 1, [...folded].join(' | '))
  }
})

const letters = [...'абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіabcdefghijklmnopqrstuvwxyzáäǵğıİńñóöúüýşŞ -5']
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...letters)).map((all) => all.join(''))
)

test('folding what is folded changes nothing', () => {
  fc.assert(fc.property(anyText, (text) => fold(fold(text)) === fold(text)))
})

test('names meet whatever stands between their words', () => {
  assert.equal(new Set(['«Жан-ұя»', 'жан ұя', 'Zhan uya'].map(foldWords)).size, 1)
})

test('folded words have one space between them and none around', () => {
  fc.assert(
    fc.property(anyText, (text) => assert.match(foldWords(text), /^([\p{L}\p{N}]+( [\p{L}\p{N}]+)*)?$/u))
  )
})
