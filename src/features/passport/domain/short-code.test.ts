import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { codeFrom, groupCode, proofOf } from './short-code.ts'

const bytes = fc.uint8Array({ minLength: 7, maxLength: 32 })

test('a code is read back however it is grouped and typed', () => {
  fc.assert(
    fc.property(bytes, (random) => {
      const code = codeFrom(random)
      assert.match(code, /^[0-9A-HJKMNP-TV-Z]{10}$/)
      for (const typed of [code, groupCode(code), code.toLowerCase(), ` ${groupCode(code)} `])
        assert.deepEqual(proofOf(typed), { way: 'code', secret: code })
    })
  )
})

test('all fifty bits count', () => {
  for (let bit = 0; bit < 50; bit++) {
    const changed = new Uint8Array(7)
    changed[bit >> 3] = 0x80 >> (bit & 7)
    assert.notEqual(codeFrom(changed), codeFrom(new Uint8Array(7)), `bit ${bit}`)
  }
})

test('look-alikes of the Latin and the Cyrillic keyboard are the same sign', () => {
  assert.deepEqual(proofOf('oil23-45678'), { way: 'code', secret: '0112345678' })
  assert.deepEqual(proofOf('АВСЕН-КМРТХ'), { way: 'code', secret: 'ABCEHKMPTX' })
})

test('a link, its token and its language are all the same link', () => {
  const token = Buffer.from(new Uint8Array(16).fill(250)).toString('base64url')
  for (const pasted of [
    token,
    `https://erikti.kz/v/${token}`,
    `http://localhost:3000/ru/v/${token}`,
    `https://erikti.kz/v/${token}?utm=x`
  ])
    assert.deepEqual(proofOf(pasted), { way: 'token', secret: token })
})

test('anything else is neither', () => {
  for (const text of ['', 'salem', '12345', 'https://erikti.kz/verify', 'UUUUUUUUUU', 'x'.repeat(300)])
    assert.equal(proofOf(text), null)
})
