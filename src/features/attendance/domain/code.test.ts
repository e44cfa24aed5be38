import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { CODE_WINDOW_SECONDS, judgeCode, shiftCodeMessage, truncate, windowAt, windowEnd } from './code.ts'

const hmac = (hash: string, key: string, counter: number) => {
  const message = Buffer.alloc(8)
  message.writeUInt32BE(counter, 4)
  return createHmac(hash, key).update(message).digest()
}

test('truncation agrees with the vectors of RFC 4226, appendix D', () => {
  const codes = [
    '755224',
    '287082',
    '359152',
    '969429',
    '338314',
    '254676',
    '287922',
    '162583',
    '399871',
    '520489'
  ]
  for (const [counter, code] of codes.entries())
    assert.equal(truncate(hmac('sha1', '12345678901234567890', counter)), code)
})

test('and with those of RFC 6238, appendix B, for SHA-256', () => {
  const key = '12345678901234567890123456789012'
  for (const [seconds, code] of [
    [59, '46119246'],
    [1111111109, '68084774'],
    [1234567890, '91819424']
  ] as const)
    assert.equal(truncate(hmac('sha256', key, Math.floor(seconds / CODE_WINDOW_SECONDS)), 8), code)
})

const codeOf = (shiftId: string) => (window: number) =>
  truncate(createHmac('sha256', 'key').update(shiftCodeMessage(shiftId, window)).digest())

test('a code holds in its window and 30 seconds of grace, then is told as expired', () => {
  const shown = new Date('2026-11-22T05:00:10Z')
  const code = codeOf('a')(windowAt(shown))
  const at = (seconds: number) =>
    judgeCode(code, new Date(Date.parse('2026-11-22T05:00:00Z') + seconds * 1000), codeOf('a'))
  assert.deepEqual(at(0), { ok: true, window: windowAt(shown) })
  assert.deepEqual(at(29.999), { ok: true, window: windowAt(shown) })
  assert.deepEqual(at(59.999), { ok: true, window: windowAt(shown) })
  assert.deepEqual(at(60), { ok: false, why: 'expired' })
  assert.deepEqual(at(3600), { ok: false, why: 'wrong' })
  assert.deepEqual(at(-0.001), { ok: false, why: 'wrong' })
})

test('a code is six digits, and is the same through its window and another in the next', () => {
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.date({ min: new Date('2020-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
      (shiftId, instant) => {
        const window = windowAt(instant)
        const code = codeOf(shiftId)(window)
        assert.match(code, /^\d{6}$/)
        assert.deepEqual(judgeCode(code, instant, codeOf(shiftId)), { ok: true, window })
        assert.equal(windowAt(new Date(windowEnd(window).getTime() - 1)), window)
        assert.equal(windowAt(windowEnd(window)), window + 1)
      }
    )
  )
})

test('the code of another shift is wrong', () => {
  const now = new Date('2026-11-22T05:00:10Z')
  assert.deepEqual(judgeCode(codeOf('b')(windowAt(now)), now, codeOf('a')), { ok: false, why: 'wrong' })
})
