import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { recordAudit, recordLooks } from './audit.ts'
import { databaseUnavailable, isDatabaseDown, isUndone } from './database/errors.ts'
import type { Db } from './database/database.ts'
import { settleKey } from './idempotency.ts'
import type { Limiter, RateLimit } from './limiter.ts'
import { err, failure, type Failure, type Result } from './prelude/index.ts'
import type { Actor, AuditEvent, Look, Scope, WriteScope } from './scope.ts'
import { failuresOf } from './validation.ts'

export type { Actor, AuditEvent, Look, Scope, WriteScope } from './scope.ts'

/** Why the actor may not, or null when they may. Part of each context's `app/policy.ts`. */
export type Policy<S extends Scope, I> = (scope: S, input: I) => Promise<Failure | null> | Failure | null

interface UseCase<S extends Scope, I, O, P> {
  /** `context.what-it-does`; stands in the audit trail, in rate limits and in the authorisation matrix. */
  readonly name: string
  readonly input: P
  /** Who may come at all; `policy` then says who of them. */
  readonly access: 'anyone' | 'signed-in'
  readonly limit?: RateLimit
  readonly policy?: Policy<S, I>
  run(scope: S, input: I): Promise<Result<O>>
}

export interface Query<P extends z.ZodType = z.ZodType, O = unknown> extends UseCase<
  Scope,
  z.output<P>,
  O,
  P
> {
  readonly kind: 'query'
}

export interface Command<P extends z.ZodType = z.ZodType, O = unknown> extends UseCase<
  WriteScope,
  z.output<P>,
  O,
  P
> {
  readonly kind: 'command'
}

export const query = <P extends z.ZodType, O>(definition: Omit<Query<P, O>, 'kind'>): Query<P, O> => ({
  kind: 'query',
  ...definition
})

export const command = <P extends z.ZodType, O>(definition: Omit<Command<P, O>, 'kind'>): Command<P, O> => ({
  kind: 'command',
  ...definition
})

/** What the process lends to use cases. One is made in boot and lives as long as the process. */
export interface Runtime {
  readonly db: Db
  readonly limiter: Limiter
  now(): Date
  newId(): string
  warn(error: unknown, message: string): void
}

export interface PerformOptions {
  /** From the `Idempotency-Key` header or a form's hidden field: the same key gives the same answer, once done. */
  readonly idempotencyKey?: string | undefined
}

/** Printable ASCII; a UUID is what our forms send. */
const KEY_FORM = /^[ -~]{1,100}$/

/** Thrown where no result can be given back: rolls a transaction back, and answers with an expected failure. */
export class Refused extends Error {
  readonly failure: Failure
  constructor(refusal: Failure) {
    super(refusal.code)
    this.failure = refusal
  }
}

/** The way of every command and query: rate limit, session, parse, policy, (transaction) run, record. */
export async function perform<P extends z.ZodType, O>(
  runtime: Runtime,
  actor: Actor,
  useCase: Query<P, O> | Command<P, O>,
  rawInput: unknown,
  options: PerformOptions = {}
): Promise<Result<O>> {
  const { name, limit } = useCase
  const refusalsOnly = limit?.counts === 'refusals'
  const limited = limit && runtime.limiter[refusalsOnly ? 'peek' : 'take'](name, limit, actor)
  if (limited) return err(limited)
  const result = await performWithinLimit(runtime, actor, useCase, rawInput, options)
  // Whom we could not serve has not guessed.
  if (refusalsOnly && !result.ok && result.error.kind !== 'unavailable')
    runtime.limiter.take(name, limit, actor)
  return result
}

async function performWithinLimit<P extends z.ZodType, O>(
  runtime: Runtime,
  actor: Actor,
  useCase: Query<P, O> | Command<P, O>,
  rawInput: unknown,
  options: PerformOptions
): Promise<Result<O>> {
  if (useCase.access === 'signed-in' && !actor.personId) return err(failure.signIn('sign-in-required'))
  const parsed = useCase.input.safeParse(rawInput, { reportInput: true })
  if (!parsed.success) return err(failuresOf(parsed.error))
  if (options.idempotencyKey !== undefined && !KEY_FORM.test(options.idempotencyKey))
    return err(failure.malformed('idempotency-key-wrong', { field: 'idempotencyKey' }))
  try {
    return useCase.kind === 'query'
      ? await runQuery(runtime, actor, useCase, parsed.data)
      : await runCommand(runtime, actor, useCase, parsed.data, options)
  } catch (error) {
    if (error instanceof Refused) return err(error.failure)
    if (isDatabaseDown(error)) {
      runtime.warn(error, `${useCase.name}: the database does not answer`)
      return err(databaseUnavailable)
    }
    throw error
  }
}

const scopeOf = (runtime: Runtime, actor: Actor, db: Db, looks: Look[]): Scope => ({
  db,
  now: runtime.now(),
  actor,
  get personId() {
    if (!actor.personId) throw new Error('the use case reads personId of an anonymous actor')
    return actor.personId
  },
  newId: runtime.newId,
  look: (look) => void looks.push(look)
})

async function runQuery<P extends z.ZodType, O>(
  runtime: Runtime,
  actor: Actor,
  useCase: Query<P, O>,
  input: z.output<P>
): Promise<Result<O>> {
  const looks: Look[] = []
  const scope = scopeOf(runtime, actor, runtime.db, looks)
  const refusal = await useCase.policy?.(scope, input)
  if (refusal) return err(refusal)
  const result = await useCase.run(scope, input)
  await recordLooks(scope, looks)
  return result
}

async function runCommand<P extends z.ZodType, O>(
  runtime: Runtime,
  actor: Actor,
  useCase: Command<P, O>,
  input: z.output<P>,
  options: PerformOptions
): Promise<Result<O>> {
  const { result, effects } = await untilNotUndone(() => transact(runtime, actor, useCase, input, options))
  for (const effect of effects)
    await Promise.resolve()
      .then(effect)
      .catch((error: unknown) => runtime.warn(error, `${useCase.name}: an effect after commit failed`))
  return result
}

/** Times that a command is done again which PostgreSQL undid for the sake of another one. */
const AGAIN_MAX = 3

async function untilNotUndone<T>(attempt: () => Promise<T>): Promise<T> {
  for (let again = 0; ; again += 1)
    try {
      return await attempt()
    } catch (error) {
      if (again === AGAIN_MAX || !isUndone(error)) throw error
    }
}

interface Done<O> {
  readonly result: Result<O>
  readonly effects: readonly (() => void | Promise<void>)[]
}

async function transact<P extends z.ZodType, O>(
  runtime: Runtime,
  actor: Actor,
  useCase: Command<P, O>,
  input: z.output<P>,
  options: PerformOptions
): Promise<Done<O>> {
  const effects: (() => void | Promise<void>)[] = []
  const result = await runtime.db.transaction().execute(async (db): Promise<Result<O>> => {
    const looks: Look[] = []
    const events: AuditEvent[] = []
    const scope: WriteScope = Object.defineProperties(
      {
        audit: (event: AuditEvent) => void events.push(event),
        afterCommit: (effect: () => void) => void effects.push(effect)
      },
      Object.getOwnPropertyDescriptors(scopeOf(runtime, actor, db, looks))
    ) as WriteScope

    const work = async (): Promise<O> => {
      const refusal = await useCase.policy?.(scope, input)
      if (refusal) throw new Refused(refusal)
      const outcome = await useCase.run(scope, input)
      if (!outcome.ok) throw new Refused(outcome.error)
      if (!events.length) throw new Error(`${useCase.name} changed something without an audit event`)
      await recordAudit(scope, useCase.name, events)
      await recordLooks(scope, looks)
      return outcome.value
    }

    if (!options.idempotencyKey || !actor.personId) return { ok: true, value: await work() }
    const settled = await settleKey<O>(
      scope,
      { command: useCase.name, key: options.idempotencyKey, inputHash: hashOf(input) },
      work
    )
    if (!settled.ok) throw new Refused(settled.error)
    return settled
  })
  return { result, effects }
}

const hashOf = (input: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(input) ?? '')
    .digest('base64url')
