import { tmpdir } from 'node:os'
import { createApp, type App } from '#boot/context.ts'
import { readConfig, type Config } from '#boot/config.ts'
import { momentaryIssuerKeys } from '#boot/credentials.ts'
import type { LogBook } from '#boot/ledger.ts'
import type { KeyKeeper } from '#features/credentials/index.ts'
import { ephemeralKeystore, type Keystore } from '#platform/keystore/keystore.ts'
import { createLog, type Logger } from '#platform/log.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { Actor } from '#platform/use-case.ts'
import { testDatabase, type TestDatabase } from './database.ts'

/** The whole product on a database of its own, with a clock that the test sets. */
export interface TestWorld extends AsyncDisposable {
  readonly app: App
  readonly database: TestDatabase
  /** Keys under credentials. */
  readonly issuerKeys: KeyKeeper
  /** Sets the clock, e.g. `world.at('2026-11-22T10:00:00+05:00')`. */
  at(instant: string | Date): void
  now(): Date
  /** A signed-in actor for a person who exists; `anonymous` when left out. */
  actor(personId?: string, locale?: Locale): Actor
}

export interface WorldOptions {
  /** Name of a database to clone instead of the empty template; nobody may be connected to it. */
  template?: string
  /** The keys of the world that was cloned. */
  keystore?: Keystore
  /** Where log lines go; nowhere unless said otherwise. */
  log?: Logger
  /** Key, tiles and witnesses of the public log; momentary ones when left out. */
  logBook?: LogBook
}

export async function testWorld(
  settings: Partial<Config> = {},
  { template, keystore = ephemeralKeystore(), log = createLog('silent'), logBook }: WorldOptions = {}
): Promise<TestWorld> {
  const database = await testDatabase(template)
  let now = new Date('2026-11-23T05:00:00Z') // Monday, 10:00 in Astana
  const config: Config = {
    ...readConfig({ ERIKTI_HOME: tmpdir(), DATABASE_URL: database.url }),
    ...settings
  }
  const issuerKeys = momentaryIssuerKeys({ config, keystore, now: () => now })
  const app = createApp({
    config,
    db: database.db,
    keystore,
    log,
    now: () => now,
    issuerKeys,
    ...(logBook && { logBook })
  })
  return {
    app,
    database,
    issuerKeys,
    at: (instant) => void (now = new Date(instant)),
    now: () => now,
    actor: (personId, locale = 'kk') => ({
      personId: personId ?? null,
      sessionId: personId ? app.runtime.newId() : null,
      address: '127.0.0.1',
      locale
    }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]()
  }
}
