import { contributionsWords, CONFIRMER_ROLES, GRADE_TONES, GRADES } from '#features/contributions/index.ts'
import { directionName, DIRECTIONS, regionName, REGION_CODES } from '#features/programmes/index.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { CHECKS, PROBLEMS, type Check, type Outcome, type ProblemCode } from '../domain/verdict.ts'
import { credentialsWords } from '../messages/index.ts'
import { figuresOf } from './language.ts'
import { pageMessages } from './messages/index.ts'
import type { VerdictWords } from './verdict-view.ts'

const OUTCOMES = ['holds', 'fails', 'unknown', 'not-asked'] as const satisfies readonly Outcome[]

const made = new Map<Locale, VerdictWords>()

/** All words of the answer in one language, for the page to take along. Made once a process. */
export function verifyWords(locale: Locale): VerdictWords {
  const known = made.get(locale)
  if (known) return known
  const t = credentialsWords(locale)
  const of = contributionsWords(locale)
  const names = <Code extends string>(codes: readonly Code[], name: (code: Code) => string) =>
    Object.fromEntries(codes.map((code) => [code, name(code)]))
  const words: VerdictWords = {
    locale,
    text: pageMessages[locale],
    checks: Object.fromEntries(
      CHECKS.flatMap((check) =>
        OUTCOMES.map((outcome) => [`${check}.${outcome}`, t(`checks.${check}.${outcome}`)])
      )
    ) as Record<`${Check}.${Outcome}`, string>,
    problems: names(PROBLEMS, (code) => t(`problems.${code}`)) as Record<ProblemCode, string>,
    figures: figuresOf(locale),
    names: {
      directions: names(DIRECTIONS, (code) => directionName(code, locale)),
      grades: names(GRADES, (code) => of(`grades.${code}`)),
      roles: names(CONFIRMER_ROLES, (code) => of(`roles.${code}`)),
      regions: names(REGION_CODES, (code) => regionName(code, locale))
    },
    tones: GRADE_TONES
  }
  made.set(locale, words)
  return words
}
