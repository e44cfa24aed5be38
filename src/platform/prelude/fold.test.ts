import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldText } from './fold.ts'

test('spellings of one name meet', () => {
  for (const same of [
    ['Қызылорда', 'Кызылорда', 'Kyzylorda', 'Qyzylorda'],
    ['Таза әлем', 'Таза алем', 'Taza Álem', 'taza alem'],
    ['Жас ұрпақ', 'Жас урпак', 'Zhas urpaq'],
    ['Шымкент', 'Shymkent', 'Şymkent'],
    ['Үміт', 'Умит', 'Úmit', 'umit'],
    ['«Жан-ұя»', 'жан ұя', 'Zhan uya']
  ])
    assert.equal(new Set(same.map(foldText)).size, 1, same.map(foldText).join(' | '))
})

test('a folded text is ASCII words, whatever was typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.match(foldText(text), /^([a-z0-9]+( [a-z0-9]+)*)?$/)
    })
  )
})
