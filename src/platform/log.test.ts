import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { createLog } from './log.ts'

/** What one warning about an error leaves in the log. */
function lineOf(err: unknown) {
  let written = ''
  createLog('warn', { write: (line) => void (written += line) }).warn({ err, iin: '040101500123' }, 'failed')
  return written
}

const errorWith = (details: object) => Object.assign(new Error('duplicate key'), details)

test('a line says what failed and where', () => {
  const line = JSON.parse(lineOf(errorWith({ code: '23505', table: 'person', constraint: 'person_pkey' })))
  assert.deepEqual([line.msg, line.err.message, line.err.code], ['failed', 'duplicate key', '23505'])
  assert.deepEqual([line.err.table, line.err.constraint], ['person', 'person_pkey'])
  assert.match(line.err.stack, /log\.test/)
})

test('what an error says of the row, the request or a person stays out of it', () => {
  const secret = 'aigerim@example.kz'
  const refused = new pg.DatabaseError('null value in column "iin"', 1, 'error')
  refused.detail = `Failing row contains (${secret}).`
  refused.where = `COPY person, line 1: "${secret}"`
  const errors = [
    refused,
    errorWith({ body: { email: secret }, parameters: [secret], config: { headers: { cookie: secret } } }),
    errorWith({ inner: errorWith({ detail: secret }) }),
    new Error('outer', { cause: errorWith({ detail: secret }) }),
    new AggregateError([errorWith({ detail: secret })], 'all failed'),
    new Error(`550 5.1.1 <${secret}>: unknown user`)
  ]
  for (const error of errors) assert.ok(!lineOf(error).includes(secret), lineOf(error))
  assert.match(lineOf(new Error('outer', { cause: new Error('inner') })), /inner/)
  assert.ok(!lineOf(new Error('040101500123 is taken')).includes('040101500123'))
})
