import assert from 'node:assert/strict'
import { test } from 'node:test'
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { canonicalJson } from './canonical.ts'

test('it is what the library writes, whatever the document', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(canonicalJson(value), canonicalize(value))
    }),
    { numRuns: 500 }
  )
  const names = [
    '\u20ac',
    '\r',
    '\ufb33',
    '1',
    '\u{1f600}',
    '\u0080',
    '\u00f6',
    '10',
    '9',
    '__proto__',
    'b',
    'a'
  ]
  const odd = Object.fromEntries(names.map((name, at) => [name, { z: at, y: [name, { d: -0, c: 1e21 }] }]))
  assert.equal(canonicalJson(odd), canonicalize(odd))
  const usual = { b: 1, a: { d: ['\ud800', { z: null, k: true }], c: 4.5 } }
  assert.equal(canonicalJson(usual), canonicalize(usual))
  assert.deepEqual(Object.keys(usual), ['b', 'a'], 'what was given stays as it is')
})

test('what is no JSON is refused', () => {
  for (const value of [NaN, { a: [Infinity] }, undefined, () => {}])
    assert.throws(() => canonicalJson(value), String(value))
  const at = new Date(0)
  assert.equal(canonicalJson({ at }), canonicalize({ at }))
})
