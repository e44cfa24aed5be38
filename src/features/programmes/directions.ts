import { z } from 'zod'
import data from '#data/directions.json' with { type: 'json' }
import type { Locale } from '#platform/prelude/index.ts'

/** What a volunteer takes part in; one of the three measures of the passport. */
export type Direction = keyof typeof data.directions

/** The nine, in the order of their source. */
export const DIRECTIONS = Object.keys(data.directions) as [Direction, ...Direction[]]

export const direction = z.enum(DIRECTIONS)

export const directionName = (code: Direction, locale: Locale): string => data.directions[code].name[locale]
