import { sql, type Selectable } from 'kysely'
import type { ActionRow, ActionStore, ShiftFacts, ShiftRow } from '../app/ports.ts'
import { wallClock } from '../domain/shift.ts'
import { runs } from './search-store.ts'
import { tables, type OpportunityTables } from './tables.ts'

const ACTION_COLUMNS = [
  'action_id',
  'organiser_id',
  'state',
  'title',
  'text',
  'directions',
  'beneficiaries',
  'programme',
  'region_code',
  'locality',
  'address',
  'lat',
  'lon',
  'languages',
  'min_age',
  'skills',
  'training',
  'health',
  'note',
  'risk_level',
  'crime_related',
  'tags',
  'join_mode',
  'acceptance',
  'why',
  'last_ends_at',
  'created_by',
  'created_at',
  'updated_at',
  'published_at',
  'cancelled_at',
  'cancel_reason'
] as const

type ActionColumns = Pick<Selectable<OpportunityTables['action']>, (typeof ACTION_COLUMNS)[number]>

const actionRow = (row: ActionColumns): ActionRow => ({
  actionId: row.action_id,
  organiserId: row.organiser_id,
  state: row.state,
  content: {
    title: row.title,
    text: row.text,
    directions: row.directions,
    beneficiaries: row.beneficiaries,
    programme: row.programme,
    regionCode: row.region_code,
    locality: row.locality,
    address: row.address,
    point: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
    languages: row.languages,
    minAge: row.min_age,
    skills: row.skills,
    training: row.training,
    health: row.health,
    note: row.note,
    riskLevel: row.risk_level,
    crimeRelated: row.crime_related,
    joinMode: row.join_mode,
    acceptance: row.acceptance,
    why: row.why
  },
  tags: row.tags,
  lastEndsAt: row.last_ends_at,
  createdBy: row.created_by,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  publishedAt: row.published_at,
  cancelledAt: row.cancelled_at,
  cancelReason: row.cancel_reason
})

/** Codes were checked by the use cases; the columns are typed by what may stand in them. */
const contentColumns = ({ content, tags }: Pick<ActionRow, 'content' | 'tags'>) => ({
  title: content.title,
  text: content.text,
  directions: content.directions as OpportunityTables['action']['directions'],
  beneficiaries: [...content.beneficiaries],
  programme: content.programme as OpportunityTables['action']['programme'],
  region_code: content.regionCode as OpportunityTables['action']['region_code'],
  locality: content.locality,
  address: content.address,
  lat: content.point?.lat ?? null,
  lon: content.point?.lon ?? null,
  languages: [...content.languages],
  min_age: content.minAge,
  skills: [...content.skills],
  training: [...content.training],
  health: [...content.health],
  note: content.note,
  risk_level: content.riskLevel,
  crime_related: content.crimeRelated,
  tags: [...tags],
  join_mode: content.joinMode,
  acceptance: content.acceptance,
  why: content.why
})

const SHIFT_COLUMNS = [
  'shift_id',
  'action_id',
  'state',
  'role',
  'starts_at',
  'ends_at',
  'capacity',
  'taken'
] as const

const shiftRow = (
  row: Pick<Selectable<OpportunityTables['shift']>, (typeof SHIFT_COLUMNS)[number]>
): ShiftRow => ({
  shiftId: row.shift_id,
  actionId: row.action_id,
  state: row.state,
  role: row.role,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  capacity: row.capacity,
  taken: row.taken
})

const shiftColumns = (shift: ShiftRow) => {
  const clock = wallClock(shift.startsAt)
  return {
    shift_id: shift.shiftId,
    action_id: shift.actionId,
    state: shift.state,
    role: shift.role,
    starts_at: shift.startsAt,
    ends_at: shift.endsAt,
    weekday: clock.weekday,
    evening: clock.evening,
    capacity: shift.capacity,
    taken: shift.taken
  }
}

export const FACT_COLUMNS = [
  'shift.shift_id',
  'shift.action_id',
  'shift.state as shift_state',
  'shift.role',
  'shift.starts_at',
  'shift.ends_at',
  'shift.capacity',
  'shift.taken',
  'action.organiser_id',
  'action.title',
  'action.state as action_state',
  'action.directions',
  'action.programme',
  'action.region_code',
  'action.locality',
  'action.address',
  'action.risk_level',
  'action.tags',
  'action.min_age',
  'action.join_mode'
] as const

type Shift = Selectable<OpportunityTables['shift']>
type Action = Selectable<OpportunityTables['action']>
export type FactColumns = Omit<Shift, 'state' | 'weekday' | 'evening'> &
  Pick<
    Action,
    | 'organiser_id'
    | 'title'
    | 'directions'
    | 'programme'
    | 'region_code'
    | 'locality'
    | 'address'
    | 'risk_level'
    | 'tags'
    | 'min_age'
    | 'join_mode'
  > & { shift_state: Shift['state']; action_state: Action['state'] }

export const shiftFactsOf = (row: FactColumns): ShiftFacts => ({
  shiftId: row.shift_id,
  actionId: row.action_id,
  organiserId: row.organiser_id,
  title: row.title,
  role: row.role,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  capacity: row.capacity,
  taken: row.taken,
  shiftState: row.shift_state,
  actionState: row.action_state,
  directions: row.directions,
  programme: row.programme,
  regionCode: row.region_code,
  locality: row.locality,
  address: row.address,
  riskLevel: row.risk_level,
  tags: row.tags,
  minAge: row.min_age,
  joinMode: row.join_mode
})

export const actionStore: ActionStore = {
  async addAction(db, action, searchWords) {
    await tables(db)
      .insertInto('action')
      .values({
        action_id: action.actionId,
        organiser_id: action.organiserId,
        state: action.state,
        ...contentColumns(action),
        search_words: [...searchWords],
        last_ends_at: action.lastEndsAt,
        created_by: action.createdBy,
        created_at: action.createdAt,
        updated_at: action.updatedAt,
        published_at: action.publishedAt,
        cancelled_at: action.cancelledAt,
        cancel_reason: action.cancelReason,
        told_at: null
      })
      .execute()
  },

  async action(db, actionId) {
    const row = await tables(db)
      .selectFrom('action')
      .select(ACTION_COLUMNS)
      .where('action_id', '=', actionId)
      .executeTakeFirst()
    return row ? actionRow(row) : null
  },

  async lockAction(db, actionId) {
    const row = await tables(db)
      .selectFrom('action')
      .select(ACTION_COLUMNS)
      .where('action_id', '=', actionId)
      .forUpdate()
      .executeTakeFirst()
    return row ? actionRow(row) : null
  },

  async actionsOf(db, organiserId, { now, after, count }) {
    let query = tables(db)
      .selectFrom('action')
      .select(ACTION_COLUMNS)
      .select((select) => [
        select
          .selectFrom('shift')
          .whereRef('shift.action_id', '=', 'action.action_id')
          .where('shift.state', '=', 'open')
          .select(
            sql<{ shifts: number; places: number; taken: number; nextAt: string | null }>`json_build_object(
              'shifts', count(*), 'places', coalesce(sum(capacity), 0), 'taken', coalesce(sum(taken), 0),
              'nextAt', min(starts_at) filter (where starts_at > ${now}))`.as('sums')
          )
          .as('sums')
      ])
      .where('organiser_id', '=', organiserId)
      .orderBy('action_id', 'desc')
      .limit(count)
    if (after) query = query.where('action_id', '<', after)
    const rows = await query.execute()
    return rows.map((row) => ({
      ...actionRow(row),
      shifts: row.sums!.shifts,
      places: row.sums!.places,
      taken: row.sums!.taken,
      nextAt: row.sums!.nextAt ? new Date(row.sums!.nextAt) : null
    }))
  },

  async setContent(db, action, searchWords, now) {
    await tables(db)
      .updateTable('action')
      .set({ ...contentColumns(action), search_words: [...searchWords], updated_at: now })
      .where('action_id', '=', action.actionId)
      .execute()
  },

  async setSearchWords(db, actionId, searchWords) {
    await tables(db)
      .updateTable('action')
      .set({ search_words: [...searchWords] })
      .where('action_id', '=', actionId)
      .execute()
  },

  async setState(db, actionId, state, { now, reason }) {
    await tables(db)
      .updateTable('action')
      .set({
        state,
        updated_at: now,
        ...(state === 'published' ? { published_at: now } : {}),
        ...(state === 'cancelled' ? { cancelled_at: now, cancel_reason: reason ?? null } : {})
      })
      .where('action_id', '=', actionId)
      .execute()
  },

  async learnWords(db, words) {
    if (!words.length) return
    // In one order everywhere: two actions published at once must not wait for each other's words in a circle.
    const inOrder = words.toSorted((a, b) => (a.word < b.word ? -1 : 1))
    await tables(db)
      .insertInto('search_word')
      .values(inOrder.map(({ word, keys }) => ({ word, keys: [...keys] })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  async addShifts(db, shifts) {
    if (shifts.length) await tables(db).insertInto('shift').values(shifts.map(shiftColumns)).execute()
  },

  async setShift(db, shift) {
    const { shift_id, action_id: _, taken: __, ...columns } = shiftColumns(shift)
    await tables(db).updateTable('shift').set(columns).where('shift_id', '=', shift_id).execute()
  },

  async shiftsOf(db, actionId) {
    const rows = await tables(db)
      .selectFrom('shift')
      .select(SHIFT_COLUMNS)
      .where('action_id', '=', actionId)
      .orderBy('starts_at')
      .orderBy('shift_id')
      .execute()
    return rows.map(shiftRow)
  },

  async lockShifts(db, actionId) {
    await tables(db)
      .selectFrom('shift')
      .select('shift_id')
      .where('action_id', '=', actionId)
      .orderBy('shift_id')
      .forUpdate()
      .execute()
  },

  async noteEnd(db, actionId) {
    await tables(db)
      .updateTable('action')
      .set((update) => ({
        last_ends_at: update
          .selectFrom('shift')
          .select((select) => select.fn.max('ends_at').as('last'))
          .where('shift.action_id', '=', actionId)
          .where('shift.state', '=', 'open')
      }))
      .where('action_id', '=', actionId)
      .execute()
  },

  async shiftFacts(db, shiftIds) {
    if (!shiftIds.length) return []
    const rows = await tables(db)
      .selectFrom('shift')
      .innerJoin('action', 'action.action_id', 'shift.action_id')
      .select(FACT_COLUMNS)
      .where('shift.shift_id', 'in', [...shiftIds])
      .execute()
    return rows.map(shiftFactsOf)
  },

  async endedActions(db, now, count) {
    const rows = await tables(db)
      .selectFrom('action')
      .select('action_id')
      .where('state', '=', 'published')
      .where('last_ends_at', '<=', now)
      .orderBy('last_ends_at')
      .limit(count)
      .execute()
    return rows.map((row) => row.action_id)
  },

  async countsByRegion(db, now) {
    const rows = await tables(db)
      .selectFrom('action')
      .select((select) => ['region_code', select.fn.countAll<number>().as('actions')])
      .where('state', '=', 'published')
      .where(sql<boolean>`${runs('action')}`)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('shift')
            .select('shift_id')
            .whereRef('shift.action_id', '=', 'action.action_id')
            .where('shift.state', '=', 'open')
            .where('starts_at', '>', now)
        )
      )
      .groupBy('region_code')
      .orderBy('region_code')
      .execute()
    return rows.map((row) => ({ regionCode: row.region_code, actions: row.actions }))
  }
}
