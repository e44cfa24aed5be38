import { z } from 'zod'
import { href } from '#platform/i18n/addresses.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import { query, type Scope } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { PAPER } from '../domain/extract.ts'
import type { FileName } from '../domain/file-kind.ts'
import { handedOn, myValidExtract } from './my-extracts.ts'
import { SIGN_LIMIT } from './policy.ts'
import type { Pdf, Ports, StoredExtract } from './ports.ts'
import { passportOf } from './show-my-passport.ts'
import { statedRecord, statementOfPassport } from './statement.ts'
import { correctedMeanwhile } from './take-credentials.ts'

/** Where a reader of paper goes: the page that checks, in the language of the paper. */
const verifyPage = (publicUrl: string, { actor }: Pick<Scope, 'actor'>): string =>
  publicUrl + href(actor.locale, '/verify')

/** An extract on paper, for its holder; also one of the whole passport. */
export const printMyExtract = (
  ports: Pick<Ports, 'store' | 'keystore' | 'credentials' | 'printer' | 'publicUrl'>
) =>
  query({
    name: 'passport.print-my-extract',
    access: 'signed-in',
    limit: SIGN_LIMIT,
    input: z.object({ extractId: id }),
    async run(scope, { extractId }) {
      const extract = await myValidExtract(ports, scope, extractId)
      return extract.ok ? printExtractOf(ports, scope, scope.personId, extract.value) : extract
    }
  })

/** The same paper for holder and reader. What was withdrawn since is not on it. */
export async function printExtractOf(
  ports: Pick<Ports, 'keystore' | 'credentials' | 'printer' | 'publicUrl'>,
  scope: Scope,
  personId: string,
  extract: StoredExtract
): Promise<Result<PrintedExtract>> {
  const good = await ports.credentials.goodOf(scope.db, personId, extract.extractId)
  const given = handedOn(ports, personId, extract)
  const printed = await ports.printer.extract({
    disclosure: extract.disclosure,
    ...given,
    issued: { summary: good['paper-summary'] ?? null, token: good['sd-jwt'] ?? null },
    locale: scope.actor.locale,
    at: scope.now,
    verifyPage: verifyPage(ports.publicUrl, scope)
  })
  const kind = extract.disclosure.purpose === PAPER ? 'passport' : 'extract'
  return printed.ok ? ok({ pdf: printed.value, name: `erikti-${kind}-${given.code}.pdf` }) : printed
}

export interface PrintedExtract {
  readonly pdf: Pdf
  /** Under which it is kept. */
  readonly name: FileName
}

/** One record on paper with its proof from the public log: all that is needed to check it in thirty years. */
export const printArchiveSheet = (
  ports: Pick<
    Ports,
    'store' | 'people' | 'contributions' | 'ledger' | 'credentials' | 'printer' | 'publicUrl'
  >
) =>
  query({
    name: 'passport.print-archive-sheet',
    access: 'signed-in',
    limit: SIGN_LIMIT,
    input: z.object({ contributionId: id }),
    async run(scope, { contributionId }) {
      const { db, personId } = scope
      const { locale } = scope.actor
      const passport = (await passportOf(ports, db, personId))!
      const record = passport.records.find((one) => one.contributionId === contributionId)
      if (!record) return err(failure.notFound('record-not-found'))
      const { version } = record
      const proven = await ports.ledger.provenOf(db, { personId, contributionId, version })
      if (!proven) return err(failure.conflict('record-not-logged'))
      const { holder } = statementOfPassport(personId, passport)
      const wish = { holder, record: statedRecord(record) }
      const { index, url } = proven
      const paper = await ports.credentials.paperRecord(scope, { ...wish, logIndex: index })
      const badge = await ports.credentials.badge(scope, { ...wish, logEntry: { index, url }, locale })
      const corrected = await correctedMeanwhile(ports, scope, { holder, records: [wish.record] })
      if (corrected) return err(corrected)
      return ports.printer.archiveSheet({
        holder,
        record,
        proven,
        paper,
        badge,
        proofCode: await ports.credentials.proofCode(proven.file),
        locale,
        at: scope.now,
        verifyPage: verifyPage(ports.publicUrl, scope)
      })
    }
  })
