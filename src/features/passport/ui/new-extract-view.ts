import type { Choice, FieldOption } from '#design/index.ts'
import { dayOf, inForce, type Locale } from '#platform/prelude/index.ts'
import { EXTRACT_TERM } from '../app/policy.ts'
import { PURPOSES } from '../domain/extract.ts'
import type { Totals } from '../domain/totals.ts'
import { passportWords } from '../messages/index.ts'
import { volumeView } from './volume-view.ts'

/** Terms that a form offers; the API takes any number of days within the policy. */
const TERMS_OFFERED = [1, 7, 30, 90, 180, 365]

/** What the form of a new extract offers: only what the passport holds. */
export function newExtractView(totals: Totals, locale: Locale, now: Date) {
  const t = passportWords(locale)
  const { daysMin, daysMax, daysUsual } = inForce(EXTRACT_TERM, dayOf(now)).value
  return {
    isEmpty: totals.engagements === 0,
    first: totals.first ?? undefined,
    last: totals.last ?? undefined,
    termUsual: String(daysUsual),
    purposes: PURPOSES.map((purpose): Choice => ({ value: purpose, label: t(`purpose.${purpose}`) })),
    directions: volumeView(totals, locale).byDirection.map(({ key, name, time }): Choice => ({
      value: key,
      label: name,
      hint: time
    })),
    lists: (['records', 'totals'] as const).map((list): Choice => ({
      value: list,
      label: t(`new.list.${list}`),
      hint: t(`new.list.${list}Hint`)
    })),
    terms: TERMS_OFFERED.filter((days) => days >= daysMin && days <= daysMax).map((days): FieldOption => ({
      value: String(days),
      label: t('new.days', { days })
    }))
  }
}
