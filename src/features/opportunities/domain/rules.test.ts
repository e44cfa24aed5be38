import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { moveRefusal, publishFailures, stateAt, tagsOf, type ActionContent } from './action.ts'
import { meets, touching, wordMeets, type Criteria, type Searchable } from './criteria.ts'
import { FIT_REASONS, fitReasons, fitScore, fitTiers, type FitFacts, type FitWishes } from './fit.ts'
import { closedRefusal, isLate, offerUntil, overlapOf, stateNow } from './sign-up.ts'

const content: ActionContent = {
  title: { kk: 'Өзен жағасын тазалау' },
  text: { kk: 'Есіл жағасы' },
  directions: ['environmental'],
  beneficiaries: ['nature'],
  programme: null,
  regionCode: '71',
  locality: 'Астана',
  address: null,
  point: null,
  languages: ['kk'],
  minAge: null,
  skills: [],
  training: [],
  health: [],
  note: {},
  riskLevel: 'low',
  crimeRelated: false,
  joinMode: 'at-once',
  acceptance: { notStateFunction: true, unpaid: true, freeWill: true, useful: true },
  why: { kk: 'Тұрғындар өзенге өздері қамқор болғысы келеді.' }
}

test('an action is published only with the whole checklist, a reason for volunteers and a shift', () => {
  const fields = (more: Partial<ActionContent>, shifts = 1) =>
    publishFailures({ ...content, ...more }, shifts, 'ru').map((one) => one.field)
  assert.deepEqual(fields({}), [])
  assert.deepEqual(fields({}, 0), ['shifts'])
  assert.deepEqual(fields({ why: { kk: 'Керек' } }), ['why.ru'])
  assert.deepEqual(fields({ directions: [], text: {}, locality: '' }), ['text.ru', 'directions', 'locality'])
  for (const question of ['notStateFunction', 'unpaid', 'freeWill', 'useful'] as const)
    assert.deepEqual(fields({ acceptance: { ...content.acceptance, [question]: false } }), [
      `acceptance.${question}`
    ])
})

test('what is closed to minors follows from what the action is', () => {
  assert.deepEqual(tagsOf(content), [])
  assert.deepEqual(tagsOf({ ...content, directions: ['search-rescue'] }), ['emergency'])
  assert.deepEqual(tagsOf({ ...content, beneficiaries: ['disaster-affected'] }), ['emergency'])
  assert.deepEqual(tagsOf({ ...content, crimeRelated: true, riskLevel: 'high' }), [
    'crime-related',
    'hazardous'
  ])
})

test('states go one way', () => {
  assert.equal(moveRefusal('draft', 'published'), null)
  assert.equal(moveRefusal('published', 'published')?.code, 'action-published-already')
  assert.equal(moveRefusal('cancelled', 'edited')?.code, 'action-cancelled')
  assert.equal(moveRefusal('finished', 'cancelled')?.code, 'action-finished')
  const end = new Date('2026-11-23T05:00:00Z')
  assert.equal(stateAt('published', end, end), 'finished')
  assert.equal(stateAt('published', end, new Date(end.getTime() - 1)), 'published')
  assert.equal(stateAt('draft', end, end), 'draft')
})

test('the time to answer an offer is shorter near the start, and then there is none', () => {
  const now = new Date('2026-11-23T05:00:00Z')
  const minutes = (left: number) => {
    const until = offerUntil(now, new Date(now.getTime() + left * 60_000))
    return until && (until.getTime() - now.getTime()) / 60_000
  }
  assert.equal(minutes(10 * 24 * 60), 12 * 60)
  assert.equal(minutes(24 * 60), 6 * 60)
  assert.equal(minutes(100), 30)
  assert.equal(minutes(89), null)
  fc.assert(
    fc.property(fc.integer({ min: -1000, max: 100_000 }), (left) => {
      const given = minutes(left)
      assert.ok(given === null || (given >= 30 && given <= 720 && given < left))
    })
  )
})

test('a lapsed offer counts as withdrawn at the very minute', () => {
  const offeredUntil = new Date('2026-11-23T05:00:00Z')
  assert.equal(stateNow({ state: 'offered', offeredUntil }, offeredUntil), 'withdrawn')
  assert.equal(stateNow({ state: 'offered', offeredUntil }, new Date(offeredUntil.getTime() - 1)), 'offered')
})

test('a shift is closed when it began, but not yet to somebody who stands there', () => {
  const startsAt = new Date('2026-11-23T05:00:00Z')
  const endsAt = new Date('2026-11-23T08:00:00Z')
  const door = { actionState: 'published', shiftState: 'open', startsAt, endsAt }
  assert.equal(closedRefusal(door, new Date(startsAt.getTime() - 1)), null)
  assert.equal(closedRefusal(door, startsAt)?.code, 'shift-started')
  assert.equal(closedRefusal(door, startsAt, true), null)
  assert.equal(closedRefusal(door, endsAt, true)?.code, 'shift-over')
  assert.equal(closedRefusal({ ...door, actionState: 'cancelled' }, startsAt)?.code, 'shift-cancelled')
  assert.ok(isLate(new Date(startsAt.getTime() - 60_000), startsAt))
})

test('shifts that touch do not overlap', () => {
  const shift = (shiftId: string, from: number, to: number) => ({
    shiftId,
    title: {},
    startsAt: new Date(from),
    endsAt: new Date(to)
  })
  assert.equal(overlapOf(shift('a', 0, 10), [shift('b', 10, 20), shift('a', 0, 10)]), null)
  assert.equal(overlapOf(shift('a', 0, 10), [shift('b', 9, 20)])?.shiftId, 'b')
})

const wishes: FitWishes = {
  regionCode: '71',
  nearRegions: ['11'],
  directions: ['environmental'],
  skills: ['driving'],
  languages: ['kk'],
  availability: ['weekends']
}
const some = <T extends string>(...of: T[]) => fc.subarray(of)
const facts: fc.Arbitrary<FitFacts> = fc.record({
  regionCode: fc.constantFrom('71', '11', '75'),
  directions: some('environmental', 'social'),
  skills: some('driving', 'it'),
  languages: some('kk', 'ru'),
  times: some('weekends', 'weekday-days')
})

test('reasons of a fit stand in one order, and their score falls into the tier of the place', () => {
  fc.assert(
    fc.property(facts, (action) => {
      const reasons = fitReasons(wishes, action)
      assert.deepEqual(
        reasons,
        FIT_REASONS.filter((reason) => reasons.includes(reason))
      )
      const tiers = fitTiers(wishes)
      const tier = tiers.findIndex(({ regions, except }) =>
        regions ? regions.includes(action.regionCode) : !except.includes(action.regionCode)
      )
      const score = fitScore(reasons)
      assert.ok(score >= tiers[tier]!.least && score < (tiers[tier - 1]?.least ?? Infinity))
    })
  )
  assert.deepEqual(fitTiers({ ...wishes, regionCode: null }), [{ regions: null, except: [], least: 0 }])
})

test('a saved search asks what the search asks', () => {
  const open: Criteria = {
    words: [],
    regions: [],
    directions: [],
    from: null,
    to: null,
    weekend: false,
    age: null,
    languages: [],
    programme: null,
    free: false
  }
  const action: Searchable = {
    words: ['ozen', 'jagasin', 'tazalau'],
    regionCode: '71',
    directions: ['environmental'],
    languages: ['kk'],
    programme: 'taza-alem',
    minAge: 16,
    adultsOnly: false,
    shifts: [{ day: '2026-11-28', weekday: 6, free: false }]
  }
  const holds = (more: Partial<Criteria>) => meets({ ...open, ...more }, action)
  assert.ok(holds({}))
  assert.ok(holds({ words: ['taza', 'ozn'.padEnd(4, 'n')] }))
  assert.ok(holds({ regions: ['71', '11'], weekend: true, age: 16, from: '2026-11-28', to: '2026-11-28' }))
  for (const no of [
    { words: ['orman'] },
    { regions: ['11'] },
    { directions: ['sports'] },
    { age: 15 },
    { free: true },
    { to: '2026-11-27' },
    { languages: ['en'] },
    { programme: 'umit' }
  ])
    assert.ok(!holds(no), JSON.stringify(no))
  assert.ok(!meets({ ...open, age: 17 }, { ...action, adultsOnly: true }))
  assert.ok(wordMeets('taza', 'tazalau') && wordMeets('tzaal', 'tazalau'))
})

test('neighbours on the map are those whose tiles touch', () => {
  const tiles = [
    { code: 'a', row: 0, col: 0 },
    { code: 'b', row: 1, col: 1 },
    { code: 'c', row: 2, col: 1 }
  ]
  assert.deepEqual(touching('a', tiles), ['b'])
  assert.deepEqual(touching('b', tiles), ['a', 'c'])
  assert.deepEqual(touching('x', tiles), [])
})
