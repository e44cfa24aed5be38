import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { endSession, listSessions, type SessionRow } from '#platform/session.ts'
import { command, query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'

export interface MySession extends SessionRow {
  /** The one that this request came with. */
  readonly current: boolean
}

export const listMySessions = () =>
  query({
    name: 'people.my-sessions',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run(scope) {
      const rows = await listSessions(scope.db, scope.personId, scope.now)
      return ok(rows.map((row): MySession => ({ ...row, current: row.sessionId === scope.actor.sessionId })))
    }
  })

export const endMySession = () =>
  command({
    name: 'people.end-my-session',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ sessionId: id }),
    async run(scope, { sessionId }) {
      const ended = await endSession(scope.db, scope.personId, sessionId, scope.now)
      if (!ended) return err(failure.notFound('session-not-found'))
      scope.audit({
        action: 'people.session-ended',
        subject: { kind: 'session', id: sessionId },
        before: { open: true },
        after: { open: false }
      })
      return ok(null)
    }
  })

/** Ends every session of the person, the one that asks too: for a phone that was lost. */
export const endAllMySessions = () =>
  command({
    name: 'people.end-all-my-sessions',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({}),
    async run(scope) {
      const ended = await endSession(scope.db, scope.personId, 'all', scope.now)
      scope.audit({
        action: 'people.all-sessions-ended',
        subject: { kind: 'person', id: scope.personId },
        before: { open: ended },
        after: { open: 0 }
      })
      return ok({ ended })
    }
  })

export const signOut = () =>
  command({
    name: 'people.sign-out',
    access: 'signed-in',
    input: z.object({}),
    async run(scope) {
      const { sessionId } = scope.actor
      if (!sessionId) return err(failure.signIn('sign-in-required'))
      await endSession(scope.db, scope.personId, sessionId, scope.now)
      scope.audit({
        action: 'people.signed-out',
        subject: { kind: 'session', id: sessionId },
        before: { open: true },
        after: { open: false }
      })
      return ok(null)
    }
  })
