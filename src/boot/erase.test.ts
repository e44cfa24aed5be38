import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { statementOf } from '#features/credentials/index.ts'
import type { Db } from '#platform/database/database.ts'
import { perform } from '#platform/use-case.ts'
import { aConfirmedContribution } from '#tests/support/contributions.ts'
import { takeIntoLog } from '#tests/support/ledger-world.ts'
import { aShift, signedUp } from '#tests/support/opportunities.ts'
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
