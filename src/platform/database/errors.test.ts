import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import pg from 'pg'
import { isDatabaseDown } from './errors.ts'

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error
  )

test('a database that is not there is down; a file that is not there is a fault of ours', async () => {
  for (const url of ['postgres://x@/x?host=/nowhere/at/all', 'postgres://x@127.0.0.1:1/x'])
    assert.ok(isDatabaseDown(await thrownBy(new pg.Client({ connectionString: url }).connect())), url)
  assert.ok(!isDatabaseDown(await thrownBy(readFile('/nowhere/at/all'))))
})
