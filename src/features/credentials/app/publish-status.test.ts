import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list'
import { anIssuer, aStatement } from '#tests/support/credentials.ts'
import { testDatabase } from '#tests/support/database.ts'
import { statusLists } from './publish-status.ts'

test('what is revoked while a list is signed is left to the next publication, and told by that one', async () => {
  await using database = await testDatabase()
  const { db } = database
  const now = new Date('2026-11-23T05:00:00Z')
  const { credentials, ports } = anIssuer(() => now)
  const withdraw: (() => Promise<unknown>)[] = []
  for (const personId of [randomUUID(), randomUUID()]) {
    const { holder, records } = aStatement(personId)
    const scope = { db, now, newId: () => randomUUID() }
    await credentials.badge(scope, { holder, record: records[0]!, logEntry: null, locale: 'kk' })
    const what = { personId, subjectIds: [records[0]!.contributionId], reason: 'corrected' }
    withdraw.push(() => db.transaction().execute((within) => credentials.withdrawIn(within, now, what)))
  }
  await withdraw[0]!()
  const { store } = ports
  const interrupted = statusLists({
    ...ports,
    store: {
      ...store,
      async revocations(...asked) {
        await withdraw[1]!()
        return store.revocations(...asked)
      }
    }
  })
  const published = async () => {
    const [digest] = await credentials.statusDigests(db)
    const { revoked } = digest!.document as { revoked: readonly number[] }
    const { token } = (await store.list(db, 1))!
    const list = getListFromStatusListJWT(token!.document)
    const all = (await credentials.revocations(db, 1)).map(({ index }) => index)
    return { version: digest!.version, told: revoked, shown: all.filter((index) => list.getStatus(index)) }
  }
  await interrupted.publishAll(db, now)
  const first = await published()
  assert.deepEqual(first, { version: 1, told: first.shown, shown: first.told })
  assert.equal(first.told.length, 1)
  await credentials.publishStatus(db, now)
  const second = await published()
  assert.equal(second.version, 2)
  assert.equal(second.shown.length, 2)
  assert.deepEqual(
    second.told,
    second.shown.filter((index) => index !== first.told[0])
  )
})
