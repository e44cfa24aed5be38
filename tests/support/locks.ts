import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'

/** Waits until so many other transactions of this database stand before a lock, or `done` is done without one. */
export async function blocked(db: Db, done: Promise<unknown>, count = 1): Promise<void> {
  let settled = false
  const settle = () => void (settled = true)
  done.then(settle, settle)
  for (;;) {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    if (rows.length >= count || settled) return
  }
}
