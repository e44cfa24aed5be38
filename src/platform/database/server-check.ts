import { sql } from 'kysely'
import type { Db } from './database.ts'

const VERSION_MIN = 15

/** What of the PostgreSQL server would break us, in one line; null when nothing would. */
export async function checkServer(db: Db): Promise<string | null> {
  const { rows } = await sql<{ version: number; low: string; encoding: string; trgm: boolean }>`
    select current_setting('server_version_num')::int / 10000 as version,
           lower('ҚӘ') as low,
           current_setting('server_encoding') as encoding,
           exists (select 1 from pg_available_extensions where name = 'pg_trgm') as trgm`.execute(db)
  const { version, low, encoding, trgm } = rows[0]!
  if (version < VERSION_MIN) return `PostgreSQL ${version} is too old: ${VERSION_MIN} or later is needed`
  if (encoding !== 'UTF8') return `the database is encoded in ${encoding}: it has to be UTF8`
  if (low !== 'қә') return 'the locale of the database does not know Kazakh letters: make it with C.UTF-8'
  if (!trgm) return 'the extension pg_trgm is not installed on the server (postgresql-contrib)'
  return null
}
