import { formatInstant } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { EXTRACT_RECORDS_MAX } from '../../app/policy.ts'
import type { Passport } from '../../app/show-my-passport.ts'
import { passportWords } from '../../messages/index.ts'
import { recordView } from '../../ui/passport-view.ts'
import { volumeView } from '../../ui/volume-view.ts'
import {
  heading,
  measures,
  paper,
  part,
  recordTable,
  sentence,
  soft,
  volumes,
  type PaperDefinition
} from './paper.ts'
import { passportNumber } from '../../domain/passport-number.ts'

export interface PassportPaper {
  readonly passport: Passport
  readonly locale: Locale
  readonly at: Date
}

/** The whole passport for its holder. It proves nothing to others, and says so. */
export function passportPaper({ passport, locale, at }: PassportPaper): PaperDefinition {
  const t = passportWords(locale)
  const { holder, totals, records } = passport
  const volume = volumeView(totals, locale)
  const shown = records.slice(0, EXTRACT_RECORDS_MAX)
  return paper({
    title: t('passport.title'),
    at,
    locale,
    foot: `${holder.name} · ${t('pdf.printed', { at: formatInstant(at, locale) })}`,
    content: [
      heading(t('passport.title'), holder.name),
      soft(`${t('passport.number')}: ${passportNumber(holder.passportId)}`),
      measures(volume, locale),
      ...(records.length
        ? [
            part(t('passport.directions')),
            ...volumes(volume),
            ...(shown.length < records.length
              ? [soft(t('passport.recordsCut', { shown: shown.length, all: records.length }))]
              : []),
            recordTable(
              shown.map((record) => {
                const view = recordView(record, locale)
                return {
                  ...view,
                  titleNotes: [view.role, view.directions, view.version],
                  organiserNotes: [view.place],
                  confirmerNotes: [view.confirmedOn, view.grade]
                }
              }),
              locale
            )
          ]
        : [soft(t('passport.stampsEmpty'))]),
      sentence(t('not-seniority')),
      soft(t('pdf.notProof'))
    ]
  })
}
