import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { statementOf } from '#features/credentials/index.ts'
import { contributionStore } from '#features/contributions/adapters/store.ts'
import { openDatabase, type Db } from '#platform/database/database.ts'
import { perform } from '#platform/use-case.ts'
import { aConfirmedContribution } from '#tests/support/contributions.ts'
import { seedContributions, takeIntoLog } from '#tests/support/ledger-world.ts'
import { aShift, signedUp } from '#tests/support/opportunities.ts'
import { blocked } from '#tests/support/locks.ts'
import { anOrganiser, frontOfficer } from '#tests/support/organisers.ts'
import { aPerson } from '#tests/support/people.ts'
import { testWorld, type TestWorld } from '#tests/support/world.ts'
import { erasePerson, findPerson } from './erase.ts'

/** Tables and columns in which a text stands anywhere. */
async function whereIs(db: Db, needle: string): Promise<string[]> {
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = 'public'`.execute(db)
  const found: string[] = []
  for (const { table, column } of rows) {
    const hit = await sql`select 1 from ${sql.table(table)}
      where position(${needle} in ${sql.ref(column)}::text) > 0 limit 1`.execute(db)
    if (hit.rows.length) found.push(`${table}.${column}`)
  }
  return found.sort()
}

/** A person with a record in the log, one that waits for it, credentials, an extract and a passkey's worth of traces. */
async function somebody(world: TestWorld) {
  const { app } = world
  const personId = await aPerson(world)
  const done = await aConfirmedContribution(world, { personId })
  await takeIntoLog(app)
  const waiting = await aConfirmedContribution(world, { personId })
  const scope = { db: app.runtime.db, now: world.now(), newId: app.runtime.newId }
  const card = (await app.people.cards(scope.db, [personId])).get(personId)!
  const { holder, records } = statementOf({ personId, passportId: card.passportId, name: 'Аты-жөні' }, [
    { ...done, confirmedAt: done.decidedAt }
  ])
  const badge = await app.credentials.badge(scope, {
    holder,
    record: records[0]!,
    logEntry: null,
    locale: 'kk'
  })
  const wish = { purpose: 'grant', reader: 'Комиссия', list: true, validDays: 30 }
  const extract = await perform(app.runtime, world.actor(personId), app.passport.commands.makeExtract, wish)
  assert.ok(extract.ok)
  return { personId, passportId: card.passportId, done, waiting, badge, scope }
}

test('what is kept about a person goes, what was issued is revoked, and the log stays sound', async () => {
  await using world = await testWorld()
  const { app } = world
  const { db } = app.runtime
  const { personId, passportId, done, waiting, badge, scope } = await somebody(world)
  const otherId = await aPerson(world)
  await aConfirmedContribution(world, { personId: otherId })

  const found = await findPerson(db, personId, world.now())
  assert.equal(found?.passportId, passportId)
  assert.deepEqual(found.ties, [])
  assert.ok(found.rows.some(({ table, rows }) => table === 'contribution_version' && rows === 2))
  assert.ok((await whereIs(db, passportId)).length > 1, 'looking into it changes nothing')

  const erased = await erasePerson(app, personId)
  assert.equal(erased.records, 1)
  assert.ok(erased.credentials >= 1)
  assert.equal(
    erased.rows,
    found.rows.reduce((sum, { rows }) => sum + rows, 0)
  )
  assert.deepEqual(await whereIs(db, passportId), [])
  // Who did something when stays known by a number that leads to nobody; so does who looked at whom.
  const traces = ['audit_entry.actor_id', 'audit_entry.subject_id']
  assert.deepEqual(
    (await whereIs(db, personId)).filter((place) => !traces.includes(place)),
    []
  )
  const verdict = await app.credentials.check({ db, now: scope.now }, badge)
  assert.deepEqual(
    verdict.findings
      .flatMap(({ problems }) => problems.map(({ code }) => code))
      .filter((code) => code === 'revoked'),
    ['revoked']
  )
  for (const { contributionId, version } of [done, waiting])
    assert.equal(await app.ledger.proofOf(db, { personId, contributionId, version }), null)

  await takeIntoLog(app)
  const { findings, entries, erased: named } = await app.ledger.audit(db)
  assert.deepEqual(findings, [])
  assert.equal(named, 1)
  assert.equal(entries.record, 2, 'the leaf of the one in the log stays, the one that waited never came')
  assert.equal((await app.contributions.confirmedOf(db, otherId)).length, 1)
  assert.equal(await findPerson(db, personId, world.now()), null)
})

/** Nothing of a person is left but a number that leads to nobody, and the log with the database behind it is sound. */
async function assertErased({ app }: TestWorld, personId: string, passportId: string, leaves: number) {
  const { db } = app.runtime
  const traces = ['audit_entry.actor_id', 'audit_entry.subject_id']
  assert.deepEqual(await whereIs(db, passportId), [])
  assert.deepEqual(
    (await whereIs(db, personId)).filter((place) => !traces.includes(place)),
    []
  )
  await takeIntoLog(app)
  const { findings, erased } = await app.ledger.audit(db)
  assert.deepEqual(findings, [])
  assert.equal(erased, leaves)
}

/** Lets the log work, and once it does, holds up whoever wants a lock until it is let go. */
async function heldUp({ app, database, now }: TestWorld) {
  const { db } = app.runtime
  const stop = new AbortController()
  const work = app.ledger.work(db, stop.signal)
  await seedContributions(db, 1, now())
  for (
    const signed = sql`select 1 from ledger_record, ledger_state where leaf_index < size`;
    ;
    await pause(20)
  )
    if ((await signed.execute(db)).rows.length) break
  const other = openDatabase(database.url, () => {}, 1)
  const holding = Promise.withResolvers<void>()
  let held: Promise<void> | null = null
  return {
    async hold(lock: (transaction: Db) => Promise<unknown>): Promise<void> {
      const taken = Promise.withResolvers<void>()
      held = other.db.transaction().execute(async (transaction) => {
        await lock(transaction)
        taken.resolve()
        await holding.promise
      })
      await taken.promise
    },
    /** Until a statement with these words waits for a lock. */
    async until(words: string): Promise<void> {
      for (const deadline = Date.now() + 30_000; ; await pause(20)) {
        const { rows } = await sql`select 1 from pg_stat_activity where datname = current_database()
          and wait_event_type = 'Lock' and position(${words} in query) > 0`.execute(db)
        if (rows.length) return
        assert.ok(Date.now() < deadline, `nothing with "${words}" waits`)
      }
    },
    async letGo(): Promise<void> {
      holding.resolve()
      await held
    },
    async [Symbol.asyncDispose]() {
      holding.resolve()
      stop.abort()
      await work
      await other.db.destroy()
    }
  }
}

for (const { step, table, statement, waits } of [
  {
    step: 'taken from the queue',
    table: 'ledger_record',
    statement: 'insert into ledger_record',
    waits: true
  },
  { step: 'a leaf without a tile', table: 'ledger_tile', statement: 'insert into ledger_tile', waits: false },
  {
    step: 'in the tree that is being signed',
    table: 'ledger_checkpoint',
    statement: 'insert into "ledger_checkpoint"',
    waits: true
  }
])
  test(`whose record is ${step} goes as wholly as anybody, and the leaf stays`, async () => {
    await using world = await testWorld()
    const { app } = world
    const { db } = app.runtime
    await using log = await heldUp(world)
    const { rows: before } = await sql<{
      personId: string
    }>`select person_id as "personId" from person`.execute(db)
    await log.hold((within) => sql`lock table ${sql.table(table)} in share mode`.execute(within))
    await seedContributions(db, 1, world.now())
    const { rows } = await sql<{ personId: string; passportId: string }>`
      select person_id as "personId", passport_id as "passportId" from person
      where person_id <> all(${before.map((one) => one.personId)}::uuid[])`.execute(db)
    const { personId, passportId } = rows[0]!
    await log.until(statement)
    const erasing = erasePerson(app, personId)
    if (waits) await log.until('from ledger_state for update')
    // The tile is of no concern to the erasure, but what holds it up is a request like any other.
    else await pause(300)
    await log.letGo()
    const { records } = await erasing
    assert.equal(records, 1)
    await assertErased(world, personId, passportId, 1)
  })

test('a confirmation that was under way when its volunteer was erased leaves nothing behind', async () => {
  await using world = await testWorld()
  const { app } = world
  const personId = await aPerson(world)
  const { passportId } = (await app.people.cards(app.runtime.db, [personId])).get(personId)!
  await using log = await heldUp(world)
  // As another confirmation for the same person would.
  await log.hold((within) => contributionStore.lockPeople(within, [personId]))
  const confirming = aConfirmedContribution(world, { personId }).catch(() => null)
  await log.until('pg_advisory_xact_lock')
  const erasing = erasePerson(app, personId)
  for (const gone = sql`select 1 from person where person_id = ${personId}`; ; await pause(20))
    if (!(await gone.execute(app.runtime.db)).rows.length) break
  await log.letGo()
  await confirming
  await erasing
  await assertErased(world, personId, passportId, 0)
})

test('of many who are confirmed while the log works, any can be erased at any time', async () => {
  await using world = await testWorld()
  const { app } = world
  const { db } = app.runtime
  const erased: string[] = []
  {
    await using _ = await heldUp(world)
    for (let round = 0; round < 8; round++) {
      await seedContributions(db, 300, world.now())
      await pause(Math.random() * 150)
      const { rows } = await sql<{ personId: string }>`select person_id as "personId" from person
        order by random() limit 3`.execute(db)
      const chosen = rows.map(({ personId }) => personId)
      await Promise.all(chosen.map((personId) => erasePerson(app, personId)))
      erased.push(...chosen)
    }
  }
  await takeIntoLog(app)
  for (const table of ['person', 'contribution', 'contribution_version', 'confirmation', 'ledger_record']) {
    const left =
      await sql`select 1 from ${sql.table(table)} where person_id = any(${erased}::uuid[])`.execute(db)
    assert.equal(left.rows.length, 0, table)
  }
  const { findings, entries, erased: named } = await app.ledger.audit(db)
  assert.deepEqual(findings, [])
  assert.equal(
    entries.record,
    1 + 8 * 300 - erased.length + named!,
    'each that came into the log has its leaf'
  )
})

test('an erasure takes the time that it needs: it looks through all of the audit trail', async () => {
  await using world = await testWorld()
  const personId = await aPerson(world)
  await using own = openDatabase(world.database.url, () => {}, 1)
  await sql`set statement_timeout = 50`.execute(own.db)
  const app = { ...world.app, runtime: { ...world.app.runtime, db: own.db } }
  let erasing: ReturnType<typeof erasePerson> | null = null
  await world.database.db.transaction().execute(async (other) => {
    await sql`lock table audit_entry in access exclusive mode`.execute(other)
    erasing = erasePerson(app, personId)
    await blocked(world.database.db, erasing)
    await sql`select pg_sleep(0.2)`.execute(other)
  })
  await erasing
  assert.equal(await findPerson(world.database.db, personId, world.now()), null)
})

test('a person on whom others rely is not erased', async () => {
  await using world = await testWorld()
  const { db } = world.app.runtime
  const { ownerId, organiserId } = await anOrganiser(world)
  const ties = async (personId: string) => (await findPerson(db, personId, world.now()))?.ties
  assert.deepEqual(await ties(ownerId), ['works for an organiser'])
  assert.deepEqual(await ties(await frontOfficer(world, '71')), ['serves in a front office'])
  const volunteer = await aPerson(world)
  const { shiftId } = await aShift(world, { organiserId, coordinatorId: ownerId })
  await signedUp(world, volunteer, shiftId)
  assert.deepEqual(await ties(volunteer), ['is signed up for a coming shift'])
  assert.deepEqual(await ties(await aPerson(world)), [])
  assert.equal(await findPerson(db, '00000000-0000-7000-8000-000000000000', world.now()), null)
})
