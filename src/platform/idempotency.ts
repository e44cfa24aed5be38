import { sql } from 'kysely'
import type { Db } from './database/database.ts'
import { addMinutes, err, failure, ok, type Result } from './prelude/index.ts'
import type { WriteScope } from './scope.ts'

/** A key is remembered so long at least; a retry after that may be a new request. */
const KEY_DAYS = 7
/** Keys forgotten by one statement, so that none of them is long. */
const FORGOTTEN_AT_ONCE_MAX = 10_000

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
    return ok(revive(earlier.result) as T)
  }
  const value = await work()
  await db
    .updateTable('idempotency')
    .set({ result: freeze(value ?? null) })
    .where('person_id', '=', scope.personId)
    .where('key', '=', use.key)
    .execute()
  return ok(value)
}

/** Forgets the keys that nobody retries any more, and with them what their answers said; gives how many. */
export async function forgetKeys(db: Db, now: Date): Promise<number> {
  const before = addMinutes(now, -KEY_DAYS * 24 * 60)
  let forgotten = 0
  for (;;) {
    const { numAffectedRows } = await sql`
      delete from idempotency where (person_id, key) in (
        select person_id, key from idempotency where at < ${before} limit ${FORGOTTEN_AT_ONCE_MAX})`.execute(
      db
    )
    forgotten += Number(numAffectedRows)
    if (Number(numAffectedRows) < FORGOTTEN_AT_ONCE_MAX) return forgotten
  }
}

/** The mark of an instant in a kept result: whoever asks again gets a `Date` as the first one did. */
const DATE_MARK = '$date'

/** JSON with instants marked. `this` holds the value as it was, before `toJSON` made a text of it. */
const freeze = (value: unknown): string =>
  JSON.stringify(value, function (this: Record<string, unknown>, key, item: unknown) {
    const original = this[key]
    return original instanceof Date ? { [DATE_MARK]: original.toISOString() } : item
  })

function revive(kept: unknown): unknown {
  if (Array.isArray(kept)) return kept.map(revive)
  if (typeof kept !== 'object' || kept === null) return kept
  const [first, ...more] = Object.entries(kept)
  if (first?.[0] === DATE_MARK && !more.length) return new Date(String(first[1]))
  return Object.fromEntries(Object.entries(kept).map(([name, item]) => [name, revive(item)]))
}
