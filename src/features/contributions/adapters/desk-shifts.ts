import { sql, type RawBuilder } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import type { DeskShiftSource, ShiftCounts } from '../app/ports.ts'

/*
 * Which shifts wait for a decision only the tables of opportunities, attendance and contributions know together. The
 * first two are read here as their contexts write them, so that a shift is found however many others there are.
 */

/**
 * Shifts of these organisers, not of drafts, with how many came and about how many of them nobody has decided: who is
 * decided about had come.
 */
async function shifts(
  db: Db,
  organiserIds: readonly string[],
  those: RawBuilder<boolean>,
  order: RawBuilder<unknown>
): Promise<ShiftCounts[]> {
  const { rows } = await sql<ShiftCounts>`
    select s.shift_id as "shiftId", came, came - decided as undecided
    from action as a
    join shift as s using (action_id)
    cross join lateral (
      select count(distinct e.person_id) as came from attendance_event as e
      where e.shift_id = s.shift_id and e.kind = 'in'
    ) as presences
    cross join lateral (
      select count(*) as decided from contribution as c where c.shift_id = s.shift_id
    ) as contributions
    where a.organiser_id = any(${organiserIds}::uuid[]) and a.state <> 'draft' and ${those}
    order by ${order}`.execute(db)
  return rows
}

export const deskShiftSource: DeskShiftSource = {
  currentShifts: (db, organiserIds, { from, to, count }) =>
    shifts(
      db,
      organiserIds,
      // Of what was called off, only where somebody had come: they leave, and keep their time.
      sql`s.ends_at > ${from} and s.starts_at < ${to}
        and (s.state = 'open' and a.state <> 'cancelled' or came > 0)`,
      sql`s.starts_at, s.shift_id limit ${count}`
    ),

  undecidedShifts: (db, organiserIds, { until, after, count }) =>
    shifts(
      db,
      organiserIds,
      after
        ? sql`s.ends_at <= ${until} and came > decided
            and (s.starts_at, s.shift_id) < (${after.startsAt}, ${after.shiftId}::uuid)`
        : sql`s.ends_at <= ${until} and came > decided`,
      sql`s.starts_at desc, s.shift_id desc limit ${count}`
    )
}
