import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { testDatabase, type TestDatabase } from '#tests/support/database.ts'
import { forgetKeys } from './idempotency.ts'
import { createLimiter } from './limiter.ts'
import { err, failure, ok } from './prelude/index.ts'
import { command, perform, query, type Actor, type Look, type Runtime } from './use-case.ts'

let database: TestDatabase
let runtime: Runtime
const warnings: string[] = []
const now = new Date('2026-11-23T05:00:00Z')

const someone = (personId: string | null = uuidv7()): Actor => ({
  personId,
  sessionId: null,
  address: '127.0.0.1',
  locale: 'kk'
})

before(async () => {
  database = await testDatabase()
  runtime = {
    db: database.db,
    limiter: createLimiter(() => now.getTime()),
    now: () => now,
    newId: () => uuidv7(),
    warn: (_, message) => void warnings.push(message)
  }
})
after(() => database[Symbol.asyncDispose]())

const subject = { kind: 'thing', id: '1' }
const lookAt = (personId: string) =>
  query({
    name: 'test.look',
    access: 'anyone',
    input: z.object({}),
    async run(scope) {
      scope.look({ personId, what: 'roster' })
      return ok('seen')
    }
  })

/** A command that leaves a trace for each run: its audit row. */
const trace = (name: string, outcome: 'ok' | 'refuse' | 'throw' = 'ok') =>
  command({
    name,
    access: 'signed-in',
    input: z.object({ word: z.string().min(1).max(10) }),
    async run(scope, { word }) {
      scope.audit({ action: 'test.traced', subject, before: null, after: { word } })
      await database.pool.query('select 1')
      if (outcome === 'refuse') return err(failure.conflict('shift-full'))
      if (outcome === 'throw') throw new Error('a bug')
      return ok({ word, id: scope.newId() })
    }
  })

const traces = async (name: string): Promise<number> =>
  (await database.pool.query('select 1 from audit_entry where command = $1', [name])).rowCount!

test('a stranger is asked to sign in before the input is even read', async () => {
  const result = await perform(runtime, someone(null), trace('test.stranger'), { nonsense: true })
  assert.deepEqual(result, err(failure.signIn('sign-in-required')))
})

test('every field at fault is named at once', async () => {
  const useCase = command({
    name: 'test.fields',
    access: 'signed-in',
    input: z.object({ a: z.string().min(1), b: z.object({ c: z.coerce.number().max(5) }) }),
    run: async () => ok(null)
  })
  const result = await perform(runtime, someone(), useCase, { a: '', b: { c: '7' } })
  assert.ok(!result.ok)
  const each = [result.error, ...(result.error.also ?? [])].map(({ code, field }) => `${field}: ${code}`)
  assert.deepEqual(each, ['a: required', 'b.c: too-big'])
})

test('a refusal and a bug leave nothing behind', async () => {
  const refused = await perform(runtime, someone(), trace('test.refused', 'refuse'), { word: 'x' })
  assert.deepEqual(refused, err(failure.conflict('shift-full')))
  assert.equal(await traces('test.refused'), 0)
  await assert.rejects(perform(runtime, someone(), trace('test.threw', 'throw'), { word: 'x' }), /a bug/)
  assert.equal(await traces('test.threw'), 0)
})

test('a command without an audit event is a bug', async () => {
  const silent = command({
    name: 'test.silent',
    access: 'signed-in',
    input: z.object({}),
    run: async () => ok(1)
  })
  await assert.rejects(perform(runtime, someone(), silent, {}), /without an audit event/)
})

test('the same key does a thing once, however many ask at once, and answers all alike', async () => {
  const actor = someone()
  const ask = () => perform(runtime, actor, trace('test.once'), { word: 'x' }, { idempotencyKey: 'k1' })
  const answers = await Promise.all([ask(), ask(), ask(), ask()])
  for (const answer of answers) assert.deepEqual(answer, answers[0])
  assert.equal(await traces('test.once'), 1)
})

test('an instant in the answer is an instant also for whoever asks again', async () => {
  const when = new Date('2026-11-22T05:00:00Z')
  const dated = command({
    name: 'test.dated',
    access: 'signed-in',
    input: z.object({}),
    async run(scope) {
      scope.audit({
        action: 'test.dated',
        subject: { kind: 'test', id: scope.newId() },
        before: null,
        after: {}
      })
      return ok({ at: when, list: [{ at: when, none: null }], text: 'x' })
    }
  })
  const actor = someone()
  const ask = () => perform(runtime, actor, dated, {}, { idempotencyKey: 'k5' })
  assert.deepEqual(await ask(), await ask())
})

test('the same key with another input, or for another command, is refused', async () => {
  const actor = someone()
  const options = { idempotencyKey: 'k2' }
  await perform(runtime, actor, trace('test.key'), { word: 'x' }, options)
  for (const [name, word] of [
    ['test.key', 'y'],
    ['test.other', 'x']
  ] as const) {
    const again = await perform(runtime, actor, trace(name), { word }, options)
    assert.ok(!again.ok && again.error.code === 'idempotency-key-reused')
  }
})

test('a key of one person means nothing for another', async () => {
  const options = { idempotencyKey: 'k3' }
  await perform(runtime, someone(), trace('test.two'), { word: 'x' }, options)
  await perform(runtime, someone(), trace('test.two'), { word: 'x' }, options)
  assert.equal(await traces('test.two'), 2)
})

test('a key is forgotten after a week, and a retry then is a new request', async () => {
  const actor = someone()
  const ask = () => perform(runtime, actor, trace('test.week'), { word: 'x' }, { idempotencyKey: 'k6' })
  const inDays = (days: number) => new Date(runtime.now().getTime() + days * 86_400_000)
  await ask()
  assert.equal(await forgetKeys(runtime.db, inDays(7)), 0)
  await ask()
  assert.equal(await traces('test.week'), 1)
  assert.ok((await forgetKeys(runtime.db, inDays(8))) > 0)
  await ask()
  assert.equal(await traces('test.week'), 2)
})

test('a refused request may be tried again under its key', async () => {
  const actor = someone()
  const options = { idempotencyKey: 'k4' }
  await perform(runtime, actor, trace('test.retry', 'refuse'), { word: 'x' }, options)
  const again = await perform(runtime, actor, trace('test.retry'), { word: 'x' }, options)
  assert.ok(again.ok)
})

test('an effect runs after the commit only, and its failure changes nothing', async () => {
  const seen: number[] = []
  const withEffect = command({
    name: 'test.effect',
    access: 'signed-in',
    input: z.object({}),
    async run(scope) {
      scope.audit({ action: 'test.traced', subject, before: null, after: {} })
      scope.afterCommit(async () => void seen.push(await traces('test.effect')))
      scope.afterCommit(() => {
        throw new Error('mail is down')
      })
      return ok('done')
    }
  })
  assert.deepEqual(await perform(runtime, someone(), withEffect, {}), ok('done'))
  assert.deepEqual(seen, [1])
  assert.match(warnings.at(-1)!, /test\.effect/)
})

test('of two commands that wait for each other one is undone and done again', async () => {
  let held = 0
  let bothHold = () => {}
  const both = new Promise<void>((resolve) => (bothHold = resolve))
  let effects = 0
  const inOrder = command({
    name: 'test.crossed',
    access: 'signed-in',
    input: z.object({ locks: z.array(z.number()) }),
    async run(scope, { locks: [first, second] }) {
      scope.audit({ action: 'test.traced', subject, before: null, after: {} })
      scope.afterCommit(() => void (effects += 1))
      await sql`select pg_advisory_xact_lock(${first!}::bigint)`.execute(scope.db)
      if (++held === 2) bothHold()
      await both
      await sql`select pg_advisory_xact_lock(${second!}::bigint)`.execute(scope.db)
      return ok('done')
    }
  })
  const answers = await Promise.all(
    [
      [1, 2],
      [2, 1]
    ].map((locks) => perform(runtime, someone(), inOrder, { locks }, { idempotencyKey: 'k7' }))
  )
  assert.deepEqual(answers, [ok('done'), ok('done')])
  assert.deepEqual([await traces('test.crossed'), effects, held], [2, 2, 3])
})

test('a command that others keep waiting for too long says that it may be tried again', async () => {
  const slow = command({
    name: 'test.slow',
    access: 'signed-in',
    input: z.object({}),
    async run(scope) {
      await sql`set local statement_timeout = 50`.execute(scope.db)
      await sql`select pg_sleep(10)`.execute(scope.db)
      return ok(null)
    }
  })
  const answer = await perform(runtime, someone(), slow, {})
  assert.equal(!answer.ok && answer.error.code, 'database-unavailable')
  assert.match(warnings.at(-1)!, /test\.slow/)
})

test('a look at another person is written down; a look at oneself is not', async () => {
  const viewer = someone()
  const seen = uuidv7()
  const looksOf = async (personId: string) =>
    (await database.pool.query('select viewer_id, what from look where person_id = $1', [personId])).rows
  await perform(runtime, viewer, lookAt(seen), {})
  await perform(runtime, viewer, lookAt(viewer.personId!), {})
  assert.deepEqual(await looksOf(seen), [{ viewer_id: viewer.personId, what: 'roster' }])
  assert.deepEqual(await looksOf(viewer.personId!), [])
})

test('a look that is repeated within the hour is written once, for each reason and each organiser', async () => {
  const viewer = someone()
  const [seen, organiserId] = [uuidv7(), uuidv7()]
  const looks = async (minutes: number, look: Omit<Look, 'personId'>, who = viewer) => {
    const at = new Date(Date.parse('2026-11-28T05:00:00Z') + minutes * 60_000)
    const useCase = query({
      name: 'test.looks',
      access: 'signed-in',
      input: z.object({}),
      async run(scope) {
        scope.look({ personId: seen, ...look })
        return ok(null)
      }
    })
    await perform({ ...runtime, now: () => at }, who, useCase, {})
    const { rows } = await database.pool.query('select count(*) from look where person_id = $1', [seen])
    return Number(rows[0].count)
  }
  assert.equal(await looks(0, { what: 'roster' }), 1)
  assert.equal(await looks(59, { what: 'roster' }), 1)
  assert.equal(await looks(59, { what: 'roster', onBehalfOf: organiserId }), 2)
  assert.equal(await looks(59, { what: 'check-in' }), 3)
  assert.equal(await looks(59, { what: 'roster' }, someone()), 4)
  assert.equal(await looks(61, { what: 'roster' }), 5)
  assert.equal(await looks(62, { what: 'roster' }), 5)
})

test('calls beyond the limit are refused until the window ends, each person on their own', async () => {
  let nowMs = 0
  const limited: Runtime = { ...runtime, limiter: createLimiter(() => nowMs) }
  const useCase = query({
    name: 'test.limited',
    access: 'anyone',
    limit: { calls: 2, seconds: 60 },
    input: z.object({}),
    run: async () => ok(1)
  })
  const actor = someone()
  const ask = (who: Actor) => perform(limited, who, useCase, {})
  assert.ok((await ask(actor)).ok)
  assert.ok((await ask(actor)).ok)
  nowMs = 20_000
  const refused = await ask(actor)
  assert.ok(!refused.ok && refused.error.kind === 'limited')
  assert.equal(refused.error.args?.seconds, 40)
  assert.ok((await ask(someone())).ok)
  nowMs = 60_000
  assert.ok((await ask(actor)).ok)
})

test('where only refusals count, an outage is no guess', async () => {
  const [unavailable, none] = [failure.unavailable('database-unavailable'), failure.notFound('not-found')]
  let outcome = unavailable
  const guessed = query({
    name: 'test.guessed',
    access: 'anyone',
    limit: { calls: 2, seconds: 60, counts: 'refusals' },
    input: z.object({}),
    run: async () => err(outcome)
  })
  const actor = someone(null)
  const ask = async () => {
    const answer = await perform(runtime, actor, guessed, {})
    return answer.ok || answer.error.code
  }
  for (let call = 0; call < 5; call += 1) assert.equal(await ask(), 'database-unavailable')
  outcome = none
  assert.deepEqual([await ask(), await ask(), await ask()], ['not-found', 'not-found', 'too-many-requests'])
})
