import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formValues, nest, type FormValues } from './form.ts'

const read = (...fields: [string, string][]): FormValues => {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  return formValues(form)
}

test('names of a form become fields, lists and rows', () => {
  const values = read(
    ['_key', 'k'],
    ['name', 'Таза Әлем'],
    ['tags[]', 'a'],
    ['tags[]', 'b'],
    ['rows.1.day', 'x']
  )
  assert.deepEqual(values, { _key: 'k', name: 'Таза Әлем', tags: ['a', 'b'], 'rows.1.day': 'x' })
  // oxlint-disable-next-line no-sparse-arrays
  assert.deepEqual(nest(values), { name: 'Таза Әлем', tags: ['a', 'b'], rows: [, { day: 'x' }] })
})

test('no name of a field reaches what every object has', () => {
  const call = Object.prototype.toString.call
  for (const name of [
    'toString.call',
    'hasOwnProperty.call',
    '__proto__.x',
    'constructor.prototype.x',
    'a.__proto__.x'
  ])
    nest(read([name, 'mine']))
  assert.equal(Object.prototype.toString.call, call)
  assert.equal(({} as Record<string, unknown>).x, undefined)
  assert.deepEqual(read(['__proto__[]', 'x'], ['__proto__', 'y']), {})
})

test('names that contradict each other are a form like any other: the last of them holds', () => {
  assert.deepEqual(nest(read(['a', 'x'], ['a.b', 'y'])), { a: { b: 'y' } })
  assert.deepEqual(nest(read(['a.b', 'y'], ['a', 'x'])), { a: 'x' })
  assert.deepEqual(read(['a', 'x'], ['a[]', 'y']), { a: ['y'] })
  assert.deepEqual(read(['toString[]', 'y']), { toString: ['y'] })
  assert.deepEqual(nest(read(['a.0', 'x'], ['a.length', 'all'], ['a.b.c', 'y'])), { a: ['x'] })
  assert.deepEqual(nest(read(['a[]', 'x'], ['a.length', '-1'])), { a: ['x'] })
})

test('a name of a hundred thousand parts is no field', () => {
  assert.deepEqual(nest({ [`${'a.'.repeat(100_000)}b`]: 'x', c: 'y' }), { c: 'y' })
})
