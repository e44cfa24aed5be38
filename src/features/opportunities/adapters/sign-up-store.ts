import { sql, type Selectable } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import type { ShiftPlace, SignUpAtShift, SignUpRow, SignUpStore } from '../app/ports.ts'
import { SHIFT_CAPACITY_MAX } from '../domain/shift.ts'
import { LIVE_STATES, type SignUpState } from '../domain/sign-up.ts'
import { FACT_COLUMNS, shiftFactsOf } from './action-store.ts'
import { tables, type OpportunityTables } from './tables.ts'

const COLUMNS = [
  'sign_up.person_id',
  'sign_up.shift_id',
  'sign_up.state',
  'sign_up.walk_up',
  'sign_up.message',
  'sign_up.queued_at',
  'sign_up.offered_until',
  'sign_up.reason',
  'sign_up.decided_by',
  'sign_up.created_at'
] as const

const signUpRow = (row: Omit<Selectable<OpportunityTables['sign_up']>, 'updated_at'>): SignUpRow => ({
  personId: row.person_id,
  shiftId: row.shift_id,
  state: row.state,
  walkUp: row.walk_up,
  message: row.message,
  queuedAt: row.queued_at,
  offeredUntil: row.offered_until,
  reason: row.reason,
  decidedBy: row.decided_by,
  createdAt: row.created_at
})

/** A person's sign-ups, each with its shift. */
const atShifts = (db: Db, personId: string) =>
  tables(db)
    .selectFrom('sign_up')
    .innerJoin('shift', 'shift.shift_id', 'sign_up.shift_id')
    .innerJoin('action', 'action.action_id', 'shift.action_id')
    .select(FACT_COLUMNS)
    .select(COLUMNS)
    .where('sign_up.person_id', '=', personId)

const signUpAtShift = (
  row: Parameters<typeof signUpRow>[0] & Parameters<typeof shiftFactsOf>[0]
): SignUpAtShift => ({
  ...signUpRow(row),
  shift: shiftFactsOf(row)
})

/** A sign-up that asks nothing of the person any more: what `stateNow` and the end of the shift say. */
const isOver = (now: Date) => sql<boolean>`(shift.ends_at <= ${now}
  or not sign_up.state = any(${LIVE_STATES}::text[])
  or (sign_up.state = 'offered' and sign_up.offered_until <= ${now}))`

/** The latest first, going on after a place. */
const latestFirst = (shifts: ReturnType<typeof atShifts>, after: ShiftPlace | null, count: number) =>
  shifts
    .$if(after !== null, (query) =>
      query.where(
        sql<boolean>`(shift.starts_at, shift.shift_id) < (${after?.startsAt}, ${after?.shiftId}::uuid)`
      )
    )
    .orderBy('shift.starts_at', 'desc')
    .orderBy('shift.shift_id', 'desc')
    .limit(count)

export const signUpStore: SignUpStore = {
  async lockPerson(db, personId) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`sign-up ${personId}`}, 0))`.execute(db)
  },

  async lockShift(db, shiftId) {
    const row = await tables(db)
      .selectFrom('shift')
      .innerJoin('action', 'action.action_id', 'shift.action_id')
      .select(FACT_COLUMNS)
      .where('shift.shift_id', '=', shiftId)
      .forUpdate('shift')
      .executeTakeFirst()
    return row ? shiftFactsOf(row) : null
  },

  async takePlace(db, shiftId) {
    const { numUpdatedRows } = await tables(db)
      .updateTable('shift')
      .set((update) => ({ taken: update('taken', '+', 1) }))
      .where('shift_id', '=', shiftId)
      .where('state', '=', 'open')
      .whereRef('taken', '<', 'capacity')
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  async freePlaces(db, shiftId, count) {
    await tables(db)
      .updateTable('shift')
      .set((update) => ({ taken: update('taken', '-', count) }))
      .where('shift_id', '=', shiftId)
      .execute()
  },

  async addPlace(db, shiftId) {
    await tables(db)
      .updateTable('shift')
      .set((update) => ({ capacity: update('capacity', '+', 1) }))
      .where('shift_id', '=', shiftId)
      .where('capacity', '<', SHIFT_CAPACITY_MAX)
      .execute()
  },

  async cancelShifts(db, shiftIds, { reason, by, now }) {
    if (!shiftIds.length) return []
    await tables(db)
      .updateTable('shift')
      .set({ state: 'cancelled', taken: 0 })
      .where('shift_id', 'in', [...shiftIds])
      .execute()
    const ended = await tables(db)
      .updateTable('sign_up')
      .set({ state: 'cancelled', offered_until: null, reason, decided_by: by, updated_at: now })
      .where('shift_id', 'in', [...shiftIds])
      .where('state', 'in', [...LIVE_STATES])
      .returning(['person_id', 'shift_id'])
      .execute()
    return ended.map((row) => ({ personId: row.person_id, shiftId: row.shift_id }))
  },

  async signUp(db, personId, shiftId) {
    const row = await tables(db)
      .selectFrom('sign_up')
      .select(COLUMNS)
      .where('person_id', '=', personId)
      .where('shift_id', '=', shiftId)
      .executeTakeFirst()
    return row ? signUpRow(row) : null
  },

  async putSignUp(db, signUp, now) {
    const values = {
      state: signUp.state,
      walk_up: signUp.walkUp,
      message: signUp.message,
      queued_at: signUp.queuedAt,
      offered_until: signUp.offeredUntil,
      reason: signUp.reason,
      decided_by: signUp.decidedBy,
      updated_at: now
    }
    await tables(db)
      .insertInto('sign_up')
      .values({
        person_id: signUp.personId,
        shift_id: signUp.shiftId,
        created_at: signUp.createdAt,
        ...values
      })
      .onConflict((conflict) => conflict.columns(['person_id', 'shift_id']).doUpdateSet(values))
      .execute()
  },

  async signUpsOfShift(db, shiftId) {
    return this.signUpsOfShifts(db, [shiftId])
  },

  async signUpsOfShifts(db, shiftIds) {
    if (!shiftIds.length) return []
    const rows = await tables(db)
      .selectFrom('sign_up')
      .select(COLUMNS)
      .where('shift_id', 'in', [...shiftIds])
      .orderBy('shift_id')
      .orderBy('state')
      .orderBy('queued_at')
      .orderBy('person_id')
      .execute()
    return rows.map(signUpRow)
  },

  async signUpsOfPerson(db, personId, shiftIds) {
    if (!shiftIds.length) return []
    const rows = await tables(db)
      .selectFrom('sign_up')
      .select(COLUMNS)
      .where('person_id', '=', personId)
      .where('shift_id', 'in', [...shiftIds])
      .execute()
    return rows.map(signUpRow)
  },

  async countsOf(db, shiftIds) {
    const counts = new Map<string, Partial<Record<SignUpState, number>>>()
    if (!shiftIds.length) return counts
    const rows = await tables(db)
      .selectFrom('sign_up')
      .select((select) => ['shift_id', 'state', select.fn.countAll<number>().as('count')])
      .where('shift_id', 'in', [...shiftIds])
      .groupBy(['shift_id', 'state'])
      .execute()
    for (const row of rows) counts.set(row.shift_id, { ...counts.get(row.shift_id), [row.state]: row.count })
    return counts
  },

  async signUpsOf(db, personId, count) {
    const rows = await atShifts(db, personId)
      .orderBy((order) => order('sign_up.state', 'in', [...LIVE_STATES]), 'desc')
      .orderBy('shift.starts_at', 'desc')
      .orderBy('sign_up.shift_id')
      .limit(count)
      .execute()
    return rows.map(signUpAtShift)
  },

  async comingSignUps(db, personId, now, count) {
    const rows = await atShifts(db, personId)
      .where(sql<boolean>`not ${isOver(now)}`)
      .orderBy('shift.starts_at')
      .orderBy('shift.shift_id')
      .limit(count)
      .execute()
    return rows.map(signUpAtShift)
  },

  async pastSignUps(db, personId, { now, after, count }) {
    const rows = await latestFirst(atShifts(db, personId).where(isOver(now)), after, count).execute()
    return rows.map(signUpAtShift)
  },

  async placesOf(db, personId, { also, after, count }) {
    const placed = atShifts(db, personId).where(
      sql<boolean>`(sign_up.state = 'joined' or sign_up.shift_id = any(${also}::uuid[]))`
    )
    return (await latestFirst(placed, after, count).execute()).map(signUpAtShift)
  },

  async signUpsBetween(db, personId, startsAt, endsAt) {
    const rows = await tables(db)
      .selectFrom('sign_up')
      .innerJoin('shift', 'shift.shift_id', 'sign_up.shift_id')
      .innerJoin('action', 'action.action_id', 'shift.action_id')
      .select(FACT_COLUMNS)
      .where('sign_up.person_id', '=', personId)
      .where('sign_up.state', 'in', [...LIVE_STATES])
      .where('shift.starts_at', '<', endsAt)
      .where('shift.ends_at', '>', startsAt)
      .orderBy('shift.starts_at')
      .execute()
    return rows.map(shiftFactsOf)
  },

  async signedUpWith(db, organiserId, now) {
    const rows = await tables(db)
      .selectFrom('action')
      .innerJoin('shift', 'shift.action_id', 'action.action_id')
      .innerJoin('sign_up', 'sign_up.shift_id', 'shift.shift_id')
      .select('sign_up.person_id')
      .distinct()
      .where('action.organiser_id', '=', organiserId)
      .where(sql<boolean>`not ${isOver(now)}`)
      .execute()
    return rows.map((row) => row.person_id)
  },

  async waitedFor(db, organiserId, now) {
    const rows = await tables(db)
      .selectFrom('action')
      .innerJoin('shift', 'shift.action_id', 'action.action_id')
      .innerJoin('sign_up', 'sign_up.shift_id', 'shift.shift_id')
      .select('shift.shift_id')
      .distinct()
      .where('action.organiser_id', '=', organiserId)
      .where('shift.starts_at', '>', now)
      .whereRef('shift.taken', '<', 'shift.capacity')
      .where('sign_up.state', '=', 'waiting')
      .orderBy('shift.shift_id')
      .execute()
    return rows.map((row) => row.shift_id)
  },

  async firstWaiting(db, shiftId, count) {
    const rows = await tables(db)
      .selectFrom('sign_up')
      .select(COLUMNS)
      .where('shift_id', '=', shiftId)
      .where('state', '=', 'waiting')
      .orderBy('queued_at')
      .orderBy('person_id')
      .limit(count)
      .execute()
    return rows.map(signUpRow)
  },

  async waitingBefore(db, { personId, shiftId, queuedAt }) {
    const { count } = await tables(db)
      .selectFrom('sign_up')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('shift_id', '=', shiftId)
      .where('state', '=', 'waiting')
      .where(sql<boolean>`(queued_at, person_id) < (${queuedAt}, ${personId}::uuid)`)
      .executeTakeFirstOrThrow()
    return count
  },

  async lapsedOffersOf(db, shiftId, now) {
    const rows = await tables(db)
      .selectFrom('sign_up')
      .select(COLUMNS)
      .where('shift_id', '=', shiftId)
      .where('state', '=', 'offered')
      .where('offered_until', '<=', now)
      .orderBy('queued_at')
      .execute()
    return rows.map(signUpRow)
  },

  async lapsedOffers(db, now, count) {
    const rows = await tables(db)
      .selectFrom('sign_up')
      .select('shift_id')
      .distinct()
      .where('state', '=', 'offered')
      .where('offered_until', '<=', now)
      .limit(count)
      .execute()
    return rows.map((row) => row.shift_id)
  }
}
