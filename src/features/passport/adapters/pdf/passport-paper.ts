import { formatInstant } from '#platform/i18n/format.ts'
import { PAPER_RECORDS_MAX } from '../../app/policy.ts'
import type { PassportPaper } from '../../app/ports.ts'
import { passportWords } from '../../messages/index.ts'
import { recordView } from '../../ui/passport-view.ts'
import { volumeView } from '../../ui/volume-view.ts'
import { summaryAndFiles, tokenFile } from './issued.ts'
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

/** The whole passport for its holder. Its code proves the totals; whoever must believe the rest is given an extract. */
export function passportPaper(job: PassportPaper): PaperDefinition {
  const { passport, locale, at } = job
  const t = passportWords(locale)
  const inside = tokenFile('passport.sd-jwt', job.issued)
  const { holder, totals, records } = passport
  const volume = volumeView(totals, locale)
  const shown = records.slice(0, PAPER_RECORDS_MAX)
  return paper({
    title: t('passport.title'),
    at,
    locale,
    inside,
    foot: `${holder.name} · ${t('pdf.printed', { at: formatInstant(at, locale) })}`,
    content: [
      heading(t('passport.title'), holder.name),
      soft(`${t('passport.number')}: ${passportNumber(holder.passportId)}`),
      measures(volume, locale),
      ...summaryAndFiles(job, inside),
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
