import type { Duplex } from 'node:stream'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

/**
 * A database or a transaction: data functions take either, first. Tables are named by the context that owns
 * them: `db.withTables<PeopleTables>()`.
 */
// oxlint-disable-next-line typescript/no-empty-object-type
export type Db = Kysely<{}>

/** Connections a process holds at most. */
const POOL_MAX = 20
const CONNECT_TIMEOUT_MS = 3_000
const STATEMENT_TIMEOUT_MS = 15_000

// bigint counts (int8) fit a number far beyond anything that we count; dates stay 'YYYY-MM-DD'.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/** Different statements that are given a name; beyond it, later ones are parsed and planned each time. */
const PREPARED_MAX = 500
const names = new Map<string, string>()

/** The name under which a connection keeps a statement; undefined for one too many. */
function nameOf(text: string): string | undefined {
  let name = names.get(text)
  if (!name && names.size < PREPARED_MAX) names.set(text, (name = `s${names.size}`))
  return name
}

/**
 * Lets PostgreSQL parse and plan a statement once a connection instead of once a request: use cases ask the same few
 * hundred statements with other values. Statements without values (migrations, commit) stay as they are, and a
 * transaction begins on the way of its first one.
 */
class FrugalClient extends pg.Client {
  // oxlint-disable-next-line typescript/no-explicit-any -- pg declares a dozen forms of this one method
  override query(first: any, values?: any, done?: any): any {
    if (first === 'begin') return this.#begin()
    if (typeof first !== 'string' || !Array.isArray(values) || !values.length)
      return super.query(first, values, done)
    const name = nameOf(first)
    return super.query(name ? { name, text: first, values } : { text: first, values }, done)
  }

  /** Sent together with what follows in the same turn, and not waited for: should it fail, so does that. */
  #begin(): Promise<Partial<pg.QueryResult>> {
    const { stream } = (this as unknown as { connection: { stream: Duplex } }).connection
    stream.cork()
    super.query('begin').catch(() => {})
    process.nextTick(() => stream.uncork())
    return Promise.resolve({ command: 'BEGIN', rows: [] })
  }
}

export interface DatabaseHandle extends AsyncDisposable {
  readonly db: Db
  readonly pool: pg.Pool
}

/** Opens a pool. A connection that is lost, idle or in use, is reported to `onLost` and replaced at the next use. */
export function openDatabase(url: string, onLost: (error: Error) => void, max = POOL_MAX): DatabaseHandle {
  const pool = new pg.Pool({
    Client: FrugalClient,
    pipeline: true,
    connectionString: url,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'erikti'
  })
  pool.on('connect', (client) =>
    // The pool listens only while a client is idle; one lost between two statements of a transaction would end us.
    client.on('error', (error) => {
      // While we are closing, the server may be quicker to hang up than we are.
      if (!pool.ending) onLost(error)
    })
  )
  pool.on('error', () => {}) // reported by the client already
  const db: Db = new Kysely({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, [Symbol.asyncDispose]: () => db.destroy() }
}
