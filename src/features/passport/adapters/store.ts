import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import type {
  ExtractContent,
  OpenedDoor,
  Opening,
  PassportStore,
  Reading,
  StoredExtract
} from '../app/ports.ts'
import { PAPER, readDisclosure, type Basis, type Purpose } from '../domain/extract.ts'

export type PassportTables = {
  extract: {
    person_id: string
    extract_id: string
    purpose: Purpose
    reader: string | null
    issued_at: Date
    expires_at: Date
    revoked_at: Date | null
    first_read_at: Date | null
    token_sealed: Buffer | null
    disclosure: string
    basis: string
  }
  extract_token: { token_hash: Buffer; person_id: string; extract_id: string }
  extract_reading: {
    person_id: string
    extract_id: string
    reading_id: string
    at: Date
    way: 'token' | 'code'
    reader: string | null
    reason: string | null
  }
}

const tables = (db: Db) => db.withTables<PassportTables>()

/** Whose extract a wrong token opens: nobody's. The look-up goes on with it, so that it costs what a right one does. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

interface ContentRow {
  disclosure: string
  basis: readonly Basis[]
}

interface DoorRow {
  person_id: string
  extract_id: string
  told: boolean
}

/** All null for a door that does not hold, the content also where it is known. */
type OpenedRow = { [K in keyof (DoorRow & ContentRow)]: (DoorRow & ContentRow)[K] | null }

/**
 * From a door on to its extract, with nulls when it does not hold; the same steps in either case. It goes on from a
 * relation `asked` with `hash` and `at`.
 */
const BEHIND_DOOR = sql`
  left join extract_token on extract_token.token_hash = asked.hash
  left join extract
    on extract.person_id = coalesce(extract_token.person_id, ${sql.lit(NOBODY)}::uuid)
    and extract.extract_id = coalesce(extract_token.extract_id, ${sql.lit(NOBODY)}::uuid)
    and extract.revoked_at is null
    and extract.expires_at > asked.at`

const DOOR = sql`extract.person_id, extract.extract_id, extract.first_read_at is not null as told`

const doorOf = (row: DoorRow): OpenedDoor => ({
  personId: row.person_id,
  extractId: row.extract_id,
  told: row.told
})

const contentOf = (row: ContentRow): ExtractContent => ({
  disclosure: Buffer.from(row.disclosure),
  basis: row.basis
})

const STORED = [
  'extract_id',
  'issued_at',
  'expires_at',
  'revoked_at',
  'token_sealed',
  'disclosure',
  'basis'
] as const

const storedOf = (row: Pick<PassportTables['extract'], (typeof STORED)[number]>): StoredExtract => ({
  extractId: row.extract_id,
  issuedAt: row.issued_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  tokenSealed: row.token_sealed,
  disclosure: readDisclosure(row.disclosure),
  basis: row.basis as unknown as Basis[]
})

export const passportStore: PassportStore = {
  async lockExtracts(db, personId) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`extracts ${personId}`}, 0))`.execute(db)
  },

  async addExtract(db, personId, extract) {
    await tables(db)
      .insertInto('extract')
      .values({
        person_id: personId,
        extract_id: extract.extractId,
        purpose: extract.purpose,
        reader: extract.reader,
        issued_at: extract.issuedAt,
        expires_at: extract.expiresAt,
        revoked_at: null,
        first_read_at: null,
        token_sealed: null,
        disclosure: extract.disclosure,
        basis: JSON.stringify(extract.basis)
      })
      .execute()
    await tables(db)
      .insertInto('extract_token')
      .values(
        extract.doors.map((hash) => ({
          token_hash: hash,
          person_id: personId,
          extract_id: extract.extractId
        }))
      )
      .execute()
  },

  async extracts(db, personId, before, count) {
    let query = tables(db)
      .selectFrom('extract')
      .select((eb) => [
        'extract_id',
        'purpose',
        'reader',
        'issued_at',
        'expires_at',
        'revoked_at',
        eb
          .selectFrom('extract_reading')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .whereRef('extract_reading.person_id', '=', 'extract.person_id')
          .whereRef('extract_reading.extract_id', '=', 'extract.extract_id')
          .as('readings'),
        eb
          .selectFrom('extract_reading')
          .select(({ fn }) => fn.max<Date | null>('at').as('at'))
          .whereRef('extract_reading.person_id', '=', 'extract.person_id')
          .whereRef('extract_reading.extract_id', '=', 'extract.extract_id')
          .as('last_read_at')
      ])
      .where('person_id', '=', personId)
      .orderBy('issued_at', 'desc')
      .orderBy('extract_id', 'desc')
      .limit(count)
    if (before)
      query = query.where(
        sql<boolean>`(issued_at, extract_id) < (${before.issuedAt}, ${before.extractId}::uuid)`
      )
    return (await query.execute()).map((row) => ({
      extractId: row.extract_id,
      purpose: row.purpose,
      reader: row.reader,
      issuedAt: row.issued_at,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
      readings: row.readings ?? 0,
      lastReadAt: row.last_read_at
    }))
  },

  async countValid(db, personId, now) {
    const { count } = await tables(db)
      .selectFrom('extract')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirstOrThrow()
    return count
  },

  async extract(db, personId, extractId) {
    const row = await tables(db)
      .selectFrom('extract')
      .select(STORED)
      .where('person_id', '=', personId)
      .where('extract_id', '=', extractId)
      .executeTakeFirst()
    return row ? storedOf(row) : null
  },

  async latestPaper(db, personId, since) {
    const row = await tables(db)
      .selectFrom('extract')
      .select(STORED)
      .where('person_id', '=', personId)
      .where('purpose', '=', PAPER)
      .where('issued_at', '>', since)
      .where('revoked_at', 'is', null)
      .orderBy('issued_at', 'desc')
      .orderBy('extract_id', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row ? storedOf(row) : null
  },

  async standingOn(db, personId, contributionId, now) {
    const rows = await tables(db)
      .selectFrom('extract')
      .select('extract_id')
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .where(sql<boolean>`basis @> ${JSON.stringify([{ contributionId }])}::jsonb`)
      .execute()
    return rows.map((row) => row.extract_id)
  },

  async revoke(db, personId, extractId, now) {
    const { numUpdatedRows } = await tables(db)
      .updateTable('extract')
      .set({ revoked_at: now })
      .where('person_id', '=', personId)
      .where('extract_id', '=', extractId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0
  },

  async readings(db, personId, extractId, before, count) {
    let query = tables(db)
      .selectFrom('extract_reading')
      .select(['reading_id', 'at', 'way', 'reader', 'reason'])
      .where('person_id', '=', personId)
      .where('extract_id', '=', extractId)
      .orderBy('reading_id', 'desc') // UUIDv7: in the order of time
      .limit(count)
    if (before) query = query.where('reading_id', '<', before)
    return (await query.execute()).map((row): Reading => ({
      readingId: row.reading_id,
      at: row.at,
      way: row.way,
      reader: row.reader,
      reason: row.reason
    }))
  },

  /**
   * One statement, the busiest of this context. Nobody is shown an extract before the disk has the reading: it
   * syncs once for all that came together, so a stranger cannot make us sync at will.
   */
  async open(db, openings) {
    const column = <K extends keyof Opening | 'known'>(name: K) => openings.map((one) => one[name])
    const { rows } = await sql<OpenedRow>`
      with asked as (
        select * from unnest(${column('hash')}::bytea[], ${column('now')}::timestamptz[],
          ${column('readingId')}::uuid[], ${column('way')}::text[], ${column('viewerId')}::uuid[],
          ${column('reader')}::text[], ${column('reason')}::text[], ${column('known')}::boolean[])
        with ordinality as asked (hash, at, reading_id, way, viewer_id, said_reader, said_reason, known, place)
      ),
      opened as (
        select asked.*, ${DOOR}, case when not known then extract.disclosure end as disclosure,
          case when not known then extract.basis end as basis
        from asked ${BEHIND_DOOR}
      ),
      reading as (
        insert into extract_reading (person_id, extract_id, reading_id, at, way, reader, reason)
        select person_id, extract_id, reading_id, at, way, said_reader, said_reason
        from opened
        where person_id is not null and person_id is distinct from viewer_id
      )
      select person_id, extract_id, told, disclosure, basis from opened order by place`.execute(db)
    return rows.map((row) =>
      row.person_id
        ? { ...doorOf(row as DoorRow), content: row.disclosure ? contentOf(row as ContentRow) : null }
        : null
    )
  },

  async reopen(db, again) {
    const { rows } = await sql<DoorRow & ContentRow>`
      select ${DOOR}, extract.disclosure, extract.basis
      from (select ${again.hash}::bytea as hash, ${again.now}::timestamptz as at) as asked ${BEHIND_DOOR}
      join extract_reading as reading
        on reading.person_id = extract.person_id and reading.extract_id = extract.extract_id
      where reading.reading_id = ${again.readingId} and reading.at > ${again.since}`.execute(db)
    return rows[0]?.person_id ? { ...doorOf(rows[0]), ...contentOf(rows[0]) } : null
  },

  async addWords(db, { personId, extractId, readingId }, { reader, reason }) {
    const { numUpdatedRows } = await tables(db)
      .updateTable('extract_reading')
      .set({ reader, reason })
      .where('person_id', '=', personId)
      .where('extract_id', '=', extractId)
      .where('reading_id', '=', readingId)
      .where('reader', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0
  },

  async markTold(db, personId, extractId, now) {
    const { numUpdatedRows } = await tables(db)
      .updateTable('extract')
      .set({ first_read_at: now })
      .where('person_id', '=', personId)
      .where('extract_id', '=', extractId)
      .where('first_read_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0
  }
}
