import { formatInstant } from '#platform/i18n/format.ts'
import type { ExtractPaper } from '../../app/ports.ts'
import { PAPER } from '../../domain/extract.ts'
import { fileKind } from '../../domain/file-kind.ts'
import { passportWords } from '../../messages/index.ts'
import { disclosureView } from '../../ui/disclosure-view.ts'
import {
  addressOf,
  codes,
  facts,
  heading,
  measures,
  paper,
  recordTable,
  sentence,
  soft,
  volumes,
  type PaperDefinition
} from './paper.ts'

/**
 * An extract for its reader, the whole passport too: what was disclosed when it was made, and how to see on the screen
 * whether it still holds. Corrections are left to the screen, because paper cannot know of the next one.
 */
export function extractPaper(job: ExtractPaper): PaperDefinition {
  const { disclosure, link, code, issued, locale, at, verifyPage } = job
  const t = passportWords(locale)
  const view = disclosureView(disclosure, [], locale)
  const title = t(disclosure.purpose === PAPER ? 'passport.title' : 'extract.documentTitle')
  const address = addressOf(verifyPage)
  const inside = issued.token === null ? [] : [{ ...fileKind('extract.sd-jwt'), text: issued.token }]
  const files = inside.map(({ name }) => name).join(', ')
  return paper({
    title,
    at,
    locale,
    inside,
    foot: `${t('extract.code')}: ${code} · ${address} · ${t('pdf.printed', { at: formatInstant(at, locale) })}`,
    content: [
      heading(title, view.holder),
      facts(view.facts.slice(1)),
      measures(view.volume, locale),
      sentence(t('not-seniority')),
      codes([
        {
          text: link,
          title: t('pdf.link'),
          words: t('pdf.linkText'),
          typed: [
            { text: addressOf(link), link, bold: true },
            { text: code, fontSize: 15, bold: true, characterSpacing: 1, margin: [0, 4, 0, 0] },
            { text: t('pdf.codeText', { address }), fontSize: 8.5 }
          ]
        },
        ...(issued.summary === null
          ? []
          : [{ text: issued.summary, title: t('pdf.summary'), words: t('pdf.summaryText', { address }) }])
      ]),
      ...(files ? [soft(t('pdf.inside', { files, address }), 8)] : []),
      volumes(t('passport.directions'), view.volume),
      ...(view.records
        ? [
            ...(view.cut ? [soft(view.cut)] : []),
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
