import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { openDatabase, type DatabaseHandle, type Db } from '#platform/database/database.ts'
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

interface OpenOptions {
  /** Uses an embedded database that a running Erikti holds, beside it. */
  readonly attach?: boolean
}

type OpenServer = Pick<OpenResources, 'database' | 'databaseUrl' | 'log'> & AsyncDisposable

/** Opens the database as it stands; starts the embedded one if no other is named. */
export async function openServer(
  config: Config,
  say: (line: string) => void,
  options: OpenOptions = {}
): Promise<OpenServer> {
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
  const open = stack.move()
  return { database, databaseUrl, log, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

/** What of the database would break us, in one line; null when nothing would. */
export const databaseTrouble = ({ database }: OpenServer): Promise<string | null> =>
  checkServer(database.db).catch((error: unknown) => {
    if (!isDatabaseDown(error)) throw error
    return `it does not answer (${(error as Error).message})`
  })

/** Where the keys stand that personal data is kept under. */
export const keystorePath = ({ home }: Config): string => join(home, 'keystore.json')

export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false
  )

/** True when nobody has ever signed in here. */
export async function isEmpty(db: Db): Promise<boolean> {
  const people = (db as unknown as Kysely<{ person: { person_id: string } }>).selectFrom('person')
  return !(await people.select('person_id').limit(1).executeTakeFirst())
}

/** With keys made anew nobody of the database would be found again, and everybody be entered a second time. */
async function refuseLostKeystore(path: string, db: Db): Promise<void> {
  if (!(await isThere(path)) && !(await isEmpty(db)))
    throw new ConfigError(
      `the database has people, and the keystore that it was filled with is not at ${path}: put your copy of it there`
    )
}

/** Opens the database, migrates it, and opens the keystore and the log. */
export async function openResources(
  config: Config,
  say: (line: string) => void,
  options: OpenOptions = {}
): Promise<OpenResources> {
  await using stack = new AsyncDisposableStack()
  const server = stack.use(await openServer(config, say, options))
  const { database, databaseUrl, log } = server
  const trouble = await databaseTrouble(server)
  if (trouble) throw new ConfigError(`the database cannot be used: ${trouble}`)
  const applied = await migrate(database.db)
  if (applied.length) say(`migrated: ${applied.join(', ')}`)
  await refuseLostKeystore(keystorePath(config), database.db)
  const keystore = await openKeystore(keystorePath(config))
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
