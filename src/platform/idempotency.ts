import { err, failure, ok, type Result } from './prelude/index.ts'
import type { WriteScope } from './scope.ts'

/** How long a key is remembered; a retry after that is a new request. */
export const KEY_DAYS_MAX = 7

type IdempotencyTables = {
  idempotency: {
    person_id: string
    key: string
    command: string
    input_hash: string
    result: string | null
    at: Date
  }
}

interface KeyUse {
  command: string
  key: string
  inputHash: string
}

/**
 * Does the work once a key and person. A second request with the same key waits for the first (the row is
 * locked by the insert), then gets the first one's answer. The same key with another input is refused.
 */
export async function settleKey<T>(
  scope: WriteScope,
  use: KeyUse,
  work: () => Promise<T>
): Promise<Result<T>> {
  const db = scope.db.withTables<IdempotencyTables>()
  const inserted = await db
    .insertInto('idempotency')
    .values({
      person_id: scope.personId,
      key: use.key,
      command: use.command,
      input_hash: use.inputHash,
      result: null,
      at: scope.now
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  if (!inserted) {
    const earlier = await db
      .selectFrom('idempotency')
      .select(['command', 'input_hash', 'result'])
      .where('person_id', '=', scope.personId)
      .where('key', '=', use.key)
      .executeTakeFirstOrThrow()
    if (earlier.command !== use.command || earlier.input_hash !== use.inputHash)
      return err(failure.conflict('idempotency-key-reused', { field: 'idempotencyKey' }))
    return ok(earlier.result as T)
  }
  const value = await work()
  await db
    .updateTable('idempotency')
    .set({ result: JSON.stringify(value ?? null) })
    .where('person_id', '=', scope.personId)
    .where('key', '=', use.key)
    .execute()
  return ok(value)
}
