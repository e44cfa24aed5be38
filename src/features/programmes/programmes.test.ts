import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import {
  DIRECTIONS,
  direction,
  measureName,
  normStageOn,
  placeName,
  programmeOf,
  PROGRAMMES,
  regionCode,
  regionName,
  regionNameOn,
  REGIONS,
  regionsToday,
  type Measure
} from './index.ts'

const everyLocale = z.object({ kk: z.string().min(1), ru: z.string().min(1), en: z.string().min(1) })
const day = z.iso.date()

test('there are twenty regions, each with its names and a tile of its own', () => {
  const shape = z.object({
    code: z.string().regex(/^\d{2}$/),
    iso: z.string(),
    name: everyLocale,
    short: everyLocale,
    centre: everyLocale,
    row: z.int().min(0).max(4),
    col: z.int().min(0).max(5),
    since: day.nullable(),
    formerly: z.array(z.object({ name: everyLocale, from: day, until: day }))
  })
  for (const region of REGIONS) {
    shape.parse(region)
    assert.equal(region.iso, `KZ-${region.code}`)
  }
  assert.equal(REGIONS.length, 20)
  assert.equal(new Set(REGIONS.map(({ row, col }) => `${row} ${col}`)).size, 20)
  for (const key of ['kk', 'ru', 'en'] as const)
    assert.equal(new Set(REGIONS.map(({ name }) => name[key])).size, 20)
})

test('a region bears the name of the day', () => {
  assert.equal(regionNameOn('71', '2020-02-12', 'ru'), 'город Нур-Султан')
  assert.equal(regionNameOn('71', '2022-09-16', 'ru'), 'город Нур-Султан')
  assert.equal(regionNameOn('71', '2022-09-17', 'ru'), 'город Астана')
  assert.equal(regionName('71', 'ru'), 'город Астана')
})

test('regions named before the split of June 2022 are read as what they are today', () => {
  assert.deepEqual(regionsToday(['19', '27'], '2022-06-07'), ['19', '33', '27'])
  assert.deepEqual(regionsToday(['19', '27'], '2022-06-08'), ['19', '27'])
})

test('the seven projects carry the numbers of their source', () => {
  const shape = z.object({
    name: everyLocale,
    meaning: everyLocale,
    purpose: everyLocale,
    directions: z.array(direction).min(1),
    centres: z.array(z.object({ city: everyLocale, region: regionCode })),
    base: z.object({ named: z.array(regionCode), today: z.array(regionCode), asOf: day }),
    targets: z.array(
      z.object({
        measure: z.string(),
        comparator: z.enum(['>', '>=', '=']),
        value: z.int().positive(),
        perRegion: z.boolean()
      })
    )
  })
  for (const programme of PROGRAMMES) {
    shape.parse(programme)
    for (const target of programme.targets) assert.ok(measureName(target.measure, 'kk'))
  }

  const total = (measure: Measure) =>
    PROGRAMMES.flatMap(({ targets }) => targets)
      .filter((target) => target.measure === measure)
      .reduce((sum, { value }) => sum + value, 0)
  const centres = PROGRAMMES.flatMap((programme) => programme.centres)
  assert.equal(PROGRAMMES.length, 7)
  assert.equal(total('small-grants'), 408)
  assert.equal(total('support-centres'), 18)
  assert.equal(centres.length, 18)
  assert.equal(new Set(centres.map(({ city }) => city.en)).size, 17)
})

test('projects of 2020 stand in the regions of today', () => {
  const tazaAlem = programmeOf('taza-alem')!
  assert.deepEqual(tazaAlem.base.named, ['19', '27', '39'])
  assert.deepEqual(tazaAlem.base.today, ['19', '33', '27', '39'])
  assert.equal(tazaAlem.centres.find(({ city }) => city.en === 'Taldykorgan')!.region, '33')
  assert.equal(programmeOf('sabaqtastyq')!.centres[0]!.region, '71')
  assert.equal(programmeOf('bilim')!.base.today.length, 17)
  assert.equal(programmeOf('ayala'), undefined)
})

test('more than, not less than and exactly stay apart', () => {
  const [volunteers, pupils] = programmeOf('bilim')!.targets
  assert.deepEqual([volunteers!.comparator, volunteers!.perRegion], ['>', false])
  assert.deepEqual([pupils!.comparator, pupils!.perRegion], ['>=', true])
  assert.equal(
    programmeOf('saulyq')!.targets.find(({ measure }) => measure === 'volunteers')!.comparator,
    '>='
  )
  assert.equal(programmeOf('umit')!.targets.find(({ measure }) => measure === 'volunteers')!.comparator, '=')
})

test('the norm has the stage of the day', () => {
  assert.equal(DIRECTIONS.length, 9)
  assert.equal(normStageOn('2026-01-01'), null)
  assert.equal(normStageOn('2026-03-15')!.on, '2026-03-15')
  assert.equal(normStageOn('2026-11-22')!.on, '2026-07-01')
})

test('a place is named once, in whichever language its city was written', () => {
  for (const locality of ['Астана', 'Astana', ''])
    assert.equal(placeName({ locality, regionCode: '71' }, 'en'), 'Astana City')
  assert.equal(placeName({ locality: 'Көкшетау', regionCode: '11' }, 'kk'), 'Көкшетау, Ақмола облысы')
  // A town may bear the name of its region.
  assert.equal(placeName({ locality: 'Қарағанды', regionCode: '35' }, 'kk'), 'Қарағанды, Қарағанды облысы')
})
