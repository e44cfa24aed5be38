import type { DataItem } from '#design/index.ts'
import type { Contribution } from '#features/contributions/index.ts'
import type { MyProof } from '#features/ledger/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatInstant } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { passportWords } from '../messages/index.ts'
import { recordFiles, type TakenFile } from './files-view.ts'
import { logFacts } from './log-facts.ts'
import { recordView, type RecordView } from './passport-view.ts'

export interface RecordPageView {
  readonly record: RecordView
  readonly action: string
  readonly facts: readonly DataItem[]
  /** When it began and ended, and what proves it. */
  readonly signals: readonly DataItem[]
  /** null when the record is no longer in the passport. */
  readonly files: readonly TakenFile[] | null
  /** null while no signed tree holds it. */
  readonly log: readonly DataItem[] | null
  /** Said while the log holds an earlier version only. */
  readonly logIsOld: string | null
}

/** One record of one's own passport, in the words of a language; `proof` is that of the version the log holds. */
export function recordPageView(record: Contribution, proof: MyProof | null, locale: Locale): RecordPageView {
  const t = passportWords(locale)
  const view = recordView(record, locale)
  const isLogged = proof?.version === record.version
  return {
    record: view,
    action: href(locale, `/actions/${record.actionId}`),
    facts: [
      { term: t('passport.when'), text: view.span, numeric: true },
      { term: t('passport.time'), text: view.time, numeric: true },
      ...(view.role ? [{ term: t('passport.role'), text: view.role }] : []),
      { term: t('passport.direction'), text: view.directions },
      { term: t('passport.organiser'), text: view.organiser },
      { term: t('passport.place'), text: view.place },
      {
        term: t('passport.confirmedBy'),
        text: view.confirmer,
        note: formatInstant(record.decidedAt, locale)
      },
      { term: t('passport.evidence'), text: view.grade, note: view.gradeMeaning }
    ],
    signals: record.signals.map(({ kind, proof: by, at }) => ({
      term: t(`record.signal.${kind}`),
      text: formatInstant(at, locale),
      note: t(`record.proof.${by}`),
      numeric: true
    })),
    files: record.status === 'confirmed' ? recordFiles(record.contributionId, isLogged, locale) : null,
    log: proof && logFacts(proof, locale),
    logIsOld: proof && !isLogged ? t('record.logOld', { version: proof.version }) : null
  }
}
