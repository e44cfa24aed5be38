import { sql } from 'kysely'
import type { Db } from './database/database.ts'
import { addMinutes } from './prelude/index.ts'
import type { AuditEvent, Look, Scope } from './scope.ts'

export type AuditTables = {
  audit_entry: {
    audit_id: string
    at: Date
    actor_id: string | null
    session_id: string | null
    command: string
    action: string
    subject_kind: string
    subject_id: string
    before: string | null
    after: string | null
  }
  look: {
    person_id: string
    look_id: string
    at: Date
    viewer_id: string
    what: string
    on_behalf_of: string | null
  }
}

const auditTables = (db: Db) => db.withTables<AuditTables>()

export async function recordAudit(
  scope: Scope,
  command: string,
  events: readonly AuditEvent[]
): Promise<void> {
  await auditTables(scope.db)
    .insertInto('audit_entry')
    .values(
      events.map((event) => ({
        audit_id: scope.newId(),
        at: scope.now,
        actor_id: scope.actor.personId,
        session_id: scope.actor.sessionId,
        command,
        action: event.action,
        subject_kind: event.subject.kind,
        subject_id: event.subject.id,
        before: event.before === null ? null : JSON.stringify(event.before),
        after: event.after === null ? null : JSON.stringify(event.after)
      }))
    )
    .execute()
}

/** Who sees the same of somebody's data again so soon is still at it: a list that is read anew after each tick. */
const ONE_LOOK_MINUTES = 60

/**
 * Writes down who saw whose data, once an hour where it is seen again and again: a log of repetitions hides who else
 * looked. A look at one's own is nobody's business and is left out.
 */
export async function recordLooks(scope: Scope, looks: readonly Look[]): Promise<void> {
  const viewer = scope.actor.personId
  const others = viewer ? looks.filter((look) => look.personId !== viewer) : []
  if (!viewer || !others.length) return
  await sql`
    insert into look (person_id, look_id, at, viewer_id, what, on_behalf_of)
    select person_id, look_id, ${scope.now}, ${viewer}, what, on_behalf_of
    from unnest(
      ${others.map((look) => look.personId)}::uuid[],
      ${others.map(() => scope.newId())}::uuid[],
      ${others.map((look) => look.what)}::text[],
      ${others.map((look) => look.onBehalfOf ?? null)}::uuid[]
    ) as seen (person_id, look_id, what, on_behalf_of)
    where not exists (
      select from look as before
      where before.viewer_id = ${viewer} and before.person_id = seen.person_id
        and before.at > ${addMinutes(scope.now, -ONE_LOOK_MINUTES)}
        and before.what = seen.what and before.on_behalf_of is not distinct from seen.on_behalf_of
    )`.execute(scope.db)
}
