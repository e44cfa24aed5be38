import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase, type DatabaseHandle } from '#platform/database/database.ts'
import { isDatabaseDown } from '#platform/database/errors.ts'
import { checkServer } from '#platform/database/server-check.ts'
import { startEmbedded } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openKeystore } from '#platform/keystore/keystore.ts'
import { createLog } from '#platform/log.ts'
import { ConfigError, type Config } from './config.ts'
import type { Resources } from './context.ts'
import { issuerKeys } from './credentials.ts'
import { openLogBook, type LogBook } from './ledger.ts'

export interface OpenResources extends Resources, AsyncDisposable {
  readonly database: DatabaseHandle
  readonly databaseUrl: string
  readonly logBook: LogBook
}

/**
 * Opens the database (starting the embedded one if no other is named), migrates it, opens the keystore. With
 * `attach`, an embedded database that a running Erikti holds is used beside it.
 */
export async function openResources(
  config: Config,
  say: (line: string) => void,
  options: { attach?: boolean } = {}
): Promise<OpenResources> {
  const log = createLog(config.logLevel)
  await using stack = new AsyncDisposableStack()
  await mkdir(config.home, { recursive: true })
  let { databaseUrl } = config
  if (!databaseUrl) {
    say('starting PostgreSQL')
    databaseUrl = stack.use(await startEmbedded(config.home, options)).url
  }
  const database = stack.use(
    openDatabase(databaseUrl, (error) => log.warn({ err: error }, 'a connection was lost'))
  )
  const trouble = await checkServer(database.db).catch((error: unknown) => {
    if (!isDatabaseDown(error) || !config.databaseUrl) throw error
    return `it does not answer (${(error as Error).message})`
  })
  if (trouble) throw new ConfigError(`the database of DATABASE_URL cannot be used: ${trouble}`)
  const applied = await migrate(database.db)
  if (applied.length) say(`migrated: ${applied.join(', ')}`)
  const keystore = await openKeystore(join(config.home, 'keystore.json'))
  const logBook = stack.use(await openLogBook(config))
  const open = stack.move()
  return {
    config,
    db: database.db,
    database,
    databaseUrl,
    keystore,
    issuerKeys: issuerKeys({ config, keystore, now: () => new Date() }),
    logBook,
    log,
    [Symbol.asyncDispose]: () => open.disposeAsync()
  }
}
