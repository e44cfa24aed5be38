import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nest } from '#platform/http/form.ts'
import { shiftList } from '../app/action-input.ts'
import { actionInput, shiftRows } from './action-form.ts'

test('a row left empty keeps its number and asks for nothing', () => {
  const { shifts } = nest({ 'shifts.0.capacity': '', 'shifts.1.startsAt': '2026-12-01T10:00' })
  assert.deepEqual(shiftRows(shifts), [null, { startsAt: '2026-12-01T10:00' }])
})

test('a row with a number beyond all rows is refused without filling the memory up to it', () => {
  for (const row of ['61', '4294967294']) {
    const { shifts } = actionInput(nest({ [`shifts.${row}.startsAt`]: '2026-12-01T10:00' }))
    assert.equal(shiftList.safeParse(shifts).error?.issues[0]?.code, 'too_big')
  }
})
