import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonOf, keptJson } from './kept-json.ts'

test('kept JSON goes out byte for byte, wherever it stands, and says the same as if it had been written anew', () => {
  const field = fc.record({ value: fc.jsonValue(), kept: fc.boolean() })
  fc.assert(
    fc.property(fc.dictionary(fc.string(), field, { maxKeys: 6 }), (fields) => {
      const named = Object.entries(fields).filter(([name]) => name !== '__proto__')
      const answer = Object.fromEntries(
        named.map(([name, { value, kept }]) => [
          name,
          kept ? keptJson(Buffer.from(JSON.stringify(value))) : value
        ])
      )
      const plain = Object.fromEntries(named.map(([name, { value }]) => [name, value]))
      const wanted: unknown = JSON.parse(JSON.stringify(plain))
      assert.deepEqual(JSON.parse(jsonOf(answer).toString()), wanted)
      assert.deepEqual(JSON.parse(JSON.stringify(answer)), wanted)
    })
  )
  const bytes = Buffer.from('{"b" : 1.0, "a":"\\u0041"}')
  assert.ok(jsonOf({ kept: keptJson(bytes), other: 1 }).includes(bytes.toString()))
})
