import { z } from 'zod'
import type { Statement } from '#features/credentials/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Failure } from '#platform/prelude/index.ts'
import { query, type Scope } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { myValidExtract } from './my-extracts.ts'
import { SIGN_LIMIT } from './policy.ts'
import type { Ports } from './ports.ts'
import { passportOf } from './show-my-passport.ts'
import { statementOfPassport } from './statement.ts'

/*
 * The holder takes the passport in the forms of others. These are queries: what they keep is the signature itself, so
 * that the same content is not signed twice, and says by itself what was issued, when and with which key. A transaction
 * would hold the place in the status list for as long as sixty badges take to be signed.
 */

type Taking = Pick<Ports, 'store' | 'people' | 'contributions' | 'ledger' | 'credentials'>

const statementFor = async (ports: Taking, { db, personId }: Scope): Promise<Statement> =>
  statementOfPassport(personId, (await passportOf(ports, db, personId))!)

/**
 * Why what was just signed is not given out, or null: a record that it states was corrected meanwhile. Whoever corrects
 * withdraws what is kept, and this may have been kept too late for that; they wait for each other here, so that one of
 * them sees the other.
 */
export async function correctedMeanwhile(
  { store, contributions, credentials }: Pick<Ports, 'store' | 'contributions' | 'credentials'>,
  { db, personId, now }: Scope,
  { holder, records }: Pick<Statement, 'holder' | 'records'>
): Promise<Failure | null> {
  return db.transaction().execute(async (within) => {
    await store.lockExtracts(within, personId)
    const corrected = await contributions.changesSince(within, personId, records)
    if (!corrected.length) return null
    const subjectIds = [holder.passportId, ...corrected.map(({ contributionId }) => contributionId)]
    await credentials.withdrawIn(within, now, { personId, subjectIds, reason: 'corrected' })
    return failure.conflict('passport-corrected')
  })
}

/** Open Badges 3.0 of one record. */
export const takeBadge = (ports: Taking) =>
  query({
    name: 'passport.take-badge',
    access: 'signed-in',
    limit: SIGN_LIMIT,
    input: z.object({ contributionId: id }),
    async run(scope, { contributionId }) {
      const { holder, records } = await statementFor(ports, scope)
      const record = records.find((one) => one.contributionId === contributionId)
      if (!record) return err(failure.notFound('record-not-found'))
      const log = await ports.ledger.entriesOf(scope.db, scope.personId, [record])
      const logEntry = log.get(contributionId) ?? null
      const { locale } = scope.actor
      const badge = await ports.credentials.badge(scope, { holder, record, logEntry, locale })
      const corrected = await correctedMeanwhile(ports, scope, { holder, records: [record] })
      return corrected ? err(corrected) : ok(badge)
    }
  })

/** CLR 2.0 of the whole passport. */
export const takeLearnerRecord = (ports: Taking) =>
  query({
    name: 'passport.take-learner-record',
    access: 'signed-in',
    limit: SIGN_LIMIT,
    input: z.object({}),
    async run(scope) {
      const statement = await statementFor(ports, scope)
      if (!statement.records.length) return err(failure.conflict('passport-empty'))
      const log = await ports.ledger.entriesOf(scope.db, scope.personId, statement.records)
      const clr = await ports.credentials.clr(scope, { statement, log, locale: scope.actor.locale })
      const corrected = await correctedMeanwhile(ports, scope, statement)
      return corrected ? err(corrected) : ok(clr)
    }
  })

/** SD-JWT of the whole passport, for whoever brings it; a wallet gets one that is bound to its key. */
export const takeToken = (ports: Taking) =>
  query({
    name: 'passport.take-token',
    access: 'signed-in',
    limit: SIGN_LIMIT,
    input: z.object({}),
    async run(scope) {
      const statement = await statementFor(ports, scope)
      if (!statement.records.length) return err(failure.conflict('passport-empty'))
      const token = await ports.credentials.token(scope, {
        kind: 'passport',
        subjectId: statement.holder.passportId,
        statement,
        log: await ports.ledger.entriesOf(scope.db, scope.personId, statement.records),
        validUntil: null,
        holderJwk: null
      })
      const corrected = await correctedMeanwhile(ports, scope, statement)
      return corrected ? err(corrected) : ok(token)
    }
  })

/** SD-JWT of an extract, for its holder. It was made with the extract, once. */
export const takeMyPresentation = (ports: Pick<Ports, 'store' | 'credentials'>) =>
  query({
    name: 'passport.take-my-presentation',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({ extractId: id }),
    async run(scope, { extractId }) {
      const extract = await myValidExtract(ports, scope, extractId)
      if (!extract.ok) return extract
      const good = await ports.credentials.goodOf(scope.db, scope.personId, extractId)
      return good['sd-jwt'] ? ok(good['sd-jwt']) : err(failure.gone('extract-file-gone'))
    }
  })
