import { formatDay, formatInstant, formatNumber } from '#platform/i18n/format.ts'
import { dayOf } from '#platform/prelude/index.ts'
import type { ArchivePaper } from '../../app/ports.ts'
import { fileKind } from '../../domain/file-kind.ts'
import { passportNumber } from '../../domain/passport-number.ts'
import { passportWords } from '../../messages/index.ts'
import { confirmerRoleName } from '../../ui/labels.ts'
import { logFacts } from '../../ui/log-facts.ts'
import { recordView } from '../../ui/passport-view.ts'
import {
  addressOf,
  coded,
  facts,
  heading,
  paper,
  part,
  sentence,
  soft,
  verbatim,
  type PaperDefinition
} from './paper.ts'

const PROOF_CODE_SIZE = 250

/**
 * One record with its proof from the public log, to be kept: record, way to the root, checkpoint and signatures, in
 * words, as text and as codes. It can be checked when we are gone, by whoever has kept a checkpoint of the log.
 */
export function archivePaper(job: ArchivePaper): PaperDefinition {
  const { holder, record, proven, paper: recordCode, proofCode, locale, at, verifyPage } = job
  const t = passportWords(locale)
  const view = recordView(record, locale)
  const address = addressOf(verifyPage)
  const proof = proofParts(proven.file)
  const inside = [
    { ...fileKind('record.tlog-proof'), text: proven.file },
    { ...fileKind('badge.json'), text: job.badge }
  ]
  const files = inside.map(({ name }) => name).join(', ')
  return paper({
    title: t('archive.title'),
    at,
    locale,
    inside,
    foot: `${holder.name} · ${t('pdf.printed', { at: formatInstant(at, locale) })}`,
    content: [
      heading(t('archive.title'), view.title),
      facts([
        { term: t('passport.holder'), text: holder.name, note: passportNumber(holder.passportId) },
        { term: t('passport.when'), text: view.span, note: view.time },
        ...(view.role ? [{ term: t('passport.role'), text: view.role }] : []),
        { term: t('passport.direction'), text: view.directions },
        { term: t('passport.organiser'), text: view.organiser, note: view.place },
        {
          term: t('passport.confirmedBy'),
          text: confirmerRoleName(record.confirmerRole, locale),
          note: formatDay(dayOf(record.decidedAt), locale)
        },
        { term: t('passport.evidence'), text: view.grade, note: view.gradeMeaning }
      ]),
      part(t('record.log')),
      facts(logFacts(proven, locale)),
      sentence(t('not-seniority')),
      coded(
        recordCode,
        [
          { text: t('archive.recordCode'), bold: true },
          { text: t('archive.recordCodeText', { address }), margin: [0, 2, 0, 6] },
          { text: t('pdf.inside', { files, address }) }
        ],
        130
      ),
      ...(proofCode
        ? [
            coded(
              proofCode,
              [
                { text: t('archive.proofCode'), bold: true },
                { text: t('archive.proofCodeText', { address }), margin: [0, 2, 0, 0] }
              ],
              PROOF_CODE_SIZE
            )
          ]
        : [soft(t('archive.proofCodeTooLong'))]),
      part(t('archive.text')),
      soft(t('archive.textText', { index: formatNumber(proven.index, locale) })),
      ...proof.flatMap(({ name, text }) => [
        { text: t(`archive.${name}`), bold: true, margin: [0, 6, 0, 0] as [number, number, number, number] },
        verbatim(text)
      ])
    ]
  })
}

/** The parts of a proof file (c2sp.org/tlog-proof), in its own words. */
function proofParts(file: string): { name: 'record' | 'path' | 'checkpoint'; text: string }[] {
  const [head = '', ...note] = file.split('\n\n')
  const [, extra = '', , ...hashes] = head.split('\n')
  return [
    { name: 'record', text: Buffer.from(extra.replace(/^extra /, ''), 'base64').toString() },
    { name: 'path', text: hashes.join('\n') || '–' },
    { name: 'checkpoint', text: note.join('\n\n').trimEnd() }
  ]
}
