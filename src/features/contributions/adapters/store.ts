import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import { addDays, instantOf, type Day } from '#platform/prelude/index.ts'
import { RECORDS_MAX } from '../app/limits.ts'
import type { Contribution, ContributionStore, OutboxRow, Version, VersionSignal } from '../app/ports.ts'
import { deskShiftSource } from './desk-shifts.ts'

type VersionTable = {
  person_id: string
  contribution_id: string
  version: number
  status: Version['status']
  shift_id: string
  action_id: string
  organiser_id: string
  organiser_name: Version['organiserName']
  title: Version['title']
  role: Version['role']
  region_code: Version['regionCode']
  locality: string
  directions: Version['directions'][number][]
  programme: Version['programme']
  started_at: Date
  ended_at: Date
  minutes: number
  grade: Version['grade']
  rules_from: Day
  signals: string
}

type ConfirmationColumns = {
  confirmer_id: string
  decision: Contribution['decision']
  confirmer_role: Contribution['confirmerRole']
  confirmer_name: string
  reason: string | null
}

export type ContributionsTables = {
  contribution_version: VersionTable
  confirmation: ConfirmationColumns & {
    person_id: string
    contribution_id: string
    version: number
    at: Date
  }
  contribution: VersionTable & ConfirmationColumns & { decided_at: Date }
  outbox: {
    person_id: string
    outbox_id: string
    kind: OutboxRow['kind']
    contribution_id: string
    version: number
    at: Date
  }
}

const tables = (db: Db) => db.withTables<ContributionsTables>()

const VERSION_COLUMNS = [
  'person_id',
  'contribution_id',
  'version',
  'status',
  'shift_id',
  'action_id',
  'organiser_id',
  'organiser_name',
  'title',
  'role',
  'region_code',
  'locality',
  'directions',
  'programme',
  'started_at',
  'ended_at',
  'minutes',
  'grade',
  'rules_from',
  'signals'
] as const

const CONFIRMATION_COLUMNS = [
  'confirmer_id',
  'decision',
  'confirmer_role',
  'confirmer_name',
  'reason'
] as const

const COLUMNS = [...VERSION_COLUMNS, ...CONFIRMATION_COLUMNS, 'decided_at'] as const

const versionRow = (version: Version): VersionTable => ({
  person_id: version.personId,
  contribution_id: version.contributionId,
  version: version.version,
  status: version.status,
  shift_id: version.shiftId,
  action_id: version.actionId,
  organiser_id: version.organiserId,
  organiser_name: version.organiserName,
  title: version.title,
  role: version.role,
  region_code: version.regionCode,
  locality: version.locality,
  directions: [...version.directions],
  programme: version.programme,
  started_at: version.startedAt,
  ended_at: version.endedAt,
  minutes: version.minutes,
  grade: version.grade,
  rules_from: version.rulesFrom,
  signals: JSON.stringify(version.signals)
})

const confirmationRow = (one: Contribution): ConfirmationColumns => ({
  confirmer_id: one.confirmerId,
  decision: one.decision,
  confirmer_role: one.confirmerRole,
  confirmer_name: one.confirmerName,
  reason: one.reason
})

const contributionOf = (row: ContributionsTables['contribution']): Contribution => ({
  personId: row.person_id,
  contributionId: row.contribution_id,
  version: row.version,
  status: row.status,
  shiftId: row.shift_id,
  actionId: row.action_id,
  organiserId: row.organiser_id,
  organiserName: row.organiser_name,
  title: row.title,
  role: row.role,
  regionCode: row.region_code,
  locality: row.locality,
  directions: row.directions,
  programme: row.programme,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  minutes: row.minutes,
  grade: row.grade,
  rulesFrom: row.rules_from,
  signals: signalsOf(row.signals),
  confirmerId: row.confirmer_id,
  decision: row.decision,
  confirmerRole: row.confirmer_role,
  confirmerName: row.confirmer_name,
  reason: row.reason,
  decidedAt: row.decided_at
})

/** jsonb comes parsed; instants in it are texts. */
const signalsOf = (stored: unknown): VersionSignal[] =>
  (stored as (Omit<VersionSignal, 'at'> & { at: string })[]).map((signal) => ({
    ...signal,
    at: new Date(signal.at)
  }))

/** Contributions as they stand: the projection. */
const standing = (db: Db) => tables(db).selectFrom('contribution').select(COLUMNS)

/** Every version with its confirmation: the facts, in the columns of the projection. */
const facts = (db: Db) =>
  tables(db)
    .selectFrom('contribution_version as fact')
    .innerJoin('confirmation', (join) =>
      join
        .onRef('confirmation.person_id', '=', 'fact.person_id')
        .onRef('confirmation.contribution_id', '=', 'fact.contribution_id')
        .onRef('confirmation.version', '=', 'fact.version')
    )
    .select(VERSION_COLUMNS.map((column) => `fact.${column}` as const))
    .select(CONFIRMATION_COLUMNS.map((column) => `confirmation.${column}` as const))
    .select('confirmation.at as decided_at')

export const contributionStore: ContributionStore = {
  ...deskShiftSource,

  async append(db, entries) {
    const written = await tables(db)
      .insertInto('contribution_version')
      .values(entries.map(versionRow))
      // Refused by (person, contribution, version) or (person, shift, version): somebody else was first.
      .onConflict((conflict) => conflict.doNothing())
      .returning('person_id')
      .execute()
    const personIds = new Set(written.map((row) => row.person_id))
    const ours = entries.filter(({ personId }) => personIds.has(personId))
    if (!ours.length) return personIds
    await tables(db)
      .insertInto('confirmation')
      .values(
        ours.map((one) => ({
          person_id: one.personId,
          contribution_id: one.contributionId,
          version: one.version,
          ...confirmationRow(one),
          at: one.decidedAt
        }))
      )
      .execute()
    await tables(db)
      .insertInto('contribution')
      .values(ours.map((one) => ({ ...versionRow(one), ...confirmationRow(one), decided_at: one.decidedAt })))
      .onConflict((conflict) =>
        conflict
          .columns(['person_id', 'contribution_id'])
          .doUpdateSet((update) =>
            Object.fromEntries(COLUMNS.map((column) => [column, update.ref(`excluded.${column}`)]))
          )
      )
      .execute()
    await tables(db)
      .insertInto('outbox')
      .values(
        ours.map((one) => ({
          person_id: one.personId,
          outbox_id: one.outboxId,
          kind: one.kind,
          contribution_id: one.contributionId,
          version: one.version,
          at: one.decidedAt
        }))
      )
      .execute()
    return personIds
  },

  async ofShift(db, shiftId) {
    const rows = await standing(db).where('shift_id', '=', shiftId).execute()
    return rows.map(contributionOf)
  },

  async lockPeople(db, personIds) {
    const names = personIds.toSorted().map((personId) => `hours ${personId}`)
    await sql`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(${names}::text[]) as name`.execute(
      db
    )
  },

  async confirmedBetween(db, personIds, { startsAt, endsAt }) {
    const rows = await tables(db)
      .selectFrom('contribution')
      .select(['person_id', 'shift_id', 'started_at', 'ended_at', 'minutes'])
      .where(sql<boolean>`person_id = any(${personIds}::uuid[])`)
      .where('status', '=', 'confirmed')
      .where('started_at', '<', endsAt)
      .where(sql<boolean>`greatest(ended_at, started_at + minutes * interval '1 minute') > ${startsAt}`)
      .execute()
    return rows.map((row) => ({
      personId: row.person_id,
      shiftId: row.shift_id,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      minutes: row.minutes
    }))
  },

  async ofShifts(db, personId, shiftIds) {
    if (!shiftIds.length) return []
    const rows = await standing(db)
      .where('person_id', '=', personId)
      .where('shift_id', 'in', [...shiftIds])
      .execute()
    return rows.map(contributionOf)
  },

  async one(db, personId, contributionId) {
    const row = await standing(db)
      .where('person_id', '=', personId)
      .where('contribution_id', '=', contributionId)
      .executeTakeFirst()
    return row ? contributionOf(row) : null
  },

  async versions(db, personId, contributionId) {
    const rows = await facts(db)
      .where('fact.person_id', '=', personId)
      .where('fact.contribution_id', '=', contributionId)
      .orderBy('fact.version')
      .execute()
    return rows.map(contributionOf)
  },

  async confirmed(db, personId, { from, to, directions }) {
    let query = confirmedOf(db, personId).limit(RECORDS_MAX)
    if (from) query = query.where('started_at', '>=', startOf(from))
    if (to) query = query.where('started_at', '<', startOf(addDays(to, 1)))
    if (directions) query = query.where(sql<boolean>`directions && ${[...directions]}::text[]`)
    return (await query.execute()).map(contributionOf)
  },

  async confirmedPage(db, personId, after, count) {
    let query = confirmedOf(db, personId).limit(count)
    if (after)
      query = query.where(
        sql<boolean>`(started_at, contribution_id) < (${after.startedAt}, ${after.contributionId}::uuid)`
      )
    return (await query.execute()).map(contributionOf)
  },

  async volume(db, personId) {
    const row = await tables(db)
      .selectFrom('contribution')
      .select(({ fn }) => [
        fn.coalesce(fn.sum<number>('minutes'), sql<number>`0`).as('minutes'),
        fn.countAll<number>().as('engagements'),
        fn.min('started_at').as('first'),
        fn.max('started_at').as('last')
      ])
      .where('person_id', '=', personId)
      .where('status', '=', 'confirmed')
      .executeTakeFirstOrThrow()
    return row
  },

  async changes(db, personIds) {
    if (!personIds.length) return []
    const rows = await tables(db)
      .selectFrom('contribution')
      .select(['contribution_id', 'version', 'status', 'minutes', 'decided_at'])
      .where(sql<boolean>`person_id = any(${personIds}::uuid[])`)
      .where('version', '>', sql.lit(1)) // in the words of its index
      .execute()
    return rows.map((row) => ({
      contributionId: row.contribution_id,
      version: row.version,
      minutes: row.status === 'confirmed' ? row.minutes : null,
      changedAt: row.decided_at
    }))
  },

  async rebuild(db) {
    return db.transaction().execute(async (transaction) => {
      const projection = tables(transaction)
      // A country's worth takes longer than any statement of a request may.
      await sql`set local statement_timeout = 0`.execute(transaction)
      // Facts written meanwhile wait for us, and we for those under way.
      await sql`lock table contribution_version in share row exclusive mode`.execute(transaction)
      await projection.deleteFrom('contribution').execute()
      const { numInsertedOrUpdatedRows } = await projection
        .insertInto('contribution')
        .columns(COLUMNS)
        .expression(
          facts(transaction)
            .distinctOn(['fact.person_id', 'fact.contribution_id'])
            .orderBy('fact.person_id')
            .orderBy('fact.contribution_id')
            .orderBy('fact.version', 'desc')
        )
        .executeTakeFirst()
      return Number(numInsertedOrUpdatedRows)
    })
  }
}

const confirmedOf = (db: Db, personId: string) =>
  standing(db)
    .where('person_id', '=', personId)
    .where('status', '=', 'confirmed')
    .orderBy('started_at', 'desc')
    .orderBy('contribution_id', 'desc')

const startOf = (day: Day): Date => instantOf(day, '00:00')!
