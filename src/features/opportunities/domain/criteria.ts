import type { Day } from '#platform/prelude/index.ts'
import { typoKeys, vocabularyKeys } from './words.ts'

/** What somebody looks for. Empty and null mean that it does not matter. */
export interface Criteria {
  /** Folded words; each of them must be found. */
  readonly words: readonly string[]
  readonly regions: readonly string[]
  readonly directions: readonly string[]
  readonly from: Day | null
  readonly to: Day | null
  readonly weekend: boolean
  /** Age of the one who looks: actions for older people are left out. */
  readonly age: number | null
  readonly languages: readonly string[]
  readonly programme: string | null
  /** Only with free places. */
  readonly free: boolean
}

export const QUERY_CHARS_MAX = 200
/** Words beyond these are left out: nobody types so many. */
export const QUERY_WORDS_MAX = 8
export const AGE_OF_ADULT = 18

export interface Searchable {
  readonly words: readonly string[]
  readonly regionCode: string
  readonly directions: readonly string[]
  readonly languages: readonly string[]
  readonly programme: string | null
  readonly minAge: number | null
  /** Closed to minors by what it is. */
  readonly adultsOnly: boolean
  readonly shifts: readonly { readonly day: Day; readonly weekday: number; readonly free: boolean }[]
}

const anyOf = (wanted: readonly string[], has: readonly string[]): boolean =>
  !wanted.length || wanted.some((one) => has.includes(one))

/** True when a typed word is the beginning of the word, or would be but for one typing error. */
export const wordMeets = (typed: string, word: string): boolean => {
  if (word.startsWith(typed)) return true
  const keys = new Set(vocabularyKeys(word))
  return typoKeys(typed).some((key) => keys.has(key))
}

/** Whether an action is what a saved search asks for: the same rules as the search itself, for one action. */
export const meets = (criteria: Criteria, action: Searchable): boolean =>
  anyOf(criteria.regions, [action.regionCode]) &&
  anyOf(criteria.directions, action.directions) &&
  anyOf(criteria.languages, action.languages) &&
  (!criteria.programme || criteria.programme === action.programme) &&
  (criteria.age === null ||
    ((action.minAge ?? 0) <= criteria.age && (criteria.age >= AGE_OF_ADULT || !action.adultsOnly))) &&
  criteria.words.every((typed) => action.words.some((word) => wordMeets(typed, word))) &&
  action.shifts.some(
    ({ day, weekday, free }) =>
      (!criteria.from || criteria.from <= day) &&
      (!criteria.to || day <= criteria.to) &&
      (!criteria.weekend || weekday >= 6) &&
      (!criteria.free || free)
  )

interface Tile {
  readonly code: string
  readonly row: number
  readonly col: number
}

/** Regions whose tiles touch this one's, also at a corner: the neighbourhood as the map shows it. */
export function touching(code: string, tiles: readonly Tile[]): string[] {
  const own = tiles.find((tile) => tile.code === code)
  if (!own) return []
  return tiles
    .filter((tile) => tile !== own && Math.abs(tile.row - own.row) <= 1 && Math.abs(tile.col - own.col) <= 1)
    .map((tile) => tile.code)
}
