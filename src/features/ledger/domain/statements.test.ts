import assert from 'node:assert/strict'
import { test } from 'node:test'
import { statementIndex, statementPath, statementReader, type StatementType } from './statements.ts'

const key = (event: string, at: string, change: object = {}) => ({
  v: 'erikti/key-event/v1',
  issuer: 'did:web:erikti.kz',
  key: 'k1',
  event,
  at,
  ...(event === 'made' ? { publicKeyMultibase: 'z6Mk' } : {}),
  ...change
})
const sha256 = '0'.repeat(64)
const form = (name: string, digest = sha256) => ({
  url: `https://erikti.kz/status/${name}/1`,
  sha256: digest
})
const list = (version: number, at: string, change: object = {}) => ({
  v: 'erikti/status-list/v1',
  list: 1,
  version,
  at,
  bitstring: form('bitstring'),
  token: form('token'),
  ...change
})
const day = (of: string, records: readonly number[], others: unknown = null) => ({
  v: 'erikti/daily-totals/v1',
  day: of,
  organisers: records.map((count) => ({ organiser: 'o', records: count, minutes: 60 })),
  others
})

const read = (type: StatementType, documents: readonly unknown[]): (string | null)[] => {
  const reader = statementReader()
  return documents.map((document) => reader.read(type, document))
}

test('a key is made, retired and revoked once each, in this order and that of time', () => {
  const begins = { v: 'erikti/key-event/v1', log: 'erikti.kz/log', event: 'begins', key: 'vkey' }
  assert.deepEqual(
    read('key-event', [
      begins,
      key('made', '2026-01-01'),
      key('made', '2026-01-01', { key: 'k2' }),
      key('retired', '2026-02-01'),
      key('revoked', '2026-03-01')
    ]),
    [null, null, null, null, null]
  )
  assert.deepEqual(read('key-event', [begins, begins]), [null, 'vkey was begins before'])
  assert.deepEqual(read('key-event', [key('made', '2026-01-01'), key('made', '2026-01-02')]), [
    null,
    'k1 was made before'
  ])
  assert.deepEqual(read('key-event', [key('revoked', '2026-01-01')]), ['k1 was never made'])
  assert.match(read('key-event', [key('made', '2026-02-01'), key('retired', '2026-01-01')])[1]!, /2026-01-01/)
  for (const wrong of [
    null,
    [],
    'x',
    {},
    key('lost', '2026-01-01'),
    key('made', '', { at: 5 }),
    key('made', '2026-01-01', { publicKeyMultibase: undefined }),
    key('made', '2026-01-01', { issuer: undefined })
  ])
    assert.equal(typeof read('key-event', [wrong])[0], 'string', JSON.stringify(wrong))
})

test('publications of a list follow each other, and no other list', () => {
  assert.deepEqual(
    read('status-list-digest', [
      list(0, '2026-01-01T10'),
      list(9, '2026-01-01T09', { list: 2 }),
      list(0, '2026-01-01T22'),
      list(1, '2026-01-01T23')
    ]),
    [null, null, null, null]
  )
  for (const later of [list(1, '2026-01-03'), list(2, '2026-01-01'), list(2, '2026-01-02')])
    assert.match(
      read('status-list-digest', [list(2, '2026-01-02'), later])[1]!,
      /follows version 2 of 2026-01-02/
    )
  for (const wrong of [
    {},
    list(1, 'x', { token: null }),
    list(1, 'x', { token: { sha256 } }),
    list(1, 'x', { token: { url: 'nowhere', sha256 } }),
    list(1, 'x', { bitstring: form('bitstring', 'abc') })
  ])
    assert.equal(read('status-list-digest', [wrong])[0], 'it is no digest of a status list')
})

test('a place of a list is revoked once, and places are told in their order', () => {
  const revoking = (version: number, ...revoked: readonly unknown[]) =>
    list(version, `2026-01-0${version}`, { v: 'erikti/status-list/v2', revoked })
  assert.deepEqual(
    read('status-list-digest', [revoking(1, 0, 7), revoking(2), revoking(3, 3, 131_071), revoking(4, 1, 7)]),
    [null, null, null, 'place 7 was revoked before']
  )
  for (const places of [[3, 3], [4, 3], [-1], [0.5], ['1'], [null], [2 ** 53]])
    assert.equal(
      read('status-list-digest', [revoking(1, ...places)])[0],
      'it is no digest of a status list',
      JSON.stringify(places)
    )
  for (const wrong of [undefined, {}, '1'])
    assert.equal(
      read('status-list-digest', [list(1, '2026', { v: 'erikti/status-list/v2', revoked: wrong })])[0],
      'it is no digest of a status list'
    )
})

test('what the log states of keys and lists is kept, the last publication last', () => {
  const reader = statementReader()
  for (const event of [
    key('made', '2026-01-01'),
    key('made', '2026-01-01', { key: 'k2', publicKeyMultibase: 'zDna' }),
    key('revoked', '2026-02-01'),
    key('retired', '2026-03-01', { key: 'k2' })
  ])
    assert.equal(reader.read('key-event', event), null)
  assert.deepEqual(Object.fromEntries(reader.keys), {
    'did:web:erikti.kz#k1': { multibase: 'z6Mk', retiredAt: null, revokedAt: '2026-02-01' },
    'did:web:erikti.kz#k2': { multibase: 'zDna', retiredAt: '2026-03-01', revokedAt: null }
  })
  const other = 'f'.repeat(64)
  reader.read('status-list-digest', list(0, '2026-01-01'))
  const told = { v: 'erikti/status-list/v2', revoked: [2, 9], token: form('token', other) }
  reader.read('status-list-digest', list(1, '2026-01-02', told))
  const kept = (...digests: readonly string[]) => ({
    listId: 1,
    publications: digests.map((digest, i) => ({ sha256: digest, revoked: i * 2 })),
    revoked: new Set([2, 9])
  })
  assert.deepEqual(Object.fromEntries(reader.lists), {
    '/status/bitstring/1': kept(sha256, sha256),
    '/status/token/1': kept(sha256, other)
  })
})

test('days follow each other, and no number in them points at a person', () => {
  assert.deepEqual(
    read('daily-totals', [
      day('2026-01-01', [5, 7], 'suppressed'),
      day('2026-01-02', [], { records: 5, minutes: 9 })
    ]),
    [null, null]
  )
  for (const small of [day('2026-01-01', [5, 4]), day('2026-01-01', [], { records: 4 })])
    assert.equal(read('daily-totals', [small])[0], 'a number below 5 is shown')
  assert.match(read('daily-totals', [day('2026-01-02', []), day('2026-01-01', [])])[1]!, /follow those of/)
  assert.equal(read('daily-totals', [{}])[0], 'these are no totals of a day')
})

test('the place of a statement is spelled in one way', () => {
  assert.equal(statementIndex(statementPath(41)), 41)
  for (const path of ['statement/041.json', 'statement/x.json', 'statement/1.json/..', 'tile/0/000'])
    assert.equal(statementIndex(path), null, path)
})
