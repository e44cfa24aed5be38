import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import type { AttendanceStore } from '../app/ports.ts'
import type { AttendanceEvent, EventKind, Method } from '../domain/presence.ts'

export type AttendanceTables = {
  attendance_event: {
    person_id: string
    shift_id: string
    event_id: string
    kind: EventKind
    method: Method
    at: Date
    device_at: Date | null
    server_at: Date
    recorded_by: string | null
    code_window: number | null
  }
  walk_up_number: { number: string; shift_id: string; given_at: Date; given_by: string }
}

const tables = (db: Db) => db.withTables<AttendanceTables>()

const COLUMNS = [
  'person_id',
  'shift_id',
  'event_id',
  'kind',
  'method',
  'at',
  'device_at',
  'server_at',
  'recorded_by'
] as const

type Row = Pick<AttendanceTables['attendance_event'], (typeof COLUMNS)[number]>

const eventOf = (row: Row): AttendanceEvent => ({
  personId: row.person_id,
  shiftId: row.shift_id,
  eventId: row.event_id,
  kind: row.kind,
  method: row.method,
  at: row.at,
  deviceAt: row.device_at,
  serverAt: row.server_at,
  recordedBy: row.recorded_by
})

const events = (db: Db) => tables(db).selectFrom('attendance_event').select(COLUMNS)

export const attendanceStore: AttendanceStore = {
  async append(db, added) {
    const written = await tables(db)
      .insertInto('attendance_event')
      .values(
        added.map((event) => ({
          person_id: event.personId,
          shift_id: event.shiftId,
          event_id: event.eventId,
          kind: event.kind,
          method: event.method,
          at: event.at,
          device_at: event.deviceAt,
          server_at: event.serverAt,
          recorded_by: event.recordedBy,
          code_window: event.codeWindow
        }))
      )
      // Two unique indexes refuse: a code used before, an end proposed before.
      .onConflict((conflict) => conflict.doNothing())
      .returning('event_id')
      .execute()
    return new Set(written.map((row) => row.event_id))
  },

  async eventsOf(db, personId, shiftId) {
    const rows = await events(db).where('person_id', '=', personId).where('shift_id', '=', shiftId).execute()
    return rows.map(eventOf)
  },

  async eventsAt(db, personId, shiftIds) {
    if (!shiftIds.length) return []
    const rows = await events(db)
      .where('person_id', '=', personId)
      .where('shift_id', 'in', [...shiftIds])
      .execute()
    return rows.map(eventOf)
  },

  async shiftsOf(db, personId, count) {
    const rows = await tables(db)
      .selectFrom('attendance_event')
      .select('shift_id')
      .distinct()
      .where('person_id', '=', personId)
      .limit(count)
      .execute()
    return rows.map((row) => row.shift_id)
  },

  async eventsOfShift(db, shiftId) {
    const rows = await events(db).where('shift_id', '=', shiftId).execute()
    return rows.map(eventOf)
  },

  async latestEvents(db, personId, count) {
    const rows = await events(db)
      .where('person_id', '=', personId)
      .orderBy('at', 'desc')
      .limit(count)
      .execute()
    return rows.map(eventOf)
  },

  async shiftsWithoutEnds(db, { since, until }, count) {
    const rows = await tables(db)
      .selectFrom('attendance_event as came')
      .select('came.shift_id')
      .groupBy('came.shift_id')
      .where('came.kind', '=', 'in')
      .where('came.server_at', '>=', since)
      .where('came.server_at', '<', until)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('attendance_event as left')
              .select(sql`1`.as('one'))
              .whereRef('left.person_id', '=', 'came.person_id')
              .whereRef('left.shift_id', '=', 'came.shift_id')
              .where('left.kind', 'in', ['out', 'proposed-out'])
          )
        )
      )
      // So that shifts that still go on never keep one from its turn that was over long ago.
      .orderBy(({ fn }) => fn.min('came.server_at'))
      .limit(count)
      .execute()
    return rows.map((row) => row.shift_id)
  },

  async numberOf(db, shiftId) {
    const row = await tables(db)
      .selectFrom('walk_up_number')
      .select('number')
      .where('shift_id', '=', shiftId)
      .executeTakeFirst()
    return row?.number ?? null
  },

  async giveNumber(db, { number, shiftId, givenAt, givenBy }) {
    await tables(db)
      .insertInto('walk_up_number')
      .values({ number, shift_id: shiftId, given_at: givenAt, given_by: givenBy })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  async shiftOfNumber(db, number) {
    const row = await tables(db)
      .selectFrom('walk_up_number')
      .select('shift_id')
      .where('number', '=', number)
      .executeTakeFirst()
    return row?.shift_id ?? null
  }
}
