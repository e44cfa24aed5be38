import { sql, type Generated, type Selectable } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import type { StatementType } from '../domain/statements.ts'
import type { OrganiserTotal } from '../domain/totals.ts'
import type { Day } from '#platform/prelude/index.ts'
import type {
  LedgerStore,
  LoggedStatement,
  StoredCheckpoint,
  StoredRecord,
  VersionRef
} from '../app/ports.ts'

export type LedgerTables = {
  ledger_state: { origin: string; epoch: number; size: number; root: Buffer }
  ledger_leaf: { leaf_index: number; entry: Buffer; at: Date }
  ledger_checkpoint: {
    size: number
    root: Buffer
    note: string
    at: Date
    cosignatures: string
    witnessed_at: Date | null
  }
  ledger_record: {
    person_id: string
    contribution_id: string
    version: number
    leaf_index: number
    recorded_on: Day
    salt: Buffer
    record: string
  }
  ledger_statement: {
    statement_id: string
    type: StatementType
    subject: string
    document: string
    at: Date
    leaf_index: number | null
    /** Given by the database: ids are as the clocks of their processes. */
    place_in_line: Generated<number>
  }
}

/** Names the one advisory lock of the sequencer: "erik-log" in ASCII. */
const LOCK = '7310021054220234599'

const tables = (db: Db) => db.withTables<LedgerTables>()
/** Without copying. */
const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const checkpointOf = (row: LedgerTables['ledger_checkpoint']): StoredCheckpoint => ({
  size: row.size,
  root: new Uint8Array(row.root),
  note: row.note,
  at: row.at,
  cosignatures: row.cosignatures,
  witnessedAt: row.witnessed_at
})

const recordOf = (row: LedgerTables['ledger_record']): StoredRecord => ({
  personId: row.person_id,
  contributionId: row.contribution_id,
  version: row.version,
  leafIndex: row.leaf_index,
  recordedOn: row.recorded_on,
  salt: new Uint8Array(row.salt),
  record: row.record
})

const statementOf = (row: Selectable<LedgerTables['ledger_statement']>): LoggedStatement => ({
  statementId: row.statement_id,
  type: row.type,
  subject: row.subject,
  document: row.document,
  at: row.at,
  leafIndex: row.leaf_index
})

export const ledgerStore: LedgerStore = {
  async open(db, origin, emptyRoot) {
    await tables(db)
      .insertInto('ledger_state')
      .values({ origin, epoch: 0, size: 0, root: buffer(emptyRoot) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const state = await tables(db).selectFrom('ledger_state').select('origin').executeTakeFirstOrThrow()
    return state.origin
  },

  async tryLock(db) {
    const { rows } = await sql<{
      locked: boolean
    }>`select pg_try_advisory_lock(${LOCK}::bigint) as locked`.execute(db)
    return rows[0]?.locked === true
  },

  async unlock(db) {
    await sql`select pg_advisory_unlock(${LOCK}::bigint)`.execute(db)
  },

  async beginEpoch(db) {
    const state = await tables(db)
      .updateTable('ledger_state')
      .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
      .returning('epoch')
      .executeTakeFirstOrThrow()
    return state.epoch
  },

  async tree(db) {
    const state = await tables(db).selectFrom('ledger_state').select(['size', 'root']).executeTakeFirst()
    return state ? { size: state.size, root: new Uint8Array(state.root) } : null
  },

  async strayTree(db) {
    const { rows } = await sql<{ size: number; stray: boolean }>`
      select coalesce(state.size, 0)::bigint as size,
        (coalesce(state.size, 0), coalesce(state.root, ''))
          is distinct from (coalesce(last.size, 0), coalesce(last.root, state.root, '')) as stray
      from (select 1) as one
      left join ledger_state as state on true
      left join (select size, root from ledger_checkpoint order by size desc limit 1) as last on true`.execute(
      db
    )
    return rows[0]!.stray ? rows[0]!.size : null
  },

  async holdEpoch(db, epoch) {
    const state = await tables(db)
      .selectFrom('ledger_state')
      .select('epoch')
      .where('epoch', '=', epoch)
      .forKeyShare()
      .executeTakeFirst()
    return state !== undefined
  },

  async nextIndex(db) {
    const last = await tables(db)
      .selectFrom('ledger_leaf')
      .select('leaf_index')
      .orderBy('leaf_index', 'desc')
      .limit(1)
      .executeTakeFirst()
    return last ? last.leaf_index + 1 : 0
  },

  async timeSoFar(db) {
    const { rows } = await sql<{ at: Date | null }>`select greatest(
      (select at from ledger_leaf order by leaf_index desc limit 1),
      (select at from ledger_checkpoint order by size desc limit 1),
      (select max(at) from ledger_statement where leaf_index is null)
    ) as at`.execute(db)
    return rows[0]!.at
  },

  // See holdEpoch.
  async holdBack(db) {
    await sql`select 1 from ledger_state for update`.execute(db)
  },

  // Arrays instead of thousands of placeholders: the statement is prepared and planned as one small text.
  async addLeaves(db, first, entries, at) {
    await sql`insert into ledger_leaf (leaf_index, entry, at)
      select ${first}::bigint + n - 1, entry, ${at}::timestamptz
      from unnest(${entries.map(buffer)}::bytea[]) with ordinality as leaf (entry, n)`.execute(db)
  },

  async addRecords(db, records) {
    if (!records.length) return
    await sql`insert into ledger_record (person_id, contribution_id, version, leaf_index, recorded_on, salt, record)
      select * from unnest(
        ${records.map((record) => record.personId)}::uuid[],
        ${records.map((record) => record.contributionId)}::uuid[],
        ${records.map((record) => record.version)}::int[],
        ${records.map((record) => record.leafIndex)}::bigint[],
        ${records.map((record) => record.recordedOn)}::date[],
        ${records.map((record) => buffer(record.salt))}::bytea[],
        ${records.map((record) => record.record)}::text[]
      )`.execute(db)
  },

  async lastLeaves(db, contributions) {
    if (!contributions.length) return new Map()
    const { rows } = await sql<{ person_id: string; contribution_id: string; leaf_index: number }>`
      select person_id, contribution_id, max(leaf_index) as leaf_index
      from ledger_record
      join unnest(
        ${contributions.map((one) => one.personId)}::uuid[],
        ${contributions.map((one) => one.contributionId)}::uuid[]
      ) as wanted (person_id, contribution_id) using (person_id, contribution_id)
      group by person_id, contribution_id`.execute(db)
    return new Map(rows.map((row) => [`${row.person_id} ${row.contribution_id}`, row.leaf_index]))
  },

  async leaves(db, from, limit) {
    const rows = await tables(db)
      .selectFrom('ledger_leaf')
      .select(['leaf_index', 'entry'])
      .where('leaf_index', '>=', from)
      .orderBy('leaf_index')
      .limit(limit)
      .execute()
    return rows.map((row, i) => {
      if (row.leaf_index !== from + i) throw new Error(`leaf ${from + i} is missing from the database`)
      return row.entry
    })
  },

  async advance(db, epoch, from, { size, root, note, at }) {
    const moved = await tables(db)
      .updateTable('ledger_state')
      .set({ size, root: buffer(root) })
      .where('epoch', '=', epoch)
      .where('size', '=', from.size)
      .where('root', '=', buffer(from.root))
      .executeTakeFirst()
    if (moved.numUpdatedRows !== 1n) return false
    await tables(db)
      .insertInto('ledger_checkpoint')
      .values({ size, root: buffer(root), note, at, cosignatures: '', witnessed_at: null })
      .execute()
    return true
  },

  async latest(db) {
    const [row] = await ledgerStore.recent(db, 1)
    return row ?? null
  },

  async recent(db, count) {
    const rows = await tables(db)
      .selectFrom('ledger_checkpoint')
      .selectAll()
      .orderBy('size', 'desc')
      .limit(count)
      .execute()
    return rows.map(checkpointOf)
  },

  async latestWitnessed(db) {
    const row = await tables(db)
      .selectFrom('ledger_checkpoint')
      .selectAll()
      .where('witnessed_at', 'is not', null)
      .orderBy('size', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row ? checkpointOf(row) : null
  },

  async sizeAt(db, at) {
    const row = await tables(db)
      .selectFrom('ledger_checkpoint')
      .select((eb) => eb.fn.max('size').as('size'))
      .where('at', '<=', at)
      .executeTakeFirst()
    return row?.size ?? 0
  },

  async changeCosignatures(db, size, change) {
    await db.transaction().execute(async (within) => {
      const there = await tables(within)
        .selectFrom('ledger_checkpoint')
        .select('cosignatures')
        .where('size', '=', size)
        .forUpdate()
        .executeTakeFirst()
      if (!there) return
      const { cosignatures, witnessedAt } = change(there.cosignatures)
      await tables(within)
        .updateTable('ledger_checkpoint')
        .set((eb) => ({ cosignatures, witnessed_at: eb.fn.coalesce('witnessed_at', eb.val(witnessedAt)) }))
        .where('size', '=', size)
        .execute()
    })
  },

  async thinCheckpoints(db, before) {
    await sql`delete from ledger_checkpoint as old
      where old.at < ${before}
        and size <> coalesce((select max(size) from ledger_checkpoint where witnessed_at is not null), -1)
        and exists (
          select 1 from ledger_checkpoint as later
          where later.size > old.size and later.at < ${before}
            and later.at >= date_trunc('hour', old.at)
            and later.at < date_trunc('hour', old.at) + interval '1 hour'
        )`.execute(db)
  },

  async leavesWithTimes(db, from, end) {
    const rows = await tables(db)
      .selectFrom('ledger_leaf')
      .selectAll()
      .where('leaf_index', '>=', from)
      .where('leaf_index', '<', end)
      .orderBy('leaf_index')
      .execute()
    return rows.map((row) => ({ leafIndex: row.leaf_index, entry: row.entry, at: row.at }))
  },

  async recordsAt(db, from, end) {
    const rows = await tables(db)
      .selectFrom('ledger_record')
      .selectAll()
      .where('leaf_index', '>=', from)
      .where('leaf_index', '<', end)
      .orderBy('leaf_index')
      .execute()
    return rows.map(recordOf)
  },

  async statementsAt(db, from, end) {
    const rows = await tables(db)
      .selectFrom('ledger_statement')
      .selectAll()
      .where('leaf_index', '>=', from)
      .where('leaf_index', '<', end)
      .orderBy('leaf_index')
      .execute()
    return rows.map((row) => ({ ...statementOf(row), leafIndex: row.leaf_index! }))
  },

  async record(db, personId, contributionId, version) {
    const row = await tables(db)
      .selectFrom('ledger_record')
      .selectAll()
      .where('person_id', '=', personId)
      .where('contribution_id', '=', contributionId)
      .where('version', '=', version)
      .executeTakeFirst()
    return row ? recordOf(row) : null
  },

  async lastSigned(db, personId, contributionId) {
    const { rows } = await sql<VersionRef>`
      select person_id as "personId", contribution_id as "contributionId", version
      from ledger_record
      where person_id = ${personId} and contribution_id = ${contributionId}
        and leaf_index < (select size from ledger_state)
      order by version desc limit 1`.execute(db)
    return rows[0] ?? null
  },

  async signedLeaves(db, personId, versions) {
    if (!versions.length) return new Map()
    const { rows } = await sql<{ contribution_id: string; leaf_index: number }>`
      select contribution_id, leaf_index
      from ledger_record
      join unnest(
        ${versions.map((one) => one.contributionId)}::uuid[],
        ${versions.map((one) => one.version)}::int[]
      ) as wanted (contribution_id, version) using (contribution_id, version)
      where person_id = ${personId} and leaf_index < (select size from ledger_state)`.execute(db)
    return new Map(rows.map((row) => [row.contribution_id, row.leaf_index]))
  },

  async eraseRecords(db, personId, at) {
    await ledgerStore.holdBack(db)
    const { rows } = await sql`with erased as (
        delete from ledger_record where person_id = ${personId} returning contribution_id, leaf_index
      )
      insert into ledger_erasure (leaf_index, at, amended_by)
      select leaf_index, ${at}, nullif(max(leaf_index) over (partition by contribution_id), leaf_index) from erased
      returning leaf_index`.execute(db)
    return rows.length
  },

  async erasedAt(db, from, end) {
    const { rows } = await sql<{ leaf_index: number }>`select leaf_index from ledger_erasure
      where leaf_index >= ${from} and leaf_index < ${end}`.execute(db)
    return new Set(rows.map((row) => row.leaf_index))
  },

  async histories(db, leafIndexes) {
    const { rows } = await sql<{ leafIndex: number; at: Date; entry: Buffer; amendedBy: number | null }>`
      select leaf.leaf_index as "leafIndex", leaf.at, leaf.entry, coalesce(
        (
          select max(later.leaf_index)
          from ledger_record as one
          join ledger_record as later using (person_id, contribution_id)
          where one.leaf_index = leaf.leaf_index and later.leaf_index > one.leaf_index
        ),
        (select amended_by from ledger_erasure as gone where gone.leaf_index = leaf.leaf_index)
      ) as "amendedBy"
      from ledger_leaf as leaf where leaf.leaf_index = any(${[...leafIndexes]}::bigint[])
      order by leaf.leaf_index`.execute(db)
    return rows
  },

  async recordsWithoutLeaf(db, limit) {
    const { rows } = await sql<VersionRef>`
      select person_id as "personId", contribution_id as "contributionId", version
      from ledger_record left join ledger_leaf using (leaf_index)
      where ledger_leaf.leaf_index is null limit ${limit}`.execute(db)
    return rows
  },

  async addStatement(db, { statementId, type, subject, document, at }) {
    const added = await tables(db)
      .insertInto('ledger_statement')
      .values({ statement_id: statementId, type, subject, document, at, leaf_index: null })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return added.numInsertedOrUpdatedRows === 1n
  },

  async waitingStatements(db, limit) {
    const rows = await tables(db)
      .selectFrom('ledger_statement')
      .selectAll()
      .where('leaf_index', 'is', null)
      .orderBy('place_in_line')
      .limit(limit)
      .forUpdate()
      .execute()
    return rows.map(statementOf)
  },

  async placeStatements(db, placed) {
    if (!placed.length) return
    await sql`update ledger_statement set leaf_index = place.leaf_index
      from unnest(
        ${placed.map((one) => one.statementId)}::uuid[],
        ${placed.map((one) => one.leafIndex)}::bigint[]
      ) as place (statement_id, leaf_index)
      where ledger_statement.statement_id = place.statement_id`.execute(db)
  },

  async findStatements(db, type, subjects) {
    let query = tables(db).selectFrom('ledger_statement').selectAll().where('type', '=', type)
    if (subjects !== 'all') query = query.where('subject', 'in', [...subjects])
    return subjects.length ? (await query.execute()).map(statementOf) : []
  },

  async lastStatement(db, type, prefix) {
    const row = await tables(db)
      .selectFrom('ledger_statement')
      .selectAll()
      .where('type', '=', type)
      .where((eb) => eb.fn('starts_with', ['subject', eb.val(prefix)]))
      .orderBy('place_in_line', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row ? statementOf(row) : null
  },

  async latestStatements(db, types, count) {
    const rows = await tables(db)
      .selectFrom('ledger_statement')
      .selectAll()
      .where('type', 'in', [...types])
      .where('leaf_index', 'is not', null)
      .orderBy('leaf_index', 'desc')
      .limit(count)
      .execute()
    return rows.map(statementOf)
  },

  async statements(db, type, count) {
    const rows = await tables(db)
      .selectFrom('ledger_statement')
      .selectAll()
      .where('type', '=', type)
      .orderBy('subject', 'desc')
      .limit(count)
      .execute()
    return rows.map(statementOf)
  },

  async statementAt(db, leafIndex) {
    const row = await tables(db)
      .selectFrom('ledger_statement')
      .selectAll()
      .where('leaf_index', '=', leafIndex)
      .executeTakeFirst()
    return row ? statementOf(row) : null
  },

  async daysWithoutTotals(db, until, limit) {
    const { rows } = await sql<{ day: Day }>`select distinct recorded_on as day from ledger_record
      where recorded_on < ${until}::date
        and recorded_on > coalesce(
          (select max(subject)::date from ledger_statement where type = 'daily-totals'), '-infinity')
      order by day limit ${limit}`.execute(db)
    return rows.map((row) => row.day)
  },

  async totalsOf(db, day) {
    const { rows } = await sql<OrganiserTotal>`
      select record::jsonb ->> 'organiser' as "organiserId",
        (array_agg(record::jsonb -> 'organiserName' order by leaf_index desc))[1] as name,
        count(*) as records, sum((record::jsonb ->> 'minutes')::int)::bigint as minutes
      from ledger_record
      where recorded_on = ${day}::date and record::jsonb ->> 'state' = 'confirmed'
      group by 1 order by 1`.execute(db)
    return rows
  }
}
