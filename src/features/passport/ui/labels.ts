import type { Tone } from '#design/index.ts'
import {
  contributionsWords,
  GRADE_TONES,
  GRADES,
  type ConfirmerRole,
  type Grade
} from '#features/contributions/index.ts'
import {
  directionName,
  isRegionCode,
  placeName as placeNameIn,
  type Direction
} from '#features/programmes/index.ts'
import type { Day, Locale } from '#platform/prelude/index.ts'

/** Codes in records come from our own contexts and were checked when they were written. */
export const nameOfDirection = (code: string, locale: Locale): string =>
  directionName(code as Direction, locale)

/** The locality, and the region as it was called on that day. */
export const placeName = (
  { locality, regionCode }: { locality: string; regionCode: string },
  on: Day,
  locale: Locale
): string => (isRegionCode(regionCode) ? placeNameIn({ locality, regionCode }, locale, on) : locality)

/** 14.06.2026: for stamps and tables, the same in the three languages. */
export const figures = (day: Day): string => day.split('-').toReversed().join('.')

/** From the strongest down. */
export const GRADES_SHOWN = GRADES.toReversed()

export const gradeTone = (grade: string): Tone => GRADE_TONES[grade as Grade]

export const gradeName = (grade: string, locale: Locale): string =>
  contributionsWords(locale)(`grades.${grade as Grade}`)

/** What a grade means, in plain words. */
export const gradeMeaning = (grade: string, locale: Locale): string =>
  contributionsWords(locale)(`grades.${grade as Grade}.why`)

export const confirmerRoleName = (role: string, locale: Locale): string =>
  contributionsWords(locale)(`roles.${role as ConfirmerRole}`)
