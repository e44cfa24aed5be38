import type { MapLegendItem, MapTile } from '#design/index.ts'
import { formatNumber } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { REGIONS, type RegionCode } from '../regions.ts'

/** A short name longer than this does not fit a tile on a phone. */
const SHORT_CHARS_MAX = 6
const SHADES = 4

/** The tile map of the twenty regions, shaded by a count: nothing is pale, the rest in four even steps. */
export function regionMap(
  counts: ReadonlyMap<RegionCode, number>,
  locale: Locale,
  hrefOf: (code: RegionCode) => string
): { tiles: MapTile[]; legend: MapLegendItem[] } {
  const most = Math.max(1, ...counts.values())
  const step = Math.ceil(most / SHADES)
  const levelOf = (count: number) => Math.ceil(count / step) as MapTile['level']
  const tiles = REGIONS.map(({ code, name, short, row, col }): MapTile => {
    const count = counts.get(code) ?? 0
    const words = short[locale]
    return {
      code,
      name: name[locale],
      short: words,
      ...(words.length > SHORT_CHARS_MAX ? { tiny: `${words.slice(0, 3)}.` } : {}),
      value: formatNumber(count, locale),
      level: levelOf(count),
      href: hrefOf(code),
      row,
      col
    }
  })
  const levels = [...new Set(tiles.map(({ level }) => level))].toSorted((a, b) => a - b)
  const legend = levels.map((level) => {
    const from = (level - 1) * step + 1
    const to = Math.min(level * step, most)
    const figures = [...new Set([from, to])].map((figure) => formatNumber(figure, locale))
    return { level, text: level === 0 ? formatNumber(0, locale) : figures.join(' – ') }
  })
  return { tiles, legend }
}
