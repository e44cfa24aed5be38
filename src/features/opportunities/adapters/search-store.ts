import { sql, type RawBuilder } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import { addDays, instantOf, type Day } from '#platform/prelude/index.ts'
import type { SearchStore } from '../app/ports.ts'
import type { FoundAction, SearchPlace } from '../app/search-types.ts'
import { AGE_OF_ADULT, type Criteria } from '../domain/criteria.ts'
import { fitTiers, FIT_WEIGHTS, type FitReason, type FitTier, type FitWishes } from '../domain/fit.ts'
import { typoKeys } from '../domain/words.ts'
import { tables, type OpportunityTables } from './tables.ts'

/** Words of the vocabulary that one typed word may stand for. */
const HITS_MAX = 200
/** Actions of the whole country among which the best are looked for. */
const FIT_CANDIDATES_MAX = 1_000
const LAST_LETTER = '\u{10FFFF}'

type Sql = RawBuilder<unknown>

const textArray = (values: readonly string[]): Sql => sql`${[...values]}::text[]`
const all = (conditions: readonly Sql[]): Sql =>
  conditions.length ? sql.join(conditions, sql` and `) : sql`true`

/**
 * For each typed word the words of the vocabulary that are meant: those that begin so; only when there are none, it is
 * read as a typing error. Asked before the search, whose plan depends on how common the words are.
 */
async function meantWords(db: Db, typed: readonly string[]): Promise<string[][]> {
  if (!typed.length) return []
  const columns = typed.map(
    (word, index) => sql`coalesce(
      nullif(array(
        select word from search_word where word >= ${word} and word < ${word + LAST_LETTER} limit ${HITS_MAX}
      ), '{}'),
      array(select word from search_word where keys && ${textArray(typoKeys(word))} limit ${HITS_MAX})
    ) as ${sql.ref(`meant_${index}`)}`
  )
  const { rows } = await sql<Record<string, string[]>>`select ${sql.join(columns)}`.execute(db)
  return Object.values(rows[0]!)
}

/** An action whose organiser may run it: of a suspended one nobody finds any. The organisers' table is asked as they write it. */
export const runs = (action: string): Sql => sql`${sql.ref(action)}.organiser_id <> all(array(
  select organiser_id from organiser where state = 'suspended'
))`

function actionConditions(criteria: Criteria, meant: readonly string[][]): Sql[] {
  const { regions, directions, languages, programme, age } = criteria
  const conditions = [sql`a.state = 'published'`, runs('a')]
  if (regions.length) conditions.push(sql`a.region_code = any(${textArray(regions)})`)
  if (programme) conditions.push(sql`a.programme = ${programme}`)
  if (age !== null) {
    conditions.push(sql`coalesce(a.min_age, 0) <= ${age}`)
    if (age < AGE_OF_ADULT) conditions.push(sql`a.tags = '{}'`)
  }
  if (directions.length) conditions.push(sql`a.directions && ${textArray(directions)}`)
  if (languages.length) conditions.push(sql`a.languages && ${textArray(languages)}`)
  // The longest column last: where no index decides, conditions are tried in this order.
  return [...conditions, ...meant.map((words) => sql`a.search_words && ${textArray(words)}`)]
}

/** Midnight at which a day begins in Asia/Almaty. */
const beginningOf = (day: Day): Date => instantOf(day, '00:00')!

/** What a shift must be to count, for the table under the given name. */
function shiftConditions(name: 's' | 'e', criteria: Criteria, now: Date): Sql {
  const column = (of: keyof OpportunityTables['shift']) => sql.ref(`${name}.${of}`)
  const conditions = [sql`${column('state')} = 'open'`, sql`${column('starts_at')} > ${now}`]
  if (criteria.from) conditions.push(sql`${column('starts_at')} >= ${beginningOf(criteria.from)}`)
  if (criteria.to) conditions.push(sql`${column('starts_at')} < ${beginningOf(addDays(criteria.to, 1))}`)
  if (criteria.weekend) conditions.push(sql`${column('weekday')} >= 6`)
  if (criteria.free) conditions.push(sql`${column('taken')} < ${column('capacity')}`)
  return all(conditions)
}

/** `domain/fit.ts` in SQL, so that a list can be sorted and cut before it leaves the database; a test compares both. */
function fitSum(wishes: FitWishes): RawBuilder<number> {
  const times = sql`array['any-time',
    case when s.weekday >= 6 then 'weekends' when s.evening then 'weekday-evenings' else 'weekday-days' end]`
  const holds: Record<FitReason, Sql> = {
    region: sql`a.region_code = ${wishes.regionCode ?? ''}`,
    direction: sql`a.directions && ${textArray(wishes.directions)}`,
    skill: sql`a.skills && ${textArray(wishes.skills)}`,
    near: sql`a.region_code = any(${textArray(wishes.nearRegions)})`,
    language: sql`a.languages && ${textArray(wishes.languages)}`,
    availability: sql`${times} && ${textArray(wishes.availability)}`
  }
  const parts = Object.entries(FIT_WEIGHTS).map(
    ([reason, weight]) => sql`case when ${holds[reason as FitReason]} then ${sql.lit(weight)} else 0 end`
  )
  return sql<number>`(${sql.join(parts, sql` + `)})`
}

const FOUND = sql`a.action_id, a.organiser_id, a.title, a.directions, a.programme, a.region_code, a.locality,
  a.languages, a.skills, a.min_age, a.tags, a.join_mode, s.shift_id, s.starts_at, s.ends_at, s.capacity, s.taken`

type FoundRow = Pick<
  OpportunityTables['action'],
  | 'action_id'
  | 'organiser_id'
  | 'title'
  | 'directions'
  | 'programme'
  | 'region_code'
  | 'locality'
  | 'languages'
  | 'skills'
  | 'min_age'
  | 'tags'
  | 'join_mode'
> &
  Pick<OpportunityTables['shift'], 'shift_id' | 'starts_at' | 'ends_at' | 'capacity' | 'taken'> & {
    score: number
  }

const found = (row: FoundRow): FoundAction => ({
  actionId: row.action_id,
  organiserId: row.organiser_id,
  title: row.title,
  directions: row.directions,
  programme: row.programme,
  regionCode: row.region_code,
  locality: row.locality,
  languages: row.languages,
  skills: row.skills,
  minAge: row.min_age,
  tags: row.tags,
  joinMode: row.join_mode,
  shift: {
    shiftId: row.shift_id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    capacity: row.capacity,
    taken: row.taken
  },
  score: row.score
})

interface Cut {
  readonly now: Date
  readonly after: SearchPlace | null
  readonly count: number
}

/** Walks along the coming shifts in the order of time; each action stands once, with its first shift that counts. */
const walk = (criteria: Criteria, conditions: readonly Sql[], now: Date): Sql => sql`
  from shift s join action a using (action_id)
  where ${all([shiftConditions('s', criteria, now), ...conditions])}
    and not exists (
      select from shift e
      where e.action_id = s.action_id and (e.starts_at, e.shift_id) < (s.starts_at, s.shift_id)
        and ${shiftConditions('e', criteria, now)}
    )
  order by s.starts_at, s.shift_id`

/** Stops walking when the page is full. */
function byDate(criteria: Criteria, conditions: readonly Sql[], { now, after, count }: Cut) {
  const place = after ? [sql`(s.starts_at, s.shift_id) > (${after.startsAt}, ${after.shiftId}::uuid)`] : []
  return sql<FoundRow>`select ${FOUND}, 0 as score ${walk(criteria, [...conditions, ...place], now)} limit ${count}`
}

/**
 * The best of a tier may be any of it, so all of it is looked at: every action of its regions, or of the whole
 * country the soonest thousand.
 */
function byFit(
  criteria: Criteria,
  conditions: readonly Sql[],
  { now, after, count, wishes, tier }: Cut & { wishes: FitWishes; tier: FitTier }
) {
  const score = fitSum(wishes)
  const candidates = tier.regions
    ? sql`action a cross join lateral (
        select * from shift e
        where e.action_id = a.action_id and ${shiftConditions('e', criteria, now)}
        order by e.starts_at, e.shift_id
        limit 1
      ) s
      where ${all([...conditions, sql`a.region_code = any(${textArray(tier.regions)})`])}`
    : sql`(
        select s.* ${walk(criteria, [...conditions, sql`a.region_code <> all(${textArray(tier.except)})`], now)}
        limit ${FIT_CANDIDATES_MAX}
      ) s join action a using (action_id)
      where true`
  const place = after
    ? sql`and (-${score}, s.starts_at, s.shift_id) > (${-after.score}, ${after.startsAt}, ${after.shiftId}::uuid)`
    : sql``
  return sql<FoundRow>`
    select ${FOUND}, ${score} as score
    from ${candidates} ${place}
    order by -${score}, s.starts_at, s.shift_id
    limit ${count}`
}

export const searchStore: SearchStore = {
  async search(db, criteria, { now, wishes, after, count }) {
    const meant = await meantWords(db, criteria.words)
    if (meant.some((words) => !words.length)) return []
    const conditions = actionConditions(criteria, meant)
    const cut = { now, after, count }
    if (!wishes) return (await byDate(criteria, conditions, cut).execute(db)).rows.map(found)
    const rows: FoundRow[] = []
    // What is near comes first whatever else fits, so the rest of the country is asked only when that is not enough.
    for (const tier of fitTiers(wishes)) {
      if (rows.length === count) break
      const statement = byFit(criteria, conditions, { ...cut, count: count - rows.length, wishes, tier })
      if (!after || tier.least <= after.score) rows.push(...(await statement.execute(db)).rows)
    }
    return rows.map(found)
  },

  async upcomingOf(db, organiserId, now, count) {
    const { rows } = await sql<FoundRow>`
      select ${FOUND}, 0 as score
      from action a cross join lateral (
        select * from shift e
        where e.action_id = a.action_id and e.state = 'open' and e.starts_at > ${now}
        order by e.starts_at, e.shift_id
        limit 1
      ) s
      where a.organiser_id = ${organiserId} and a.state = 'published'
      order by s.starts_at, s.shift_id
      limit ${count}`.execute(db)
    return rows.map(found)
  },

  async searchesOf(db, personId) {
    const rows = await tables(db)
      .selectFrom('saved_search')
      .select(['search_id', 'name', 'criteria', 'query', 'created_at'])
      .where('person_id', '=', personId)
      .orderBy('search_id')
      .execute()
    return rows.map(savedSearch)
  },

  async addSearch(db, personId, search) {
    await tables(db)
      .insertInto('saved_search')
      .values({
        person_id: personId,
        search_id: search.searchId,
        name: search.name,
        criteria: search.criteria,
        query: search.query,
        regions: search.criteria.regions.length ? [...search.criteria.regions] : null,
        created_at: search.createdAt
      })
      .execute()
  },

  async removeSearch(db, personId, searchId) {
    const row = await tables(db)
      .deleteFrom('saved_search')
      .where('person_id', '=', personId)
      .where('search_id', '=', searchId)
      .returning(['search_id', 'name', 'criteria', 'query', 'created_at'])
      .executeTakeFirst()
    return row ? savedSearch(row) : null
  },

  async searchesFor(db, regionCode, after, count) {
    let query = tables(db)
      .selectFrom('saved_search')
      .select(['person_id', 'search_id', 'name', 'criteria', 'query', 'created_at'])
      .where(sql<boolean>`(regions is null or regions && ${textArray([regionCode])})`)
      .orderBy('person_id')
      .orderBy('search_id')
      .limit(count)
    if (after)
      query = query.where(
        sql<boolean>`(person_id, search_id) > (${after.personId}::uuid, ${after.searchId}::uuid)`
      )
    return (await query.execute()).map((row) => ({ ...savedSearch(row), personId: row.person_id }))
  },

  async claimUntold(db, now) {
    const { rows } = await sql<{ action_id: string }>`
      update action set told_at = ${now}
      where action_id = (
        select action_id from action where state = 'published' and told_at is null and ${runs('action')}
        order by published_at limit 1 for update skip locked
      )
      returning action_id`.execute(db)
    return rows[0]?.action_id ?? null
  }
}

const savedSearch = (
  row: Pick<OpportunityTables['saved_search'], 'search_id' | 'name' | 'criteria' | 'query' | 'created_at'>
) => ({
  searchId: row.search_id,
  name: row.name,
  criteria: row.criteria,
  query: row.query,
  createdAt: row.created_at
})
