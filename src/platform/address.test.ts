import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { callerAddress, readRange, subscriberOf } from './address.ts'

const ranges = (...texts: string[]) => texts.map((text) => readRange(text)!)

/** Two proxies of ours in a row, one of them reached by IPv6. */
const OURS = ranges('10.0.0.0/8', '2001:db8:1::/48')

test('a range is an address or a network, never all there are', () => {
  for (const text of ['10.0.0.0/8', '127.0.0.1', '::1', '2001:db8::/32', '192.0.2.7/32'])
    assert.ok(readRange(text), text)
  for (const text of [
    '',
    '10.0.0.0/33',
    '10.1/8',
    '0x7f.0.0.1',
    'proxy.example',
    '2001:db8::/129',
    '::ffff:10.0.0.0/104',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/8,::1'
  ])
    assert.equal(readRange(text), null, text)
})

test('without a trusted proxy nothing that a request says about itself is believed', () => {
  assert.equal(callerAddress('203.0.113.5', '198.51.100.1', []), '203.0.113.5')
  assert.equal(callerAddress('203.0.113.5', '198.51.100.1', OURS), '203.0.113.5')
  assert.equal(callerAddress('2001:db8:2::9', '198.51.100.1', OURS), '2001:db8:2::9')
})

test('a trusted proxy says who asked it, and what a stranger wrote before that is not believed', () => {
  assert.equal(callerAddress('10.0.0.1', '198.51.100.1', OURS), '198.51.100.1')
  assert.equal(callerAddress('10.0.0.1', '198.51.100.1, 10.0.0.2', OURS), '198.51.100.1')
  assert.equal(callerAddress('2001:db8:1::1', '2001:db8:99::1', OURS), '2001:db8:99::1')
  // The caller claims to be somebody else, and even one of ours; the proxy adds where it was really asked from.
  assert.equal(callerAddress('10.0.0.1', '192.0.2.1, 203.0.113.5', OURS), '203.0.113.5')
  assert.equal(callerAddress('10.0.0.1', '10.0.0.9, 203.0.113.5', OURS), '203.0.113.5')
  assert.equal(callerAddress('10.0.0.1', ['192.0.2.1', '203.0.113.5'], OURS), '203.0.113.5')
})

test('IPv4 written as IPv6 is IPv4, as a proxy and as a caller', () => {
  assert.equal(callerAddress('::ffff:10.0.0.1', '::ffff:198.51.100.1', OURS), '198.51.100.1')
  assert.equal(callerAddress('::ffff:203.0.113.5', '198.51.100.1', OURS), '203.0.113.5')
})

test('what a proxy says that is no address ends the list: the proxy itself is the caller', () => {
  for (const said of [
    undefined,
    '',
    'unknown',
    '198.51.100.1:4711',
    '198.51.100.1, unknown',
    'a'.repeat(9_000)
  ])
    assert.equal(callerAddress('10.0.0.1', said, OURS), '10.0.0.1', said)
  assert.equal(callerAddress('', '198.51.100.1', OURS), '')
})

test('whatever a stranger sends, the last entry of the trusted proxy is who he is', () => {
  fc.assert(
    fc.property(fc.string(), (claimed) => {
      assert.equal(callerAddress('10.0.0.1', `${claimed}, 203.0.113.5`, OURS), '203.0.113.5')
      assert.equal(callerAddress('203.0.113.5', claimed, OURS), '203.0.113.5')
    })
  )
})

test('all the addresses of one IPv6 subscriber are one caller, and neighbours are not', () => {
  assert.equal(subscriberOf('2001:db8:0:7::1'), '2001:db8:0:7::/64')
  assert.equal(subscriberOf('2001:db8:0:7:ffff:1:2:3'), '2001:db8:0:7::/64')
  assert.equal(subscriberOf('2001:db8:0:8::1'), '2001:db8:0:8::/64')
  assert.equal(subscriberOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
  for (const whole of ['203.0.113.5', '']) assert.equal(subscriberOf(whole), whole)
})
