import type { Db } from './database/database.ts'
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

/** Writes down who saw whose data. A look at one's own is nobody's business and is left out. */
export async function recordLooks(scope: Scope, looks: readonly Look[]): Promise<void> {
  const viewer = scope.actor.personId
  const others = viewer ? looks.filter((look) => look.personId !== viewer) : []
  if (!viewer || !others.length) return
  await auditTables(scope.db)
    .insertInto('look')
    .values(
      others.map((look) => ({
        person_id: look.personId,
        look_id: scope.newId(),
        at: scope.now,
        viewer_id: viewer,
        what: look.what,
        on_behalf_of: look.onBehalfOf ?? null
      }))
    )
    .execute()
}
