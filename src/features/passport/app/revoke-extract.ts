import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { command } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { stateOf } from '../domain/extract.ts'
import type { Ports } from './ports.ts'

/** Revokes an extract for good: from this moment its link and its code open nothing, and its file is called revoked. */
export const revokeExtract = ({ store, credentials }: Pick<Ports, 'store' | 'credentials'>) =>
  command({
    name: 'passport.revoke-extract',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ extractId: id }),
    async run(scope, { extractId }) {
      const extract = await store.extract(scope.db, scope.personId, extractId)
      if (!extract) return err(failure.notFound('extract-not-found'))
      if (!(await store.revoke(scope.db, scope.personId, extractId, scope.now)))
        return err(failure.conflict('extract-already-revoked'))
      const { personId } = scope
      await credentials.withdraw(scope, { personId, subjectIds: [extractId], reason: 'extract-revoked' })
      scope.audit({
        action: 'passport.extract-revoked',
        subject: { kind: 'extract', id: extractId },
        before: { state: stateOf(extract, scope.now) },
        after: { state: 'revoked' }
      })
      return ok({ extractId })
    }
  })
