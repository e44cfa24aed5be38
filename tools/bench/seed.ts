import { createHash } from 'node:crypto'
import type pg from 'pg'
import { ACTIONS, ORGANISERS } from '../../src/boot/demo-world/data.ts'
import { vocabularyKeys, words } from '../../src/features/opportunities/domain/words.ts'
import { REGIONS } from '../../src/features/programmes/index.ts'
import { SESSION_SECRET } from './ids.ts'
import {
  FULL_SHARE,
  LIVE_PLACES,
  OFFICER_NATIONAL,
  OFFICER_REGION,
  SHIFTS_AN_ACTION,
  type Size
} from './size.ts'

/** Past shifts that contributions and sign-ups are spread over. */
const pastShifts = ({ actions, coming }: Size): number => (actions - coming) * SHIFTS_AN_ACTION

type Say = (line: string) => void

/** Runs one large statement without the secondary indexes of its table, and makes them again in one go. */
async function fill(db: pg.ClientBase, table: string, sql: string, values: unknown[] = []): Promise<void> {
  const { rows } = await db.query(
    `select indexdef, indexname from pg_indexes
     where schemaname = 'public' and tablename = $1
       and indexname not in (select conname from pg_constraint)`,
    [table]
  )
  const { rows: filled } = await db.query(`select exists (select from ${table}) as filled`)
  const indexes = filled[0].filled ? [] : (rows as { indexdef: string; indexname: string }[])
  for (const { indexname } of indexes) await db.query(`drop index ${indexname}`)
  await db.query(sql, values)
  for (const { indexdef } of indexes) await db.query(indexdef)
}

const ID_FUNCTION = `
create function pg_temp.id(kind int, n bigint) returns uuid language sql immutable parallel safe as $$
  select ('019b000' || kind || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$`

/** The world without contributions: people, organisers, actions, shifts, sign-ups, sessions, notices. */
export async function seedWorld(db: pg.ClientBase, size: Size, say: Say): Promise<void> {
  await db.query(ID_FUNCTION)
  await seedTemplates(db)
  say(`${size.people} people`)
  await fill(
    db,
    'person',
    `insert into person (person_id, passport_id, family_name, given_name, patronymic, birth_date, iin_sealed, assurance,
       locale, email, region_code, locality, languages, directions, skills, availability, created_at,
       updated_at)
     select pg_temp.id(0, n), pg_temp.id(6, n), (array['Ахметов','Сейітова','Омарова','Ким','Соколова','Нұртаев'])[n % 6 + 1],
       (array['Айгерім','Данияр','Мадина','Виктор','Елена','Қайрат','Аружан'])[n % 7 + 1], null,
       date '1960-01-01' + (n % 17000)::int, '\\x00', 'qr', 'kk', null, region.code, 'Астана',
       '{kk,ru}', case n % 2 when 0 then '{social,environmental}'::text[] else '{educational,cultural}' end,
       '{first-aid}', '{weekends}', now() - interval '1 year', now()
     from generate_series(1, $1::bigint) n join region on region.at = n % 20`,
    [size.people]
  )
  await fill(
    db,
    'consent_answer',
    `insert into consent_answer (person_id, answer_id, at, answer, version, locale, valid_to, record)
     select pg_temp.id(0, n), pg_temp.id(7, n), now() - interval '1 year', 'given', '1', 'kk', null, null
     from generate_series(1, $1::bigint) n`,
    [size.people]
  )
  await fill(
    db,
    'session',
    `insert into session (person_id, session_id, token_hash, created_at, seen_at, expires_at, ended_at, method, device)
     select pg_temp.id(0, n), pg_temp.id(5, n), $2, now(), now(), now() + interval '14 days', null, 'identity-provider', 'bench'
     from generate_series(1, $1::bigint) n`,
    [size.people, createHash('sha256').update(SESSION_SECRET).digest()]
  )
  say(`${size.organisers} organisers, ${size.actions} actions`)
  await seedOrganisers(db, size)
  await seedActions(db, size)
  say('sign-ups, attendance, notices')
  await seedPeopleOfShifts(db, size)
}

/** Regions, and the actions and organisers of the demo world to vary. */
async function seedTemplates(db: pg.ClientBase): Promise<void> {
  await db.query('create temp table region (at int primary key, code text)')
  await db.query(
    'insert into region select n - 1, code from unnest($1::text[]) with ordinality as t (code, n)',
    [REGIONS.map(({ code }) => code)]
  )
  await db.query(`create temp table template (
    at int primary key, title jsonb, text jsonb, why jsonb, role jsonb, directions text[], beneficiaries text[], programme text,
    locality text, address text, min_age int, words text[])`)
  for (const [n, action] of ACTIONS.entries()) {
    const texts = [action.title, action.text, action.shifts[0]!.role].flatMap((text) => Object.values(text))
    await db.query('insert into template values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)', [
      n,
      action.title,
      action.text,
      action.why,
      action.shifts[0]!.role,
      action.directions,
      action.beneficiaries,
      action.programme ?? null,
      action.locality,
      action.address,
      action.minAge ?? null,
      words([...texts, action.locality].join(' '))
    ])
  }
  await db.query(
    'create temp table organiser_template (at int primary key, kind text, name jsonb, about jsonb)'
  )
  for (const [n, { kind, name, about }] of ORGANISERS.filter(({ kind }) => kind !== 'state-body').entries())
    await db.query('insert into organiser_template values ($1, $2, $3, $4)', [n, kind, name, about])
}

async function seedOrganisers(db: pg.ClientBase, { organisers }: Size): Promise<void> {
  await db.query(
    `insert into organiser (organiser_id, application_id, kind, bin, name, name_folded, about, region_code, state, state_at,
       state_reason, since)
     select pg_temp.id(1, n), pg_temp.id(8, n), t.kind, case t.kind when 'initiative-group' then null else lpad(n::text, 12, '0') end,
       t.name, lower(t.name ->> 'kk') || ' ' || n, t.about, region.code, 'active', now(), null, now() - interval '1 year'
     from generate_series(1, $1::bigint) n
     join organiser_template t on t.at = n % (select count(*) from organiser_template)
     join region on region.at = n % 20`,
    [organisers]
  )
  await db.query(
    `insert into organiser_application (application_id, applicant_id, kind, bin, name, name_folded, about, region_code, state, level,
       created_at, submitted_at, organiser_id)
     select application_id, pg_temp.id(0, n), kind, bin, name, name_folded, about, region_code,
       case when n <= 200 then 'submitted' else 'approved' end, 'region', now() - n * interval '1 minute',
       now() - n * interval '1 minute', case when n <= 200 then null else organiser_id end
     from generate_series(1, $1::bigint) n join organiser on organiser_id = pg_temp.id(1, n)`,
    [organisers]
  )
  await db.query(
    `insert into organiser_staff (person_id, organiser_id, role, since)
     select pg_temp.id(0, n), pg_temp.id(1, n), 'owner', now() - interval '1 year' from generate_series(1, $1::bigint) n`,
    [organisers]
  )
  await db.query(
    `insert into front_office_role (person_id, region_code, since) values (pg_temp.id(0, $1), '71', now()), (pg_temp.id(0, $2), 'all', now())`,
    [OFFICER_REGION, OFFICER_NATIONAL]
  )
}

async function seedActions(db: pg.ClientBase, size: Size): Promise<void> {
  const { actions, coming, organisers, live } = size
  await fill(
    db,
    'action',
    `insert into action (action_id, organiser_id, state, title, text, directions, beneficiaries, programme, region_code,
       locality, address, lat, lon, languages, min_age, skills, training, health, note, risk_level,
       crime_related, tags, join_mode, acceptance, why, search_words, last_ends_at, created_by, created_at,
       updated_at, published_at, cancelled_at, cancel_reason, told_at)
     select pg_temp.id(2, n), pg_temp.id(1, n % $3 + 1), case when n <= $2 then 'published' else 'finished' end,
       t.title, t.text, t.directions, t.beneficiaries, t.programme, region.code, t.locality, t.address, null, null,
       '{kk,ru}', t.min_age, '{}', '{}', '{}', '{}', 'low', false, '{}', 'at-once',
       '{"notStateFunction":true,"unpaid":true,"freeWill":true,"useful":true}', t.why, t.words || ('bench' || n), null,
       pg_temp.id(0, n % $3 + 1), now() - interval '60 days', now(), now() - interval '59 days', null, null, now()
     from generate_series(1, $1::bigint) n
     join template t on t.at = n % (select count(*) from template)
     join region on region.at = (n * 7) % 20`,
    [actions, coming, organisers]
  )
  // The first shifts are on right now; then those of the coming two months; the rest lie behind.
  await fill(
    db,
    'shift',
    `insert into shift (shift_id, action_id, state, role, starts_at, ends_at, weekday, evening, capacity, taken)
     select pg_temp.id(3, n), pg_temp.id(2, (n - 1) / $2 + 1), 'open', t.role, starts_at, starts_at + interval '4 hours',
       extract(isodow from starts_at at time zone 'Asia/Almaty'), false, 100, case when n <= $4 then $5 else 30 end
     from generate_series(1, $1::bigint * $2) n
     join template t on t.at = ((n - 1) / $2 + 1) % (select count(*) from template)
     cross join lateral (select case
       when n <= $4 then now() - interval '30 minutes'
       when (n - 1) / $2 < $3 then date_trunc('hour', now()) + interval '1 day' + (n * 37 % 1440) * interval '1 hour'
       else date_trunc('hour', now()) - interval '3 days' - (n * 41 % 7000) * interval '1 hour' end as starts_at) times`,
    [actions, SHIFTS_AN_ACTION, coming, live, LIVE_PLACES]
  )
  await db.query(
    `update action set last_ends_at = ends_at
     from (select action_id, max(ends_at) as ends_at from shift group by 1) last where last.action_id = action.action_id`
  )
  const vocabulary = new Set(
    (await db.query('select distinct unnest(search_words) as word from action')).rows.map(
      (row) => row.word as string
    )
  )
  const known = [...vocabulary].map((word) => ({ word, keys: vocabularyKeys(word) }))
  await fill(
    db,
    'search_word',
    'insert into search_word (word, keys) select word, keys from jsonb_to_recordset($1::jsonb) as t (word text, keys text[])',
    [JSON.stringify(known)]
  )
}

async function seedPeopleOfShifts(db: pg.ClientBase, size: Size): Promise<void> {
  const first = size.people / FULL_SHARE
  const past = pastShifts(size)
  const comingShifts = size.coming * SHIFTS_AN_ACTION
  // Those of the live shifts are the last of all people: nobody of them has come yet.
  await fill(
    db,
    'sign_up',
    `insert into sign_up (person_id, shift_id, state, walk_up, message, queued_at, offered_until, reason, decided_by,
       created_at, updated_at)
     select pg_temp.id(0, person), pg_temp.id(3, shift), 'joined', false, null, now(), null, null, null, now(), now()
     from (
       select $1::bigint - n + 1 as person, (n - 1) / $2 + 1 as shift from generate_series(1, $3::bigint * $2) n
       union all
       select n, $4 + (n * 10 + j) % $5 + 1 from generate_series(1, $6::bigint) n, generate_series(1, $7::bigint) j
       union all
       select n, $3 + (n * 3 + j) % ($4 - $3) + 1 from generate_series(1, $6::bigint) n, generate_series(1, 2) j
     ) places on conflict do nothing`,
    [size.people, LIVE_PLACES, size.live, comingShifts, past, first, size.contributionsEach]
  )
  await fill(
    db,
    'attendance_event',
    `insert into attendance_event (person_id, shift_id, event_id, kind, method, at, device_at, server_at, recorded_by, code_window)
     select pg_temp.id(0, n), shift_id, pg_temp.id(case kind when 'in' then 8 else 9 end, n * 100 + j), kind, 'coordinator',
       case kind when 'in' then starts_at else ends_at end, null,
       case kind when 'in' then starts_at else ends_at end, action.created_by, null
     from generate_series(1, $1::bigint) n, generate_series(1, $2::bigint) j, (values ('in'), ('out')) as kinds (kind), shift, action
     where shift_id = pg_temp.id(3, $3 + (n * 10 + j) % $4 + 1) and action.action_id = shift.action_id`,
    [first, size.contributionsEach, comingShifts, past]
  )
  await fill(
    db,
    'notice',
    `insert into notice (person_id, notice_id, at, group_name, kind, facts, path, read_at, mailed_at)
     select pg_temp.id(0, n), pg_temp.id(4, n * 100 + j), now() - j * interval '1 hour', 'account', 'consent-withdrawn', '{}',
       '/me/consent', case when j > 5 then now() end, null
     from generate_series(1, $1::bigint) n, generate_series(1, 30) j`,
    [first]
  )
}

/** What a contribution takes from its shift, by number: asked for millions of times, so made ready once. */
async function prepareDone(db: pg.ClientBase, size: Size): Promise<void> {
  await db.query(
    `create temp table if not exists done as
     select row_number() over (order by s.shift_id) - 1 as at, s.shift_id, a.action_id, a.organiser_id,
       o.name as organiser_name, a.title, s.role, a.region_code, a.locality, a.directions, a.programme,
       s.starts_at, s.ends_at, a.created_by, jsonb_build_array(
         jsonb_build_object('kind', 'in', 'proof', 'code', 'at', s.starts_at),
         jsonb_build_object('kind', 'out', 'proof', 'code', 'at', s.ends_at)) as signals
     from shift s join action a using (action_id) join organiser o using (organiser_id)
     where s.shift_id > pg_temp.id(3, ${size.coming * SHIFTS_AN_ACTION})`
  )
  await db.query('analyze done')
}

/** Contributions of some of the people, ten each, with everything that a passport shows. */
export async function seedContributions(
  db: pg.ClientBase,
  size: Size,
  { from, to }: { from: number; to: number }
): Promise<void> {
  await prepareDone(db, size)
  await fill(
    db,
    'contribution',
    `insert into contribution (person_id, contribution_id, version, status, shift_id, action_id, organiser_id,
       organiser_name, title, role, region_code, locality, directions, programme, started_at, ended_at, minutes, grade,
       rules_from, signals, confirmer_id, decision, confirmer_role, confirmer_name, reason, decided_at)
     select pg_temp.id(0, n), pg_temp.id(4, n * 100 + j), 1, 'confirmed', shift_id, action_id, organiser_id,
       organiser_name, title, role, region_code, locality, directions, programme, starts_at, ends_at,
       60 + (n + j) % 180, (array['strong','strong','fair','weak'])[(n + j) % 4 + 1],
       date '2016-12-30', signals, created_by, 'confirm', 'owner', 'Ерлан А.', null, ends_at + interval '1 day'
     from generate_series($1::bigint, $2::bigint) n, generate_series(1, $3::bigint) j, done
     where done.at = (n * 10 + j) % $4`,
    [from, to, size.contributionsEach, pastShifts(size)]
  )
}
