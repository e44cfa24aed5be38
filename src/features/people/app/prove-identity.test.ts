import assert from 'node:assert/strict'
import { test } from 'node:test'
import { returnTo } from './prove-identity.ts'

test('the way back leads to a path of ours, as it stands in an address', () => {
  for (const path of ['/me', '/ru/actions?q=%D3%99&from=2026-11-23', '/v/AbC-_~', '/'])
    assert.equal(returnTo(path), path)
  assert.equal(returnTo('/actions?text=әлем&page=2'), '/actions?text=%D3%99%D0%BB%D0%B5%D0%BC&page=2')
  const elsewhere = ['https://evil.example', '//evil.example', '/\\evil.example', 'me', '', null, undefined]
  // What no header of an answer can hold would fail after the session had begun.
  const unsendable = ['/a\u0000', '/a\u0001b', '/a b', '/a\u007f', '/\ud800', `/${'a'.repeat(500)}`]
  for (const wrong of [...elsewhere, ...unsendable]) assert.equal(returnTo(wrong), '/me', String(wrong))
})
