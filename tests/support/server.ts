import { rm } from 'node:fs/promises'
import pg from 'pg'
import { openDatabase } from '#platform/database/database.ts'
import { scratchHome, startEmbedded } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import { databaseUrl, TEMPLATE } from './database.ts'

/** A PostgreSQL of one run, with the migrated template that test databases are cloned from; gone at the end. */
export async function testServer(): Promise<AsyncDisposable & { readonly url: string }> {
  await using stack = new AsyncDisposableStack()
  const home = await scratchHome()
  stack.defer(() => rm(home, { recursive: true, force: true }))
  const { url } = stack.use(await startEmbedded(home, { durable: false }))
  await makeTemplate(url)
  const running = stack.move()
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function makeTemplate(url: string): Promise<void> {
  const server = new pg.Client({ connectionString: url })
  await server.connect()
  await server.query(`create database ${TEMPLATE}`)
  await server.end()
  await using template = openDatabase(databaseUrl(url, TEMPLATE), () => {}, 2)
  await migrate(template.db)
}
