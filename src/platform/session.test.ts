import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { v7 as uuidv7 } from 'uuid'
import { testDatabase, type TestDatabase } from '#tests/support/database.ts'
import {
  endSession,
  listSessions,
  sessionFinder,
  SESSIONS_MAX,
  startSession,
  type FindSession
} from './session.ts'

let database: TestDatabase
let findSession: FindSession
before(async () => {
  database = await testDatabase()
  findSession = sessionFinder(database.db)
})
after(() => database[Symbol.asyncDispose]())

const DAY_MS = 86_400_000
const now = new Date('2026-11-23T05:00:00Z')
const later = (days: number): Date => new Date(now.getTime() + days * DAY_MS)

const start = (personId: string, at = now): Promise<string> =>
  startSession(database.db, { personId, sessionId: uuidv7(), now: at, method: 'passkey', device: 'test' })

test('a cookie finds its session; a bent one finds nothing', async () => {
  const personId = uuidv7()
  const cookie = await start(personId)
  assert.equal((await findSession(cookie, now))?.personId, personId)
  const bent = cookie.slice(0, -1) + (cookie.endsWith('A') ? 'B' : 'A')
  for (const wrong of [bent, '', 'x.y.z', undefined, cookie.replace(personId, uuidv7())])
    assert.equal(await findSession(wrong, now), null)
})

test('the secret is not in the database', async () => {
  const cookie = await start(uuidv7())
  const secret = cookie.split('.')[2]!
  const { rows } = await database.pool.query('select session::text as line from session')
  assert.ok(rows.every(({ line }: { line: string }) => !line.includes(secret)))
})

test('use keeps a session alive, idleness ends it, and nothing outlives ninety days', async () => {
  const cookie = await start(uuidv7())
  assert.ok(await findSession(cookie, later(13)))
  assert.ok(await findSession(cookie, later(26)))
  assert.equal(await findSession(cookie, later(41)), null)
  const other = await start(uuidv7())
  for (let day = 10; day < 90; day += 10) assert.ok(await findSession(other, later(day)))
  assert.equal(await findSession(other, later(90.5)), null)
})

test('ending one or all takes effect at once, and only for that person', async () => {
  const [ann, bek] = [uuidv7(), uuidv7()]
  const [first, second, foreign] = [await start(ann), await start(ann), await start(bek)]
  await endSession(database.db, ann, first.split('.')[1]!, now)
  assert.equal(await findSession(first, now), null)
  assert.ok(await findSession(second, now))
  assert.equal(await endSession(database.db, ann, 'all', now), 1)
  assert.equal(await findSession(second, now), null)
  assert.ok(await findSession(foreign, now))
})

test('the oldest session makes room for one too many', async () => {
  const personId = uuidv7()
  const cookies: string[] = []
  for (let index = 0; index <= SESSIONS_MAX; index++) cookies.push(await start(personId, later(index / 1000)))
  assert.equal((await listSessions(database.db, personId, later(1))).length, SESSIONS_MAX)
  assert.equal(await findSession(cookies[0], later(1)), null)
  assert.ok(await findSession(cookies.at(-1), later(1)))
})

test('many that come together each find their own, and wrong ones among them nothing', async () => {
  const people = Array.from({ length: 70 }, () => uuidv7())
  const cookies = await Promise.all(people.map((personId) => start(personId)))
  const bent = cookies.map((cookie, at) => (at % 3 ? cookie : cookie.replace(/.$/, '!')))
  const found = await Promise.all(bent.map((cookie) => findSession(cookie, now)))
  assert.deepEqual(
    found.map((session) => session?.personId ?? null),
    people.map((personId, at) => (at % 3 ? personId : null))
  )
})

test('a cookie of no ids is nobody, and spoils nothing for those who come with it', async () => {
  const personId = uuidv7()
  const cookie = await start(personId)
  const [, sessionId, secret] = cookie.split('.')
  const none = ['-'.repeat(36), 'a'.repeat(36)]
  const wrong = none.flatMap((id) => [`${id}.${sessionId}.${secret}`, `${personId}.${id}.${secret}`])
  const found = await Promise.all([...wrong, cookie].map((each) => findSession(each, now)))
  assert.deepEqual(
    found.map((session) => session?.personId ?? null),
    [null, null, null, null, personId]
  )
})
