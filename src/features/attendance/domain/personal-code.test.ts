import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { windowAt, windowEnd } from './code.ts'
import { judgeToken, PERSONAL_TOKEN_FORM, personalToken } from './personal-code.ts'

const macOf = (message: string) => createHmac('sha256', 'key').update(message).digest()
const now = new Date('2026-11-22T05:00:10Z')
const window = windowAt(now)

test('a token names its person for its window and the next, at most a minute', () => {
  fc.assert(
    fc.property(fc.uuid(), (personId) => {
      const token = personalToken(personId, window, macOf)
      assert.match(token, PERSONAL_TOKEN_FORM)
      const at = (instant: number) => judgeToken(token, new Date(instant), macOf)
      const end = windowEnd(window).getTime()
      assert.deepEqual(at(now.getTime()), { ok: true, personId, window })
      assert.ok(at(end + 29_999).ok)
      assert.deepEqual(at(end + 30_000), { ok: false, why: 'expired' })
      assert.deepEqual(at(end - 30_001), { ok: false, why: 'expired' })
    })
  )
})

test('no changed character is believed', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat(41), fc.constantFrom('A', 'b', '7', '_'), (personId, place, letter) => {
      const token = personalToken(personId, window, macOf)
      const forged = token.slice(0, place) + letter + token.slice(place + 1)
      if (forged === token) return
      assert.deepEqual(judgeToken(forged, now, macOf), { ok: false, why: 'wrong' })
    })
  )
})

test('any text at all is answered, never thrown at', () => {
  fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => !judgeToken(text, now, macOf).ok))
})
