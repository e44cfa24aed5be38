import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inOwnLanguage } from './own-language.ts'

test('a text that no language has is asked for in the language of the page, any other fault where it is', () => {
  const refusal = {
    values: { 'title.kk': '', 'title.ru': '', 'text.kk': '<b>' },
    errors: { 'title.kk': 'missing', 'text.kk': 'markup', locality: 'empty' },
    summary: [
      { field: 'title.kk', text: 'missing' },
      { field: 'text.kk', text: 'markup' },
      { field: null, text: 'closed' }
    ]
  }
  const told = inOwnLanguage(refusal, 'ru')
  assert.deepEqual(told.errors, { 'title.ru': 'missing', 'text.kk': 'markup', locality: 'empty' })
  assert.deepEqual(
    told.summary.map(({ field }) => field),
    ['title.ru', 'text.kk', null]
  )
  assert.deepEqual(inOwnLanguage(refusal, 'kk'), refusal)
})
