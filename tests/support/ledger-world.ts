import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { App } from '#boot/context.ts'
import type { Db } from '#platform/database/database.ts'

/**
 * Confirmed contributions of many people at once, written as contributions writes them: version, confirmation,
 * projection and a row in the outbox. For tests and benches of the log, where use cases would take minutes.
 */
export async function seedContributions(db: Db, count: number, decidedAt = new Date()): Promise<void> {
  await sql`
    with seed as (
      select n, gen_random_uuid() as person_id, gen_random_uuid() as contribution_id,
        gen_random_uuid() as outbox_id, gen_random_uuid() as shift_id, gen_random_uuid() as action_id,
        ('00000000-0000-7000-8000-' || lpad((n % 40)::text, 12, '0'))::uuid as organiser_id,
        ('00000000-0000-7000-9000-' || lpad((n % 60)::text, 12, '0'))::uuid as confirmer_id
      from generate_series(1, ${count}::int) as n
    ), person as (
      insert into person (person_id, passport_id, family_name, given_name, birth_date, iin_sealed, assurance,
        locale, created_at, updated_at)
      select person_id, gen_random_uuid(), 'Сынақ', 'Адам', '1990-01-01', '', 'test', 'kk', ${decidedAt}, ${decidedAt}
      from seed
    ), version as (
      insert into contribution_version (person_id, contribution_id, version, status, shift_id, action_id,
        organiser_id, organiser_name, title, role, region_code, locality, directions, programme, started_at,
        ended_at, minutes, grade, rules_from, signals)
      select person_id, contribution_id, 1, 'confirmed', shift_id, action_id, organiser_id,
        jsonb_build_object('kk', 'Ұйым ' || n % 40), '{"kk": "Сенбілік"}', '{"kk": "Көмекші"}', '71', 'Астана',
        '{environmental}', null, ${decidedAt}::timestamptz - interval '6 hours', ${decidedAt}::timestamptz - interval '3 hours',
        180, 'strong', '2026-01-01', '[{"kind": "in", "proof": "code"}]'
      from seed returning *
    ), confirmation as (
      insert into confirmation (person_id, contribution_id, version, confirmer_id, decision, confirmer_role,
        confirmer_name, reason, at)
      select person_id, contribution_id, 1, confirmer_id, 'confirm', 'coordinator', 'Айгүл С.', null, ${decidedAt}
      from seed returning *
    ), projection as (
      insert into contribution (person_id, contribution_id, version, status, shift_id, action_id, organiser_id,
        organiser_name, title, role, region_code, locality, directions, programme, started_at, ended_at, minutes,
        grade, rules_from, signals, confirmer_id, decision, confirmer_role, confirmer_name, reason, decided_at)
      select v.person_id, v.contribution_id, v.version, v.status, v.shift_id, v.action_id, v.organiser_id,
        v.organiser_name, v.title, v.role, v.region_code, v.locality, v.directions, v.programme, v.started_at,
        v.ended_at, v.minutes, v.grade, v.rules_from, v.signals, c.confirmer_id, c.decision, c.confirmer_role,
        c.confirmer_name, c.reason, c.at
      from version as v join confirmation as c using (person_id, contribution_id, version)
    )
    insert into outbox (person_id, outbox_id, kind, contribution_id, version, at)
    select person_id, outbox_id, 'record', contribution_id, 1, ${decidedAt} from seed`.execute(db)
}

/** Lets the log of an app take in all that waits for it, and sign. */
export async function takeIntoLog({
  ledger,
  runtime: { db }
}: Pick<App, 'ledger' | 'runtime'>): Promise<void> {
  await ledger.upkeep(db)
  const stop = new AbortController()
  const work = ledger.work(db, stop.signal)
  try {
    while (await waits(db)) await wait(20)
  } finally {
    stop.abort()
    await work
  }
}

async function waits(db: Db): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`select
    exists (select 1 from outbox)
    or exists (select 1 from ledger_statement where leaf_index is null)
    or coalesce((select size from ledger_state), 0) < (select count(*) from ledger_leaf) as waits`.execute(db)
  return rows[0]!.waits
}
