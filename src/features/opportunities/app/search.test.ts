import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { anOrganiser } from '#tests/support/organisers.ts'
import { anAction, aShift, type ShiftWishes } from '#tests/support/opportunities.ts'
import { aPerson } from '#tests/support/people.ts'
import { testWorld, type TestWorld } from '#tests/support/world.ts'
import { perform } from '#platform/use-case.ts'
import { tellSearchers } from '../adapters/jobs.ts'
import { fitScore } from '../domain/fit.ts'
import type { FoundPage } from './search.ts'
import { SOONEST_MAX } from './soonest.ts'

const HOUR_MS = 3_600_000
let world: TestWorld
let organiser: { organiserId: string; ownerId: string }

before(async () => {
  world = await testWorld()
  organiser = await anOrganiser(world)
  await add('Өзен жағасын тазалау', { hours: 24 })
  await add('Таза әлем: ағаш отырғызу', { hours: 48, region: '11', programme: 'taza-alem', minAge: 16 })
  await add('Қарттар үйіндегі мереке', { hours: 5 * 24, directions: ['social'], region: '75' }) // a Saturday
  await add('Су тасқыны салдары', { hours: 72, directions: ['emergency-response'], capacity: 1 })
})
after(() => world[Symbol.asyncDispose]())

const add = (title: string, { hours, ...wishes }: Partial<ShiftWishes> & { hours: number }) =>
  aShift(world, {
    organiserId: organiser.organiserId,
    coordinatorId: organiser.ownerId,
    title,
    startsAt: new Date(world.now().getTime() + hours * HOUR_MS),
    ...wishes
  })

async function search(asked: Record<string, unknown>, personId?: string): Promise<FoundPage> {
  const { runtime, opportunities } = world.app
  const found = await perform(runtime, world.actor(personId), opportunities.queries.search, asked)
  assert.ok(found.ok, JSON.stringify(found))
  return found.value
}
const titles = async (asked: Record<string, unknown>) =>
  (await search(asked)).items.map((item) => item.title.kk!.split(' ')[0])

test('text is found in every spelling, with one mistake, and with another ending', async () => {
  for (const q of [
    'таза әлем',
    'Taza Álem',
    'taza alem',
    'тазп әлем',
    'атза әлем',
    'отыргызу агаш',
    'әлем таза отырғызу'
  ])
    assert.deepEqual(await titles({ q }), ['Таза'], q)
  assert.deepEqual(
    await titles({ q: 'берег' }),
    ['Өзен', 'Таза', 'Су', 'Қарттар'],
    'the Russian title of all'
  )
  assert.deepEqual(await titles({ q: 'мұздақ' }), [])
})

test('each filter narrows, and together they narrow more', async () => {
  assert.deepEqual(await titles({}), ['Өзен', 'Таза', 'Су', 'Қарттар'], 'in the order of time')
  assert.deepEqual(await titles({ region: '11' }), ['Таза'])
  assert.deepEqual(await titles({ region: '71', near: 'on' }), ['Өзен', 'Таза', 'Су'])
  assert.deepEqual(await titles({ direction: ['social', 'emergency-response'] }), ['Су', 'Қарттар'])
  assert.deepEqual(await titles({ weekend: 'on' }), ['Қарттар'])
  assert.deepEqual(await titles({ from: '2026-11-25', to: '2026-11-26' }), ['Таза', 'Су'])
  assert.deepEqual(await titles({ age: '15' }), ['Өзен', 'Қарттар'], 'what is closed to minors is left out')
  assert.deepEqual(await titles({ programme: 'taza-alem', language: 'kk' }), ['Таза'])
  assert.deepEqual(await titles({ region: '71', direction: 'social' }), [])
})

test('a list goes on where it stopped, and shows every action once', async () => {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page: FoundPage = await search({ cursor, size: 1 })
    seen.push(...page.items.map((item) => item.actionId))
    cursor = page.next ?? undefined
  } while (cursor)
  assert.equal(seen.length, 4)
  assert.equal(new Set(seen).size, 4)
  assert.deepEqual((await search({ cursor: 'not-ours', size: 1 })).items[0]?.actionId, seen[0])
})

test('an action stands in the list by the first of its shifts that is asked for', async () => {
  const { runtime, opportunities } = world.app
  const { shiftId } = await add('Тәлімгерлік кеші', { hours: 3 * 24 })
  const repeated = await perform(
    runtime,
    world.actor(organiser.ownerId),
    opportunities.commands.repeatShift,
    {
      shiftId,
      weeks: 2
    }
  )
  assert.ok(repeated.ok)
  const startOf = async (asked: object) => {
    const { items } = await search({ q: 'тәлімгерлік', ...asked })
    assert.equal(items.length, 1)
    return items[0]!.shift.startsAt.toISOString()
  }
  assert.equal(await startOf({}), '2026-11-26T05:00:00.000Z')
  assert.equal(await startOf({ from: '2026-11-27' }), '2026-12-03T05:00:00.000Z')
  assert.equal(await startOf({ from: '2026-12-04' }), '2026-12-10T05:00:00.000Z')
  const off = { shiftId, reason: 'Зал жабық' }
  assert.ok(
    (await perform(runtime, world.actor(organiser.ownerId), opportunities.commands.cancelShift, off)).ok
  )
  assert.equal(await startOf({}), '2026-12-03T05:00:00.000Z')
  const { actionId } = (await search({ q: 'тәлімгерлік' })).items[0]!
  const gone = { actionId, reason: 'Зал жабық' }
  assert.ok(
    (await perform(runtime, world.actor(organiser.ownerId), opportunities.commands.cancelAction, gone)).ok
  )
  assert.deepEqual(await titles({ q: 'тәлімгерлік' }), [])
})

test('a full action is left out when free places are asked for, and a draft is never found', async () => {
  const { runtime, opportunities } = world.app
  const [{ actionId, shift }] = (await search({ q: 'тасқын' })).items as [FoundPage['items'][number]]
  const joined = await perform(runtime, world.actor(await aPerson(world)), opportunities.commands.signUp, {
    shiftId: shift.shiftId
  })
  assert.ok(joined.ok)
  assert.ok(!(await search({ free: 'on' })).items.some((item) => item.actionId === actionId))
  const draft = { ...anAction({ organiserId: organiser.organiserId, title: 'Құпия жоспар' }, world.now()) }
  const created = await perform(
    runtime,
    world.actor(organiser.ownerId),
    opportunities.commands.createAction,
    { ...draft, publish: false }
  )
  assert.ok(created.ok)
  assert.deepEqual(await titles({ q: 'құпия' }), [])
  const shown = await perform(runtime, world.actor(), opportunities.queries.action, created.value)
  assert.ok(!shown.ok && shown.error.kind === 'not-found')
})

test('sorted by fit, what is near comes first, and the database counts as the domain does', async () => {
  const personId = await aPerson(world)
  assert.equal((await search({ sort: 'fit' }, personId)).sort, 'date', 'nothing is known of them yet')
  await world.app.runtime.db
    .withTables<{
      person: { person_id: string; region_code: string; directions: string[]; languages: string[] }
    }>()
    .updateTable('person')
    .set({ region_code: '11', directions: ['social'], languages: ['ru'] })
    .where('person_id', '=', personId)
    .execute()
  const { items, sort } = await search({ sort: 'fit' }, personId)
  assert.equal(sort, 'fit')
  assert.deepEqual(
    items.map((item) => [item.title.kk!.split(' ')[0], item.reasons.join(' ')]),
    [
      ['Таза', 'region language'],
      ['Өзен', 'near language'],
      ['Су', 'near language'],
      ['Қарттар', 'direction language']
    ]
  )
  for (const item of items) assert.equal(item.score, fitScore(item.reasons))
  const second = await search(
    { sort: 'fit', size: 1, cursor: (await search({ sort: 'fit', size: 1 }, personId)).next },
    personId
  )
  assert.equal(second.items[0]!.actionId, items[1]!.actionId)
})

test('the owner of a saved search is told of a new action that meets it, once', async () => {
  const { runtime, opportunities, notices } = world.app
  await tellSearchers(runtime, opportunities)
  const personId = await aPerson(world)
  const save = (name: string, more: object) =>
    perform(runtime, world.actor(personId), opportunities.commands.saveSearch, { name, ...more })
  assert.ok((await save('Кітап', { q: 'кітап', region: '71' })).ok)
  assert.ok((await save('Астана', { region: '71', near: 'on' })).ok)
  const again = await save('Астана', { region: '75' })
  assert.ok(!again.ok && again.error.code === 'search-name-taken')
  const other = world.actor(await aPerson(world))
  const { saveSearch } = opportunities.commands
  assert.ok((await perform(runtime, other, saveSearch, { name: 'Менің қалам', region: '71' })).ok)
  await add('Кітапханаға көмек', { hours: 30 })
  await add('Алматыдағы сенбілік', { hours: 30, region: '75' })
  await tellSearchers(runtime, opportunities)
  await tellSearchers(runtime, opportunities)
  const inbox = await perform(runtime, world.actor(personId), notices.queries.myNotices, {})
  assert.ok(inbox.ok)
  const told = inbox.value.items.filter((notice) => notice.kind === 'search-met')
  assert.equal(told.length, 1)
  assert.match(told[0]!.title, /Кітапханаға көмек/)
  assert.match(told[0]!.text, /«(Кітап|Астана)»/)
  const others = await perform(runtime, other, notices.queries.myNotices, {})
  assert.ok(others.ok)
  assert.match(others.value.items[0]!.text, /«Менің қалам»/)
})

test('saved searches have an end', async () => {
  const { runtime, opportunities } = world.app
  const actor = world.actor(await aPerson(world))
  const results = []
  for (let at = 0; at < 21; at += 1)
    results.push(
      await perform(runtime, actor, opportunities.commands.saveSearch, { name: `Іздеу ${at}`, region: '71' })
    )
  assert.equal(results.filter((result) => result.ok).length, 20)
})

test('the home page names the soonest that have places, and asks once a minute', async () => {
  const { runtime, opportunities } = world.app
  const soonest = async () => {
    const found = await perform(runtime, world.actor(), opportunities.queries.soonest, {})
    assert.ok(found.ok)
    return found.value
  }
  const found = await soonest()
  const starts = found.map(({ shift }) => shift.startsAt.getTime())
  assert.deepEqual(
    starts,
    starts.toSorted((a, b) => a - b)
  )
  assert.equal(found.length, SOONEST_MAX)
  assert.ok(found.every(({ shift }) => shift.taken < shift.capacity))
  assert.equal(await soonest(), found)
})

test('a shift at midnight is of the day that begins', async () => {
  const midnight = new Date('2026-12-07T00:00:00+05:00')
  const hours = (midnight.getTime() - world.now().getTime()) / HOUR_MS
  await add('Түнгі кезекшілік', { hours })
  assert.deepEqual(await titles({ from: '2026-12-07', to: '2026-12-07' }), ['Түнгі'])
  assert.deepEqual(await titles({ from: '2026-12-06', to: '2026-12-06' }), [])
})

test('the map counts what the search finds: an action with nothing to come is on it no longer', async () => {
  const { runtime, opportunities } = world.app
  const monday = world.now()
  await add('Соңғы күн', { hours: 90 * 24, region: '62' })
  const on = async (day: number) => {
    world.at(new Date(monday.getTime() + day * 24 * HOUR_MS))
    const counts = await perform(runtime, world.actor(), opportunities.queries.countsByRegion, {})
    assert.ok(counts.ok)
    return [counts.value.get('62') ?? 0, (await titles({ region: '62' })).length]
  }
  assert.deepEqual(await on(1), [1, 1])
  assert.deepEqual(await on(90.05), [0, 0], 'it has begun')
  world.at(monday)
})
