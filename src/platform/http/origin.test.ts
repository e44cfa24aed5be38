import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isForged } from './origin.ts'

const ours = 'https://erikti.example'
const forged = (method: string, origin?: string, site?: string) => isForged({ method, origin, site }, ours)

test('an unsafe request of a browser must come from our own pages', () => {
  assert.equal(forged('POST', ours), false)
  assert.equal(forged('POST', 'https://evil.example'), true)
  assert.equal(forged('POST', 'null'), true)
  assert.equal(forged('DELETE', 'https://erikti.example.evil.example'), true)
  assert.equal(forged('POST', undefined, 'cross-site'), true)
  assert.equal(forged('POST', undefined, 'same-site'), true)
  assert.equal(forged('POST', undefined, 'same-origin'), false)
})

test('reading is never forged, and a program that sends neither header is let through', () => {
  assert.equal(forged('GET', 'https://evil.example', 'cross-site'), false)
  assert.equal(forged('POST'), false)
})
