import canonicalize from 'canonicalize'
import { recordsInToken, statementOf, type LogEntries, type Statement } from '#features/credentials/index.ts'
import { fullName } from '#features/people/index.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import type { Scope, WriteScope } from '#platform/use-case.ts'
import {
  disclose,
  narrowed,
  PAPER,
  within,
  type Basis,
  type Disclosure,
  type ExtractScope,
  type Purpose
} from '../domain/extract.ts'
import { VALID_EXTRACTS_MAX } from './policy.ts'
import type { Ports } from './ports.ts'
import { codeOf, doorOf, tokenOf } from './secrets.ts'
import { statedRecord } from './statement.ts'

/** What is to be disclosed, to whom, and until when. */
interface Wish {
  readonly purpose: Purpose
  readonly reader: string | null
  readonly scope: ExtractScope
  readonly expiresAt: Date
}

/** An extract before it is signed and kept. */
export interface Draft {
  readonly disclosure: Disclosure
  readonly basis: readonly Basis[]
  readonly statement: Statement
  readonly log: LogEntries
  /** How many of its records are in the list. */
  readonly listed: number
}

/** Puts together what an extract discloses, from the records as they stand; null when there is none. */
export async function drawUp(
  ports: Pick<Ports, 'contributions' | 'people' | 'organisers' | 'ledger'>,
  { db, personId, now }: Scope,
  { purpose, reader, scope, expiresAt }: Wish
): Promise<Result<Draft | null>> {
  const records = within(scope, await ports.contributions.confirmedOf(db, personId))
  if (!records.length) return ok(null)
  const card = (await ports.people.cards(db, [personId])).get(personId)!
  const holder = { personId, passportId: card.passportId, name: fullName(card) }
  const organiserIds = [...new Set(records.map(({ organiserId }) => organiserId))]
  const organisers = await ports.organisers.briefs(db, organiserIds)
  const whole = statementOf(holder, narrowed(scope, records).map(statedRecord))
  const statement = scope.list ? whole : { ...whole, records: [] }
  const log = await ports.ledger.entriesOf(db, personId, statement.records)
  // The list of the page and of the paper is the list that is signed.
  const listed = recordsInToken(statement, log)
  if (purpose !== PAPER && listed < statement.records.length)
    return err(failure.conflict('extract-too-long', { field: 'from', args: { max: listed } }))
  return ok({
    disclosure: disclose(
      { purpose, reader, holder, scope, issuedAt: now, expiresAt },
      records.map((record) => ({ ...record, bin: organisers.get(record.organiserId)?.bin ?? null })),
      listed
    ),
    basis: records.map(({ contributionId, version, minutes }) => ({ contributionId, version, minutes })),
    statement,
    log,
    listed
  })
}

/** Whether two say the same, whenever each of them was made. */
export const saysTheSame = (one: Disclosure, other: Disclosure): boolean => timeless(one) === timeless(other)

const timeless = (disclosure: Disclosure): string =>
  canonicalize({ ...disclosure, issuedAt: null, expiresAt: null })!

/**
 * Signs and keeps an extract: what it discloses is fixed here, and is all that its link, its file and its paper will
 * ever show. The SD-JWT and the code for paper are signed here, from the same records and once, so that nothing is
 * signed later of what may have been corrected meanwhile.
 */
export async function issueExtract(
  { store, keystore, credentials }: Pick<Ports, 'store' | 'keystore' | 'credentials'>,
  scope: WriteScope,
  { disclosure, basis, ...signed }: Draft
): Promise<Result<{ extractId: string }>> {
  const { db, personId, now } = scope
  if ((await store.countValid(db, personId, now)) >= VALID_EXTRACTS_MAX)
    return err(failure.conflict('extracts-too-many', { args: { max: VALID_EXTRACTS_MAX } }))
  const extractId = scope.newId()
  const { purpose, reader } = disclosure
  const expiresAt = new Date(disclosure.expiresAt)
  const token = tokenOf(keystore, personId, extractId)
  await store.addExtract(db, personId, {
    extractId,
    purpose,
    reader,
    issuedAt: now,
    expiresAt,
    disclosure: canonicalize(disclosure)!,
    basis,
    doors: [
      doorOf(keystore, { way: 'token', secret: token }),
      doorOf(keystore, { way: 'code', secret: codeOf(keystore, token) })
    ]
  })
  const issue = { subjectId: extractId, validUntil: expiresAt }
  await credentials.token(scope, { ...issue, ...signed, kind: 'extract', holderJwk: null })
  await credentials.paperSummary(scope, signed.statement, issue)
  const list = disclosure.records !== null
  scope.audit({
    action: 'passport.extract-made',
    subject: { kind: 'extract', id: extractId },
    before: null,
    after: { purpose, ...disclosure.scope, list, records: basis.length, expiresAt }
  })
  return ok({ extractId })
}
