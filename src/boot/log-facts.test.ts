import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { keyring, memoryStorage } from '#features/credentials/adapters/keyring.ts'
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
})
