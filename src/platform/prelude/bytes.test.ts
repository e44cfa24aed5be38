import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  concat,
  equalBytes,
  fromBase64,
  fromBase64url,
  fromUtf8,
  toBase64,
  toBase64url,
  toHex,
  utf8
} from './bytes.ts'

const bytes = fc.uint8Array({ maxLength: 200 })

test('base64 is what Node writes, in both alphabets, and has one spelling', () => {
  fc.assert(
    fc.property(bytes, (some) => {
      assert.equal(toBase64(some), Buffer.from(some).toString('base64'))
      assert.equal(toBase64url(some), Buffer.from(some).toString('base64url'))
      assert.deepEqual(fromBase64(toBase64(some)), Uint8Array.from(some))
      assert.deepEqual(fromBase64url(toBase64url(some)), Uint8Array.from(some))
      assert.equal(toHex(some), Buffer.from(some).toString('hex'))
    })
  )
  const large = new Uint8Array(20_000).fill(77)
  assert.equal(toBase64(large), Buffer.from(large).toString('base64'))
  for (const wrong of ['A', 'AB', 'AAB', 'AA==', 'A+==', 'A A', 'AA\n', 'AA+A', 'ААAA'])
    assert.equal(fromBase64url(wrong), null, wrong)
  for (const wrong of [
    'A',
    'AA',
    'AA=',
    'AB==',
    'AAB=',
    'A===',
    '====',
    'AAAA====',
    'AA-A',
    'AA==AAAA',
    'AAA\n'
  ])
    assert.equal(fromBase64(wrong), null, wrong)
})

test('whatever text is read as base64, it is written so again', () => {
  const text = fc.string({ unit: fc.constantFrom(...'AB+/-_=Zz9 '), maxLength: 12 })
  fc.assert(
    fc.property(text, (some) => {
      const [standard, url] = [fromBase64(some), fromBase64url(some)]
      if (standard) assert.equal(toBase64(standard), some)
      if (url) assert.equal(toBase64url(url), some)
    })
  )
})

test('UTF-8 is read only when it is well formed, byte order mark and all', () => {
  assert.equal(fromUtf8(utf8('\ufeffҚазақ')), '\ufeffҚазақ')
  for (const wrong of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]])
    assert.equal(fromUtf8(Uint8Array.from(wrong)), null)
})

test('bytes are joined and compared', () => {
  const whole = concat(Uint8Array.of(1, 2), new Uint8Array(), Uint8Array.of(3))
  assert.deepEqual(whole, Uint8Array.of(1, 2, 3))
  assert.ok(equalBytes(whole, Uint8Array.of(1, 2, 3)))
  for (const other of [
    [1, 2],
    [1, 2, 4],
    [1, 2, 3, 0]
  ])
    assert.ok(!equalBytes(whole, Uint8Array.from(other)))
})
