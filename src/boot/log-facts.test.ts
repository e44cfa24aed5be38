import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { sql } from 'kysely'
import { keyring, memoryStorage } from '#features/credentials/adapters/keyring.ts'
import type { Db } from '#platform/database/database.ts'
import { ephemeralKeystore } from '#platform/keystore/keystore.ts'
import { createLog } from '#platform/log.ts'
import { aStatement } from '#tests/support/credentials.ts'
import { testDatabase } from '#tests/support/database.ts'
import { takeIntoLog } from '#tests/support/ledger-world.ts'
import { readConfig } from './config.ts'
import { createApp } from './context.ts'
import { momentaryLogBook } from './ledger.ts'

const MINUTE_MS = 60_000

/** An installation that can be started again: database, keys and log outlive the app. */
async function anInstallation() {
  const database = await testDatabase()
  const clock = { now: new Date('2026-11-23T05:00:00Z') }
  const now = () => clock.now
  const config = readConfig({ ERIKTI_HOME: tmpdir(), DATABASE_URL: database.url })
  const keystore = ephemeralKeystore()
  const storage = memoryStorage()
  const keys = keyring({ storage, keystore, publicUrl: config.publicUrl, issuerName: 'Erikti', now })
  const logBook = momentaryLogBook(database.db, config.publicUrl)
  const log = createLog('silent')
  const start = () => createApp({ config, db: database.db, keystore, log, now, issuerKeys: keys, logBook })
  return {
    db: database.db,
    keys,
    clock,
    start,
    later: (minutes: number) => void (clock.now = new Date(clock.now.getTime() + minutes * MINUTE_MS)),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]()
  }
}

/** What the log states as revoked, one publication of a list after the other. */
async function revokedInLog(db: Db): Promise<unknown[]> {
  const { rows } = await sql<{ document: string }>`select document from ledger_statement
    where type = 'status-list-digest' order by leaf_index`.execute(db)
  return rows.map(({ document }) => (JSON.parse(document) as { revoked?: unknown }).revoked)
}

test('what befalls keys and status lists is in the log, once each and in order, whoever starts when', async () => {
  await using installation = await anInstallation()
  const { db, keys, later } = installation
  const first = installation.start()
  const [ed25519, es256] = await keys.list()
  await takeIntoLog(first)

  later(1)
  const { holder, records } = aStatement()
  const scope = () => ({ db, now: installation.clock.now, newId: first.runtime.newId })
  const wish = { holder, record: records[0]!, logEntry: null, locale: 'kk' as const }
  await first.credentials.badge(scope(), wish)
  await first.credentials.publishStatus(db, installation.clock.now)

  later(1)
  const rotated = await keys.rotate('Ed25519', installation.clock.now)
  later(1)
  // Two at once: one of them publishes, and one digest is stated.
  const again = installation.start()
  await Promise.all(
    [first, again].map(({ credentials }) => credentials.publishStatus(db, installation.clock.now))
  )
  later(1)
  await keys.revoke(es256!.keyId, installation.clock.now)
  const fresh = (await keys.list()).at(-1)!
  later(1)
  const { personId } = holder
  await first.credentials.withdrawIn(db, installation.clock.now, {
    personId,
    subjectIds: [records[0]!.contributionId],
    reason: 'corrected'
  })
  await again.credentials.publishStatus(db, installation.clock.now)
  await takeIntoLog(again)
  await takeIntoLog(installation.start())

  const audit = async () => (await first.ledger.audit(db)).findings
  assert.deepEqual(await audit(), [])
  const log = await first.ledger.queries.log.run({ db, now: installation.clock.now } as never, {})
  assert.ok(log.ok)
  const told = log.value.events.map(({ event, subject, version }) =>
    [event, subject, ...(version === null ? [] : [version])].join(' ')
  )
  assert.deepEqual(told.reverse(), [
    `begins ${log.value.key}`,
    `made ${ed25519!.keyId}`,
    `made ${es256!.keyId}`,
    'published 1 0',
    `retired ${ed25519!.keyId}`,
    `made ${rotated.keyId}`,
    'published 1 0',
    `revoked ${es256!.keyId}`,
    `made ${fresh.keyId}`,
    'published 1 1'
  ])
  const { rows } = await sql<{ index: number }>`select list_index as index from status_revocation`.execute(db)
  assert.deepEqual(await revokedInLog(db), [[], [], [rows[0]!.index]])
})

test('by clocks that differ or go back keys and lists are changed in the order that the log tells', async () => {
  await using installation = await anInstallation()
  const { db, keys, later } = installation
  const app = installation.start()
  const { holder, records } = aStatement()
  const scope = () => ({ db, now: installation.clock.now, newId: app.runtime.newId })
  const wish = { holder, record: records[0]!, logEntry: null, locale: 'kk' as const }
  await app.credentials.badge(scope(), wish)
  await app.credentials.publishStatus(db, installation.clock.now)
  later(10)
  const { keyId } = await keys.rotate('ES256', installation.clock.now)
  await app.credentials.publishStatus(db, installation.clock.now)
  await takeIntoLog(app)
  later(-5)
  const subjectIds = [records[0]!.contributionId]
  await app.credentials.withdrawIn(db, installation.clock.now, {
    personId: holder.personId,
    subjectIds,
    reason: 'corrected'
  })
  await app.credentials.publishStatus(db, installation.clock.now)
  await keys.revoke(keyId, installation.clock.now)
  await takeIntoLog(app)
  await app.credentials.publishStatus(db, installation.clock.now)
  const settled = await app.credentials.publishStatus(db, installation.clock.now)
  assert.deepEqual(settled, [], 'a key of a later time is not cause enough to sign again and again')
  later(10)
  await app.credentials.publishStatus(db, installation.clock.now)
  await takeIntoLog(app)
  assert.deepEqual((await app.ledger.audit(db)).findings, [])
})

test('each place is told as revoked once, whoever publishes how many revocations at once', async () => {
  await using installation = await anInstallation()
  const { db, later } = installation
  const [app, other] = [installation.start(), installation.start()]
  const people = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const { holder, records } = aStatement(randomUUID())
      const scope = { db, now: installation.clock.now, newId: app.runtime.newId }
      await app.credentials.badge(scope, { holder, record: records[0]!, logEntry: null, locale: 'kk' })
      return { personId: holder.personId, subjectIds: [records[0]!.contributionId], reason: 'corrected' }
    })
  )
  const publish = () =>
    Promise.all([app, other].map(({ credentials }) => credentials.publishStatus(db, installation.clock.now)))
  await publish()
  for (const some of [people.slice(0, 1), people.slice(1, 5), people.slice(5)]) {
    later(1)
    // Published while some are still being revoked: what is not in this publication is in the next.
    const revoked = some.map((what) =>
      db.transaction().execute((within) => app.credentials.withdrawIn(within, installation.clock.now, what))
    )
    await Promise.all([...revoked, publish()])
    later(1)
    await publish()
  }
  later(13 * 60)
  await publish()
  await takeIntoLog(app)
  const told = ((await revokedInLog(db)) as number[][]).flat()
  const { rows } = await sql<{ index: number }>`select list_index as index from status_revocation`.execute(db)
  assert.equal(told.length, people.length)
  assert.deepEqual(new Set(told), new Set(rows.map(({ index }) => index)))
  assert.deepEqual((await app.ledger.audit(db)).findings, [])
})

test('an installation whose log was told no places yet tells all of them with its next publication', async () => {
  await using installation = await anInstallation()
  const { db, later } = installation
  const app = installation.start()
  const { holder, records } = aStatement()
  const scope = { db, now: installation.clock.now, newId: app.runtime.newId }
  await app.credentials.badge(scope, { holder, record: records[0]!, logEntry: null, locale: 'kk' })
  const subjectIds = [records[0]!.contributionId]
  await app.credentials.withdrawIn(db, scope.now, {
    personId: holder.personId,
    subjectIds,
    reason: 'corrected'
  })
  const document = { v: 'erikti/status-list/v1', list: 1, version: 1, at: scope.now.toISOString() }
  const form = (name: string) => ({ url: `http://localhost:3000/status/${name}/1`, sha256: '0'.repeat(64) })
  await app.ledger.stateFacts(db, [
    {
      type: 'status-list-digest',
      subject: `1 1 ${document.at}`,
      series: '1 ',
      document: { ...document, bitstring: form('bitstring'), token: form('token') },
      at: scope.now
    }
  ])
  // As the migration leaves it.
  await sql`update status_revocation set version = 0`.execute(db)
  later(1)
  await app.credentials.publishStatus(db, installation.clock.now)
  later(13 * 60)
  await app.credentials.publishStatus(db, installation.clock.now)
  await takeIntoLog(app)
  const { rows } = await sql<{ index: number }>`select list_index as index from status_revocation`.execute(db)
  assert.deepEqual(await revokedInLog(db), [undefined, [rows[0]!.index], []])
  assert.deepEqual((await app.ledger.audit(db)).findings, [])
})
