import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { recordAudit } from '#platform/audit.ts'
import type { Db } from '#platform/database/database.ts'
import { createApp, type App } from './context.ts'
import { ConfigError, readConfig } from './config.ts'
import { openResources } from './resources.ts'

const HELP = `erikti erase: destroy everything that is kept about a person, for good

  npm run erikti -- erase --person ID                       say what would be destroyed; changes nothing
  npm run erikti -- erase --person ID --confirm PASSPORT    destroy it; PASSPORT is what the first one printed

Records and salts go, and with them the meaning of the leaves in the public log, which stay. Credentials are revoked:
whoever holds one sees so within a minute. Of the audit trail only when and what kind of thing was done stays. What the
person confirmed for others stays with those others.`

const PERSON_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export async function runErase(args: string[], say: (line: string) => void): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h' },
      person: { type: 'string' },
      confirm: { type: 'string' }
    }
  })
  if (values.help) return say(HELP)
  const { person: personId, confirm } = values
  if (!personId || !PERSON_ID.test(personId))
    throw new ConfigError('erase: --person wants the id of a person')
  const config = readConfig(process.env)
  await using resources = await openResources(config, () => {}, { attach: true })
  const app = createApp(resources)
  const found = await findPerson(app.runtime.db, personId, app.runtime.now())
  if (!found) throw new ConfigError(`erase: there is no person ${personId}`)
  say(`person ${personId}, passport ${found.passportId}`)
  for (const { table, rows } of found.rows) say(`  ${String(rows).padStart(8)}  ${table}`)
  if (found.ties.length)
    throw new ConfigError(`erase: others rely on this person, who ${found.ties.join(', ')}; end that first`)
  if (confirm === undefined)
    return say(`nothing was changed; add --confirm ${found.passportId} to destroy it`)
  if (confirm !== found.passportId)
    throw new ConfigError('erase: --confirm is not the passport of this person')
  const { rows, records, credentials } = await erasePerson(app, personId)
  say(`destroyed: ${rows} rows, among them ${records} records of the log; ${credentials} credentials revoked`)
}

export interface FoundPerson {
  readonly passportId: string
  /** What there is of the person, without tables that hold nothing. */
  readonly rows: readonly { readonly table: string; readonly rows: number }[]
  /** Why others would miss them, each as the rest of a sentence. */
  readonly ties: readonly string[]
}

/** null when there is nobody of this id. */
export async function findPerson(db: Db, personId: string, now: Date): Promise<FoundPerson | null> {
  const { rows: people } = await sql<{ passportId: string }>`
    select passport_id as "passportId" from person where person_id = ${personId}`.execute(db)
  if (!people[0]) return null
  const rows: { table: string; rows: number }[] = []
  for (const table of await tablesOfPeople(db)) {
    const { rows: counted } = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(table)} where person_id = ${personId}`.execute(db)
    if (counted[0]!.count) rows.push({ table, rows: counted[0]!.count })
  }
  return { ...people[0], rows, ties: await tiesOf(db, personId, now) }
}

/** Every table of a person begins its key with person_id: whatever comes later is erased, too. */
async function tablesOfPeople(db: Db): Promise<string[]> {
  const { rows } = await sql<{ table: string }>`
    select c.table_name as "table"
    from information_schema.columns as c join information_schema.tables as t using (table_schema, table_name)
    where c.table_schema = 'public' and c.column_name = 'person_id' and t.table_type = 'BASE TABLE'
    order by c.table_name`.execute(db)
  return rows.map(({ table }) => table)
}

async function tiesOf(db: Db, personId: string, now: Date): Promise<string[]> {
  const { rows } = await sql<Record<'staff' | 'office' | 'guardian' | 'expected', boolean>>`select
    exists (select 1 from organiser_staff where person_id = ${personId}) as staff,
    exists (select 1 from front_office_role where person_id = ${personId}) as office,
    exists (select 1 from guardianship where guardian_id = ${personId} and withdrawn_at is null) as guardian,
    exists (
      select 1 from sign_up join shift using (shift_id)
      where person_id = ${personId} and sign_up.state in ('applied', 'joined', 'waiting', 'offered')
        and ends_at > ${now}
    ) as expected`.execute(db)
  const { staff, office, guardian, expected } = rows[0]!
  return [
    ...(staff ? ['works for an organiser'] : []),
    ...(office ? ['serves in a front office'] : []),
    ...(guardian ? ['is the guardian of a minor'] : []),
    ...(expected ? ['is signed up for a coming shift'] : [])
  ]
}

/** Subjects of audit entries that speak of whoever acted, and of nobody else. */
const OWN_SUBJECTS = ['session', 'passkey', 'consent', 'saved-search', 'extract', 'wallet-offer']

const ERASED = 'people.person-erased'

const OTHERS_MS_MAX = 30_000
const ASK_AGAIN_MS = 50

export interface Erased {
  readonly rows: number
  /** Entries of the log whose record and salt went. */
  readonly records: number
  readonly credentials: number
}

/**
 * Destroys all that is kept about a person, in one transaction. A request that began before it may still write what it
 * read of them: so it is done once more when all of those are over.
 */
export async function erasePerson(
  app: Pick<App, 'credentials' | 'ledger' | 'runtime'>,
  personId: string
): Promise<Erased> {
  const { credentials, runtime } = app
  const erased = await destroy(app, personId)
  await untilOthersEnded(runtime.db)
  const rest = await destroy(app, personId)
  await credentials.publishStatus(runtime.db, runtime.now())
  return {
    rows: erased.rows + rest.rows,
    records: erased.records + rest.records,
    credentials: erased.credentials + rest.credentials
  }
}

async function destroy(
  { credentials, ledger, runtime }: Pick<App, 'credentials' | 'ledger' | 'runtime'>,
  personId: string
): Promise<Erased> {
  const now = runtime.now()
  return runtime.db.transaction().execute(async (db): Promise<Erased> => {
    // It looks through the whole audit trail, for which the time of a request is too short.
    await sql`set local statement_timeout = 0`.execute(db)
    const { rows: issued } = await sql<{ subjectId: string }>`select distinct subject_id as "subjectId"
      from issued_credential where person_id = ${personId}`.execute(db)
    const revoked = await credentials.withdrawIn(db, now, {
      personId,
      subjectIds: issued.map(({ subjectId }) => subjectId),
      reason: 'erased'
    })
    // First of the rows: from here on the log takes nothing in until all of it is gone.
    const records = await ledger.erase(db, personId)
    let rows = records
    for (const table of await tablesOfPeople(db)) {
      const gone = await sql`delete from ${sql.table(table)} where person_id = ${personId}`.execute(db)
      rows += Number(gone.numAffectedRows ?? 0n)
    }
    const wards = await sql`delete from guardianship where guardian_id = ${personId}`.execute(db)
    rows += Number(wards.numAffectedRows ?? 0n)
    const mention = `%${personId}%`
    await sql`update audit_entry set before = null, after = null
      where action <> ${ERASED} and (
        subject_id like ${mention} or before::text like ${mention} or after::text like ${mention}
        or (actor_id = ${personId} and subject_kind = any(${OWN_SUBJECTS})))`.execute(db)
    if (rows) await auditErasure({ db, now, newId: runtime.newId }, personId, rows)
    return { rows, records, credentials: revoked.length }
  })
}

async function auditErasure(
  made: { db: Db; now: Date; newId: () => string },
  personId: string,
  rows: number
): Promise<void> {
  const actor = { personId: null, sessionId: null, address: '', locale: 'kk' } as const
  await recordAudit({ ...made, actor, personId: '', look() {} }, 'erikti.erase', [
    {
      action: ERASED,
      subject: { kind: 'person', id: personId },
      before: { rows },
      after: null
    }
  ])
}

/** Waits for the transactions that are under way now, as long as the longest request may take. */
async function untilOthersEnded(db: Db): Promise<void> {
  const { rows } = await sql<{ now: string }>`select clock_timestamp()::text as now`.execute(db)
  for (let waited = 0; waited < OTHERS_MS_MAX; waited += ASK_AGAIN_MS) {
    const { rows: others } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start <= ${rows[0]!.now}::timestamptz
      limit 1`.execute(db)
    if (!others.length) return
    await pause(ASK_AGAIN_MS)
  }
}
