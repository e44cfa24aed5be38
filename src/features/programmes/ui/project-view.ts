import type { TableRow } from '#design/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatDay, formatNumber } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import {
  directionName,
  measureName,
  PROGRAMMES,
  regionName,
  regionNameOn,
  type Programme,
  type Target
} from '../index.ts'
import { programmesWords } from '../messages/index.ts'

const COMPARATORS = { '>': 'project.more-than', '>=': 'project.at-least', '=': 'project.exactly' } as const

/** «более 1 000»: the comparator is said, never dropped. */
function targetRow({ measure, comparator, value, perRegion }: Target, locale: Locale): TableRow {
  const t = programmesWords(locale)
  return {
    id: measure,
    cells: {
      measure: measureName(measure, locale),
      value: {
        text: t(COMPARATORS[comparator], { value: formatNumber(value, locale) }),
        ...(perRegion ? { note: t('project.per-region') } : {})
      }
    }
  }
}

/** What the name means; nothing where the name says it itself, as in Kazakh. */
const meaningOf = ({ name, meaning }: Programme, locale: Locale): string | undefined =>
  name[locale].endsWith(meaning[locale]) ? undefined : meaning[locale]

export const projectCards = (locale: Locale) =>
  PROGRAMMES.map((programme) => ({
    slug: programme.slug,
    name: programme.name[locale],
    meaning: meaningOf(programme, locale),
    direction: directionName(programme.directions[0]!, locale),
    purpose: programme.purpose[locale],
    icon: programme.directions[0]!,
    href: href(locale, `/projects/${programme.slug}`)
  }))

/** A nationwide project in words. */
export const projectView = (programme: Programme, locale: Locale) => ({
  name: programme.name[locale],
  meaning: meaningOf(programme, locale),
  purpose: programme.purpose[locale],
  actionsHref: href(locale, `/actions?programme=${programme.slug}`),
  directions: programme.directions.map((code) => ({ code, name: directionName(code, locale) })),
  targets: programme.targets.map((target) => targetRow(target, locale)),
  centres: programme.centres.map(({ city, region }) => ({
    term: city[locale],
    text: regionName(region, locale)
  })),
  asOf: formatDay(programme.base.asOf, locale),
  named: programme.base.named.map((code) => regionNameOn(code, programme.base.asOf, locale)).join(', '),
  today: programme.base.today.map((code) => regionName(code, locale)).join(', ')
})
