import {
  directionName,
  programmeName,
  regionName,
  type Direction,
  type ProgrammeSlug,
  type RegionCode
} from '#features/programmes/index.ts'
import { LOCALES, type LocalText } from '#platform/prelude/index.ts'
import type { ActionContent } from '../domain/action.ts'
import { words } from '../domain/words.ts'

const allOf = (text: LocalText): string => LOCALES.map((locale) => text[locale] ?? '').join(' ')

/** Words under which an action is found, the telling ones first: texts that are too long lose their end. */
export function searchWords(
  content: ActionContent,
  roles: readonly LocalText[],
  organiserName: LocalText
): string[] {
  const names = LOCALES.flatMap((locale) => [
    regionName(content.regionCode as RegionCode, locale),
    content.programme ? programmeName(content.programme as ProgrammeSlug, locale) : '',
    ...content.directions.map((direction) => directionName(direction as Direction, locale))
  ])
  return words(
    [
      allOf(content.title),
      ...roles.map(allOf),
      content.locality,
      allOf(organiserName),
      ...names,
      allOf(content.text),
      allOf(content.note)
    ].join(' ')
  )
}
