import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePhone, parseSite } from './contact.ts'

const told = <T>(result: { ok: true; value: T } | { ok: false; error: { code: string } }) =>
  result.ok ? result.value : result.error.code

test('a phone number is kept as it is dialled from anywhere', () => {
  for (const typed of ['8 (7172) 55-12-34', '+7 7172 551234', '+77172551234'])
    assert.equal(told(parsePhone(typed)), '+77172551234')
  for (const typed of ['', '112', '551234', '+7 7172 55123x', '+1234567890123456'])
    assert.equal(told(parsePhone(typed)), 'phone-wrong')
})

test('a site is an open address of the web', () => {
  assert.equal(told(parseSite('zhasyl.kz')), 'https://zhasyl.kz')
  assert.equal(told(parseSite('http://zhasyl.kz/kk?a=1')), 'http://zhasyl.kz/kk?a=1')
  assert.equal(told(parseSite('жасыл.қаз')), 'https://жасыл.қаз')
  for (const typed of ['', 'javascript:alert(1)', 'https://a@b.kz', 'localhost', 'ftp://zhasyl.kz', 'a b.kz'])
    assert.equal(told(parseSite(typed)), 'site-wrong')
})
