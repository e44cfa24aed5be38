import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openDatabase, type DatabaseHandle } from '#platform/database/database.ts'

export const TEMPLATE = 'erikti_template'

export interface TestDatabase extends DatabaseHandle {
  readonly name: string
  readonly url: string
}

/** A database of its own for a test file, cloned from the migrated template (or from another) and dropped at the end. */
export async function testDatabase(template = TEMPLATE): Promise<TestDatabase> {
  // Set by tools/test.ts: a PostgreSQL of this run, with a migrated database to clone.
  const server = process.env.ERIKTI_TEST_SERVER
  if (!server)
    throw new Error('run tests through npm test (npm test -- path/to/one.test.ts): it starts PostgreSQL')
  const name = `test_${randomBytes(6).toString('hex')}`
  const onServer = (statement: string) => runOn(databaseUrl(server, 'postgres'), statement)
  await onServer(`create database ${name} template ${template}`)
  const url = databaseUrl(server, name)
  const handle = openDatabase(url, () => {})
  return {
    ...handle,
    name,
    url,
    async [Symbol.asyncDispose]() {
      await handle.db.destroy()
      await onServer(`drop database if exists ${name} with (force)`)
    }
  }
}

/** The address of another database of the same server. */
export function databaseUrl(server: string, database: string): string {
  return server.replace(/^(postgres:\/\/[^/]*\/)[^?]*/, `$1${database}`)
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
