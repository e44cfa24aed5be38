import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration'
import type { Db } from './database.ts'

const folder = new URL('../../../migrations/', import.meta.url)

/** Reads `migrations/NNNN-name.sql`. A `NNNN-name.citus.sql` beside one is for clusters and is left out here. */
const sqlFiles: MigrationProvider = {
  async getMigrations() {
    const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort()
    const migrations: Record<string, Migration> = {}
    for (const name of names) {
      const text = await readFile(new URL(name, folder), 'utf8')
      migrations[name.replace(/\.sql$/, '')] = { up: async (db) => void (await sql.raw(text).execute(db)) }
    }
    return migrations
  }
}

/**
 * Brings the schema up to date; gives the names of what was applied. Safe to call from two processes at once: the
 * second waits, and neither has the time limit of requests, within which no index on a large table is made.
 */
export const migrate = (db: Db): Promise<string[]> =>
  db.connection().execute(async (own) => {
    await sql`set statement_timeout = 0`.execute(own)
    try {
      const { error, results = [] } = await new Migrator({ db: own, provider: sqlFiles }).migrateToLatest()
      if (error) throw error
      return results.map((result) => result.migrationName)
    } finally {
      await sql`reset statement_timeout`.execute(own)
    }
  })

/** True when every migration of this build has been applied. */
export async function isMigrated(db: Db): Promise<boolean> {
  const migrations = await new Migrator({ db, provider: sqlFiles }).getMigrations()
  return migrations.every((migration) => migration.executedAt)
}

/**
 * Says whether the database answers and is migrated, to anyone and at any rate: once it is, it stays so, and looking
 * that up costs more than a page.
 */
export function readiness(db: Db): () => Promise<boolean> {
  let migrated = false
  return async () => {
    if (migrated) await sql`select 1`.execute(db)
    else migrated = await isMigrated(db)
    return migrated
  }
}
