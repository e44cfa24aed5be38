import canonicalize from 'canonicalize'
import { z } from 'zod'
import { SD_JWT_CHARS_MAX, statementOf } from '#features/credentials/index.ts'
import { direction } from '#features/programmes/index.ts'
import { fullName } from '#features/people/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { dayOf, err, failure, inForce, ok } from '#platform/prelude/index.ts'
import { command } from '#platform/use-case.ts'
import { day, text } from '#platform/validation.ts'
import { disclose, expiryOf, narrowed, PURPOSES, within, type ExtractScope } from '../domain/extract.ts'
import { EXTRACT_RECORDS_MAX, EXTRACT_TERM, READER_CHARS_MAX, VALID_EXTRACTS_MAX } from './policy.ts'
import type { Ports } from './ports.ts'
import { doorOf, sealContext, secretsOf } from './secrets.ts'
import { statedRecord } from './statement.ts'

const input = z
  .object({
    purpose: z.enum(PURPOSES),
    /** For whom, in the holder's words. */
    reader: text(READER_CHARS_MAX),
    from: day.nullish(),
    to: day.nullish(),
    /** Left out or empty: all of them. */
    directions: z.array(direction).max(9).nullish(),
    list: z.boolean(),
    validDays: z.int()
  })
  .refine(({ from, to }) => !from || !to || from <= to, { message: 'extract-period-reversed', path: ['to'] })

const tooLong = failure.conflict('extract-too-long', { field: 'from', args: { max: EXTRACT_RECORDS_MAX } })

/**
 * Makes an extract: what it discloses is fixed here, and is all that its link, its file and its paper will ever show.
 * The SD-JWT and the code for paper are signed here, from the same records and once, so that nothing is signed later
 * of what may have been corrected meanwhile.
 */
export const makeExtract = (ports: Ports) =>
  command({
    name: 'passport.make-extract',
    access: 'signed-in',
    limit: LIMITS.write,
    input,
    async run(scope, { purpose, reader, validDays, list, ...wish }) {
      const { store, keystore } = ports
      const { personId, now } = scope
      const today = dayOf(now)
      const { daysMin, daysMax } = inForce(EXTRACT_TERM, today).value
      if (validDays < daysMin || validDays > daysMax)
        return err(
          failure.invalid('extract-term', { field: 'validDays', args: { min: daysMin, max: daysMax } })
        )
      if ((await store.countValid(scope.db, personId, now)) >= VALID_EXTRACTS_MAX)
        return err(failure.conflict('extracts-too-many', { args: { max: VALID_EXTRACTS_MAX } }))

      const extractScope: ExtractScope = {
        from: wish.from ?? null,
        to: wish.to ?? null,
        directions: wish.directions?.length ? [...new Set(wish.directions)].sort() : null,
        list
      }
      const records = within(extractScope, await ports.contributions.confirmedOf(scope.db, personId))
      if (!records.length) return err(failure.conflict('extract-empty', { field: 'from' }))
      if (records.length > EXTRACT_RECORDS_MAX) return err(tooLong)

      const card = (await ports.people.cards(scope.db, [personId])).get(personId)!
      const organisers = await ports.organisers.briefs(scope.db, [
        ...new Set(records.map(({ organiserId }) => organiserId))
      ])
      const extractId = scope.newId()
      const expiresAt = expiryOf(today, validDays)
      const { token, code } = secretsOf(keystore, ports.newToken())
      const disclosure = disclose(
        {
          purpose,
          reader,
          holder: { name: fullName(card), passportId: card.passportId },
          scope: extractScope,
          issuedAt: now,
          expiresAt
        },
        records.map((record) => ({ ...record, bin: organisers.get(record.organiserId)?.bin ?? null }))
      )
      await store.addExtract(scope.db, personId, {
        extractId,
        purpose,
        reader,
        issuedAt: now,
        expiresAt,
        tokenSealed: keystore.encrypt(token, sealContext(personId, extractId)),
        disclosure: canonicalize(disclosure)!,
        basis: records.map(({ contributionId, version, minutes }) => ({ contributionId, version, minutes })),
        doors: [
          doorOf(keystore, { way: 'token', secret: token }),
          doorOf(keystore, { way: 'code', secret: code })
        ]
      })
      const holder = { personId, passportId: card.passportId, name: fullName(card) }
      const whole = statementOf(holder, narrowed(extractScope, records).map(statedRecord))
      const statement = list ? whole : { ...whole, records: [] }
      const issue = { subjectId: extractId, validUntil: expiresAt }
      const log = await ports.ledger.entriesOf(scope.db, personId, statement.records)
      const extract = { ...issue, kind: 'extract', statement, log, holderJwk: null } as const
      const presentation = await ports.credentials.token(scope, extract)
      if (presentation.length > SD_JWT_CHARS_MAX) return err(tooLong)
      await ports.credentials.paperSummary(scope, statement, issue)
      scope.audit({
        action: 'passport.extract-made',
        subject: { kind: 'extract', id: extractId },
        before: null,
        after: { purpose, ...extractScope, records: records.length, expiresAt }
      })
      return ok({ extractId })
    }
  })
