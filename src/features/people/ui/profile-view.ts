import { directionName, DIRECTIONS, regionOptions, type Direction } from '#features/programmes/index.ts'
import { formatDay } from '#platform/i18n/format.ts'
import type { FormValues } from '#platform/http/form.ts'
import { LOCALES, type Locale } from '#platform/prelude/index.ts'
import { AVAILABILITIES, fullName, LANGUAGES, SKILLS, type MyProfile } from '../index.ts'
import { peopleWords } from '../messages/index.ts'

/** What the form of the profile shows: what was typed, where it was refused, else what is kept. */
export function profileView(mine: MyProfile, typed: FormValues | undefined, locale: Locale) {
  const t = peopleWords(locale)
  const one = (name: keyof MyProfile): string => String(typed ? (typed[name] ?? '') : (mine[name] ?? ''))
  const many = (name: 'languages' | 'directions' | 'skills' | 'availability'): readonly string[] => {
    const chosen = typed ? typed[name] : mine[name]
    return Array.isArray(chosen) ? chosen : []
  }
  const choices = <T extends string>(codes: readonly T[], label: (code: T) => string) =>
    codes.map((code) => ({ value: code as string, label: label(code) }))
  return {
    state: [
      { term: t('profile.full-name'), text: fullName(mine) },
      { term: t('profile.birth-date'), text: formatDay(mine.birthDate, locale), numeric: true },
      { term: t('profile.iin'), text: mine.iinMasked, numeric: true },
      { term: t('profile.assurance'), text: t(`assurance.${mine.assurance}`) }
    ],
    regionCode: one('regionCode'),
    locality: one('locality'),
    email: one('email'),
    locale: one('locale'),
    languages: many('languages'),
    directions: many('directions'),
    skills: many('skills'),
    availability: many('availability'),
    regions: regionOptions(locale),
    locales: choices(LOCALES, (code) => t(`locale.${code}`)),
    languageChoices: choices(LANGUAGES, (code) => t(`language.${code}`)),
    directionChoices: choices(DIRECTIONS, (code: Direction) => directionName(code, locale)),
    skillChoices: choices(SKILLS, (code) => t(`skill.${code}`)),
    availabilityChoices: choices(AVAILABILITIES, (code) => t(`availability.${code}`))
  }
}
