import { formatInstant } from '#platform/i18n/format.ts'
import type { ExtractPaper } from '../../app/ports.ts'
import { passportWords } from '../../messages/index.ts'
import { disclosureView } from '../../ui/disclosure-view.ts'
import { addressOf, summaryAndFiles, tokenFile } from './issued.ts'
import {
  coded,
  facts,
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

/**
 * An extract for its reader: what was disclosed when it was made, and how to see on the screen whether it still
 * holds. Corrections are left to the screen, because paper cannot know of the next one.
 */
export function extractPaper(job: ExtractPaper): PaperDefinition {
  const { disclosure, link, code, issued, locale, at, verifyPage } = job
  const t = passportWords(locale)
  const view = disclosureView(disclosure, [], locale)
  const address = addressOf(verifyPage)
  const inside = tokenFile('extract.sd-jwt', issued)
  return paper({
    title: t('extract.documentTitle'),
    at,
    locale,
    inside,
    foot: `${t('extract.code')}: ${code} · ${address} · ${t('pdf.printed', { at: formatInstant(at, locale) })}`,
    content: [
      heading(t('extract.documentTitle'), view.holder),
      facts(view.facts.slice(1)),
      measures(view.volume, locale),
      sentence(t('not-seniority')),
      coded(link, [
        { text: code, fontSize: 17, bold: true, characterSpacing: 1 },
        { text: t('pdf.verify', { address }), margin: [0, 4, 0, 6] },
        { text: link, link, fontSize: 8 }
      ]),
      ...summaryAndFiles(job, inside),
      part(t('passport.directions')),
      ...volumes(view.volume),
      ...(view.records
        ? [
            recordTable(
              view.records.map((record) => ({
                ...record,
                titleNotes: [record.role, record.directions],
                organiserNotes: [record.bin, record.place],
                confirmerNotes: [record.confirmedOn, record.grade]
              })),
              locale
            )
          ]
        : [soft(t('extract.totalsOnly'))])
    ]
  })
}
