import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import type { Draft, RecordSource, VersionRef } from '../app/ports.ts'
import { recordOf, type VersionFacts } from '../domain/record.ts'

/*
 * The records of the log are versions of contributions. Their tables are read here as contributions writes them:
 * append-only facts, and an outbox with one row a version.
 */

interface Row extends VersionFacts, VersionRef {}

/** What a record is made of, by the names of {@link VersionFacts}. */
const FACTS = sql.raw(`
  v.person_id as "personId", v.contribution_id as "contributionId", v.version, v.status, p.passport_id as "passportId",
  v.shift_id as "shiftId", v.action_id as "actionId", v.organiser_id as "organiserId",
  v.organiser_name as "organiserName", v.title, v.role, v.region_code as "regionCode", v.locality, v.directions,
  v.programme, v.started_at as "startedAt", v.ended_at as "endedAt", v.minutes, v.grade,
  v.rules_from as "rulesFrom", v.signals, c.confirmer_id as "confirmerId", c.confirmer_role as "confirmerRole",
  c.confirmer_name as "confirmerName", c.decision, c.at as "decidedAt"`)

export const contributionSource: RecordSource = {
  // Ids are as the clocks of their processes: a later version can stand before the one that it changes, and waits.
  async take(db, limit) {
    const { rows } = await sql<Row>`with taken as (
        delete from outbox where (person_id, outbox_id) in (
          select person_id, outbox_id from outbox as next
          where next.version = 1 or not exists (
            select 1 from outbox as before
            where before.person_id = next.person_id and before.contribution_id = next.contribution_id
              and before.version < next.version
          )
          order by outbox_id limit ${limit} for update skip locked
        ) returning person_id, contribution_id, version, outbox_id
      )
      select ${FACTS}
      from taken
      join contribution_version as v using (person_id, contribution_id, version)
      join confirmation as c using (person_id, contribution_id, version)
      join person as p using (person_id)
      where v.status <> 'rejected'
      order by taken.outbox_id`.execute(db)
    return rows.map((row): Draft => ({
      personId: row.personId,
      contributionId: row.contributionId,
      version: row.version,
      stands: row.status === 'confirmed',
      record: recordOf(row)
    }))
  },

  async current(db, refs) {
    const { rows } = await sql<Row>`select ${FACTS}
      from unnest(
        ${refs.map((ref) => ref.personId)}::uuid[],
        ${refs.map((ref) => ref.contributionId)}::uuid[],
        ${refs.map((ref) => ref.version)}::int[]
      ) as wanted (person_id, contribution_id, version)
      join contribution_version as v using (person_id, contribution_id, version)
      join confirmation as c using (person_id, contribution_id, version)
      join person as p using (person_id)`.execute(db)
    return rows.map((row) => ({ ...row, record: recordOf(row) }))
  },

  async unlogged(db, limit) {
    const { rows } = await sql<VersionRef & { decidedAt: Date | null; waits: boolean }>`
      select v.person_id as "personId", v.contribution_id as "contributionId", v.version, c.at as "decidedAt",
        exists (
          select 1 from outbox as o
          where o.person_id = v.person_id and o.contribution_id = v.contribution_id and o.version = v.version
        ) as waits
      from contribution_version as v
      left join confirmation as c using (person_id, contribution_id, version)
      left join ledger_record as r using (person_id, contribution_id, version)
      where v.status <> 'rejected' and r.person_id is null
      order by v.person_id, v.contribution_id, v.version
      limit ${limit}`.execute(db)
    return rows
  },

  // The projection that everyone is shown has to say what the logged facts say.
  async projectionFaults(db: Db, limit: number) {
    const { rows } = await sql<VersionRef>`
      select coalesce(v.person_id, p.person_id) as "personId",
        coalesce(v.contribution_id, p.contribution_id) as "contributionId", coalesce(v.version, p.version) as version
      from (
        select distinct on (person_id, contribution_id) *
        from contribution_version order by person_id, contribution_id, version desc
      ) as v
      full join contribution as p using (person_id, contribution_id)
      left join confirmation as c
        on c.person_id = v.person_id and c.contribution_id = v.contribution_id and c.version = v.version
      where p.person_id is null or v.person_id is null
        or (v.version, v.status, v.shift_id, v.action_id, v.organiser_id, v.organiser_name, v.title, v.role,
            v.region_code, v.locality, v.directions, v.programme, v.started_at, v.ended_at, v.minutes, v.grade,
            v.rules_from, v.signals, c.confirmer_id, c.confirmer_role, c.confirmer_name, c.decision, c.at)
          is distinct from
           (p.version, p.status, p.shift_id, p.action_id, p.organiser_id, p.organiser_name, p.title, p.role,
            p.region_code, p.locality, p.directions, p.programme, p.started_at, p.ended_at, p.minutes, p.grade,
            p.rules_from, p.signals, p.confirmer_id, p.confirmer_role, p.confirmer_name, p.decision, p.decided_at)
      limit ${limit}`.execute(db)
    return rows
  }
}
