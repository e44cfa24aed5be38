import { formatInstant } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { MyExtract } from '../../app/my-extracts.ts'
import { passportWords } from '../../messages/index.ts'
import { disclosureView } from '../../ui/disclosure-view.ts'
import {
  facts,
  heading,
  measures,
  paper,
  part,
  proof,
  recordTable,
  sentence,
  soft,
  volumes,
  type PaperDefinition
} from './paper.ts'

export interface ExtractPaper {
  readonly extract: MyExtract
  readonly locale: Locale
  readonly at: Date
  /** Where a code is typed. */
  readonly verifyAddress: string
}

/**
 * An extract for its reader: what was disclosed when it was made, and how to see on the screen whether it still
 * holds. Corrections are left to the screen, because paper cannot know of the next one.
 */
export function extractPaper({ extract, locale, at, verifyAddress }: ExtractPaper): PaperDefinition {
  const t = passportWords(locale)
  const view = disclosureView(extract.disclosure, [], locale)
  return paper({
    title: t('extract.documentTitle'),
    at,
    locale,
    foot: `${t('extract.code')}: ${extract.code} · ${verifyAddress} · ${t('pdf.printed', { at: formatInstant(at, locale) })}`,
    content: [
      heading(t('extract.documentTitle'), view.holder),
      facts(view.facts.slice(1)),
      measures(view.volume, locale),
      sentence(t('not-seniority')),
      proof(extract.link, [
        { text: extract.code, fontSize: 17, bold: true, characterSpacing: 1 },
        { text: t('pdf.verify', { address: verifyAddress }), margin: [0, 4, 0, 6] },
        { text: extract.link, link: extract.link, fontSize: 8 }
      ]),
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
