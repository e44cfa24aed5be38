import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { REGION_CODES, type RegionCode } from '../index.ts'
import { regionMap } from './region-map.ts'

const mapOf = (counts: [RegionCode, number][]) =>
  regionMap(new Map(counts), 'kk', (code) => `?region=${code}`)

test('every region has a tile, and the deepest shade is where there is most', () => {
  const { tiles, legend } = mapOf([
    ['71', 40],
    ['75', 10],
    ['10', 1]
  ])
  const levelOf = (code: string) => tiles.find((tile) => tile.code === code)!.level
  assert.equal(tiles.length, 20)
  assert.deepEqual(['71', '75', '10', '11'].map(levelOf), [4, 1, 1, 0])
  assert.deepEqual(
    legend.map(({ text }) => text),
    ['0', '1 – 10', '31 – 40']
  )
})

test('a map of nothing is pale, and small counts have plain figures', () => {
  assert.deepEqual(mapOf([]).legend, [{ level: 0, text: '0' }])
  assert.deepEqual(
    mapOf([
      ['71', 2],
      ['75', 1]
    ]).legend.map(({ text }) => text),
    ['0', '1', '2']
  )
})

test('shades follow counts, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000), { minLength: 20, maxLength: 20 }), (counts) => {
      const { tiles } = mapOf(REGION_CODES.map((code, at) => [code, counts[at]!]))
      for (const [at, code] of REGION_CODES.entries()) {
        const { level } = tiles.find((tile) => tile.code === code)!
        assert.ok(level >= 0 && level <= 4)
        assert.equal(level === 0, counts[at] === 0)
      }
    })
  )
})
