import { z } from 'zod'
import { direction, programme, regionCode, REGIONS } from '#features/programmes/index.ts'
import { LANGUAGES } from '#features/people/index.ts'
import { day, optionalText } from '#platform/validation.ts'
import { QUERY_CHARS_MAX, QUERY_WORDS_MAX, touching, type Criteria } from '../domain/criteria.ts'
import { words } from '../domain/words.ts'

/** An empty field of a GET form says nothing; one value is a list of one. */
const blank = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())
const several = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(schema).max(20)
  )
const ticked = z.preprocess((value) => value === 'on' || value === 'true' || value === true, z.boolean())

/** A search as it stands in an address. */
export const searchFields = {
  q: optionalText(QUERY_CHARS_MAX),
  region: several(regionCode),
  /** The chosen regions and those whose tiles touch them. */
  near: ticked,
  direction: several(direction),
  from: blank(day),
  to: blank(day),
  weekend: ticked,
  age: blank(z.coerce.number().int().min(6).max(120)),
  language: several(z.enum(LANGUAGES)),
  programme: blank(programme),
  free: ticked
}

export const searchInput = z.object(searchFields)
export type SearchInput = z.output<typeof searchInput>

const TILES = REGIONS.map(({ code, row, col }) => ({ code, row, col }))

/** Regions whose tiles touch this one's. */
export const nearRegions = (code: string): string[] => touching(code, TILES)

export const criteriaOf = (input: SearchInput): Criteria => ({
  words: words(input.q ?? '').slice(0, QUERY_WORDS_MAX),
  regions: input.near
    ? [...new Set(input.region.flatMap((code) => [code, ...nearRegions(code)]))]
    : input.region,
  directions: input.direction,
  from: input.from ?? null,
  to: input.to ?? null,
  weekend: input.weekend,
  age: input.age ?? null,
  languages: input.language,
  programme: input.programme ?? null,
  free: input.free
})
