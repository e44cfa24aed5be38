import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import { TileConflictError, type TileStorage } from '../app/ports.ts'

type TileTables = { ledger_tile: { path: string; bytes: Buffer } }

/** Tiles as rows, for installations whose disks do not outlive a process. */
export function databaseStorage(db: Db): TileStorage {
  const tables = db.withTables<TileTables>()
  return {
    async put(objects) {
      if (!objects.length) return
      const paths = objects.map(({ path }) => path)
      const bytes = objects.map((object) => Buffer.from(object.bytes))
      await sql`insert into ledger_tile (path, bytes)
        select * from unnest(${paths}::text[], ${bytes}::bytea[])
        on conflict do nothing`.execute(db)
      const { rows } = await sql<{ path: string }>`select path
        from unnest(${paths}::text[], ${bytes}::bytea[]) as given (path, bytes)
        join ledger_tile as there using (path)
        where there.bytes <> given.bytes`.execute(db)
      if (rows[0]) throw new TileConflictError(rows[0].path)
    },

    async get(path) {
      const row = await tables
        .selectFrom('ledger_tile')
        .select('bytes')
        .where('path', '=', path)
        .executeTakeFirst()
      return row?.bytes ?? null
    },

    async remove(path) {
      await tables.deleteFrom('ledger_tile').where('path', '=', path).execute()
    },

    async dropPartials(paths) {
      const partials = paths.flatMap((path) => Array.from({ length: 255 }, (_, i) => `${path}.p/${i + 1}`))
      if (partials.length)
        await sql`delete from ledger_tile where path = any(${partials}::text[])`.execute(db)
    }
  }
}
