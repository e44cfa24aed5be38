import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { noticeStore } from '#features/notices/adapters/store.ts'
import { createNotices, type Telling } from '#features/notices/index.ts'
import { catalogue } from '#platform/i18n/catalogue.ts'
import { failure, ok, type Locale, type Result } from '#platform/prelude/index.ts'
import { command, perform, type Command, type Query } from '#platform/use-case.ts'
import { testWorld, type TestWorld } from '#tests/support/world.ts'

const words = catalogue({
  kk: {
    'notices.test-joined.title': 'Өтінім қабылданды',
    'notices.test-joined.text': '{title}: {startsAt}, {volume}'
  },
  ru: {
    'notices.test-joined.title': 'Заявка принята',
    'notices.test-joined.text': '{title}: {startsAt}, {volume}'
  },
  en: {
    'notices.test-joined.title': 'Application accepted',
    'notices.test-joined.text': '{title}: {startsAt}, {volume}'
  }
})

let world: TestWorld
const queued: string[] = []
const notices = createNotices({
  store: noticeStore,
  findText: words.find,
  queueMail: async (_db, told) => void queued.push(...told.map(({ noticeId }) => noticeId))
})

before(async () => void (world = await testWorld()))
after(() => world[Symbol.asyncDispose]())

const joined = {
  group: 'sign-ups',
  kind: 'test-joined',
  values: {
    title: { kk: 'Ағаш отырғызу', en: 'Tree planting' },
    startsAt: new Date('2026-12-05T05:00:00Z'),
    volume: { minutes: 150 }
  },
  path: '/me/sign-ups'
} as const satisfies Omit<Telling, 'to'>

/** Tells in a transaction of its own, or in one that is rolled back. */
function telling(to: string, notice: Omit<Telling, 'to'> = joined, outcome: 'commit' | 'refuse' = 'commit') {
  const useCase = command({
    name: 'test.tell',
    access: 'signed-in',
    input: z.object({}),
    async run(scope) {
      await notices.tell(scope, { to, ...notice })
      scope.audit({ action: 'test.told', subject: { kind: 'person', id: to }, before: null, after: {} })
      return outcome === 'commit'
        ? ok(null)
        : { ok: false as const, error: failure.conflict('notice-not-found') }
    }
  })
  return perform(world.app.runtime, world.actor(to), useCase, {})
}

async function as<P extends z.ZodType, O>(
  personId: string,
  useCase: Query<P, O> | Command<P, O>,
  input: unknown = {},
  locale: Locale = 'kk'
): Promise<O> {
  const result: Result<O> = await perform(world.app.runtime, world.actor(personId, locale), useCase, input)
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

const aPersonId = () => world.app.runtime.newId()

test('a notice is read in the language of the reader', async () => {
  const me = aPersonId()
  await telling(me)
  const inKazakh = await as(me, notices.queries.myNotices)
  assert.equal(inKazakh.items[0]?.title, 'Өтінім қабылданды')
  assert.match(inKazakh.items[0].text, /^Ағаш отырғызу: .*10:00, 2\u00A0сағ 30\u00A0мин$/)
  const inEnglish = await as(me, notices.queries.myNotices, {}, 'en')
  assert.match(inEnglish.items[0]!.text, /^Tree planting: 5\u00A0Dec 2026, 10:00, 2\u00A0h 30\u00A0min$/)
})

test('a notice of a refused command is not told and not mailed', async () => {
  const me = aPersonId()
  await telling(me, joined, 'refuse')
  assert.equal(await notices.unreadOf(world.app.runtime.db, me), 0)
})

test('a crowd is told at one stroke, each in an inbox and a mail of their own', async () => {
  const { db, newId } = world.app.runtime
  const crowd = Array.from({ length: 1_000 }, aPersonId)
  queued.length = 0
  await notices.tell({ db, now: world.now(), newId }, { ...joined, to: crowd })
  for (const me of [crowd[0]!, crowd.at(-1)!]) assert.equal(await notices.unreadOf(db, me), 1)
  assert.equal(new Set(queued).size, crowd.length)
  await notices.tell({ db, now: world.now(), newId }, { ...joined, to: [] })
  assert.equal(queued.length, crowd.length)
})

test('a crowd is told at one stroke also where each one is told something of their own', async () => {
  const { db, newId } = world.app.runtime
  const own = new Map(
    [60, 90].map((minutes) => [aPersonId(), { title: { kk: `Сенбілік ${minutes}` }, volume: { minutes } }])
  )
  const inserts: string[] = []
  const watched = db.withPlugin({
    transformQuery({ node }) {
      inserts.push(node.kind)
      return node
    },
    transformResult: async ({ result }) => result
  })
  await notices.tell({ db: watched, now: world.now(), newId }, { ...joined, to: [...own.keys()], own })
  assert.equal(inserts.length, 1)
  for (const [me, { volume }] of own) {
    const { items } = await as(me, notices.queries.myNotices)
    assert.match(items[0]!.text, new RegExp(`^Сенбілік ${volume.minutes}: .*10:00, `))
  }
})

test('words or values that are missing stop the teller', async () => {
  const me = aPersonId()
  await assert.rejects(telling(me, { ...joined, kind: 'nobody-wrote-this' }), /has no title/)
  await assert.rejects(telling(me, { ...joined, values: {} }))
  await assert.rejects(telling(me, { ...joined, path: '//elsewhere.example' }), /is no path/)
})

test('the inbox shows the unread first, then the latest, and every notice once over its pages', async () => {
  const me = aPersonId()
  for (let hour = 10; hour < 17; hour++) {
    world.at(`2026-11-23T${hour}:00:00+05:00`)
    await telling(me)
  }
  const all = await as(me, notices.queries.myNotices)
  const latest = all.items[0]!
  assert.deepEqual(await as(me, notices.commands.markRead, { noticeId: latest.noticeId }), {
    path: '/me/sign-ups'
  })
  const seen: (typeof latest)[] = []
  let cursor: string | undefined
  do {
    const page = await as(me, notices.queries.myNotices, { size: 2, cursor })
    seen.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor)
  assert.equal(new Set(seen.map((notice) => notice.noticeId)).size, 7)
  assert.equal(seen.at(-1)?.noticeId, latest.noticeId, 'the one that was read comes last')
  const unread = seen.slice(0, -1).map((notice) => notice.at.getTime())
  assert.deepEqual(unread, [...unread].sort().reverse())
})

test('marking all leaves what came after the page was shown', async () => {
  const me = aPersonId()
  world.at('2026-11-23T10:00:00+05:00')
  await telling(me)
  world.at('2026-11-23T10:05:00+05:00')
  await telling(me)
  await as(me, notices.commands.markAllRead, { until: '2026-11-23T10:00:00+05:00' })
  assert.equal(await notices.unreadOf(world.app.runtime.db, me), 1)
})

test("nobody marks another person's notice", async () => {
  const [me, other] = [aPersonId(), aPersonId()]
  await telling(me)
  const { items } = await as(me, notices.queries.myNotices)
  const result = await perform(world.app.runtime, world.actor(other), notices.commands.markRead, {
    noticeId: items[0]!.noticeId
  })
  assert.equal(result.ok ? null : result.error.code, 'notice-not-found')
  assert.equal(await notices.unreadOf(world.app.runtime.db, me), 1)
})

test('everything comes by mail until the person chooses', async () => {
  const me = aPersonId()
  const atFirst = await as(me, notices.queries.myChoices)
  assert.ok(Object.values(atFirst).every(Boolean))
  await as(me, notices.commands.chooseMail, { byMail: ['hours'] })
  const chosen = await as(me, notices.queries.myChoices)
  assert.deepEqual(
    Object.entries(chosen).filter(([, byMail]) => byMail),
    [['hours', true]]
  )
})
