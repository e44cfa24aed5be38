import type { Db } from '#platform/database/database.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { WriteScope } from '#platform/use-case.ts'
import { didOf, isCurrent, type Algorithm, type PublicKey } from '../domain/keys.ts'
import { badgeOf, CLR_BADGES_MAX, clrOf, type BadgeWords } from '../domain/open-badge.ts'
import { paperText, recordClaims, summaryClaims } from '../domain/paper.ts'
import { proofCode } from '../domain/proof-code.ts'
import { recordsInToken, SD_JWT_VC_TYPE, tokenClaims, type VctKind } from '../domain/sd-jwt-vc.ts'
import type { Holder, LogEntries, LogEntry, StatedRecord, Statement } from '../domain/statement.ts'
import type { StatusSlot } from '../domain/status.ts'
import type { JsonObject } from '../domain/strict-json.ts'
import { credentialsWords } from '../messages/index.ts'
import type { IssuedCredential, IssuedForm, Ports } from './ports.ts'

/** What issuing needs of a use case's scope. */
export interface IssueScope {
  readonly db: Db
  readonly now: Date
  newId(): string
}

const EDITION_CHARS = 22

/**
 * Credentials are signed when they are first asked for and kept: the same content is the same credential, until it
 * is withdrawn or its key is given up.
 */
export function issuing(ports: Ports) {
  const { store, keys, publicUrl } = ports
  const did = didOf(publicUrl)

  async function currentKey(algorithm: Algorithm): Promise<PublicKey> {
    const key = (await keys.list()).findLast((one) => one.algorithm === algorithm && isCurrent(one))
    if (!key) throw new Error(`there is no ${algorithm} key to sign with`)
    return key
  }

  interface Making {
    readonly personId: string
    readonly form: IssuedForm
    readonly subjectId: string
    readonly algorithm: Algorithm
    /** All that it says; null when each one is to be its own, so that wallets cannot be linked. */
    readonly content: object | null
    make(making: { credentialId: string; slot: StatusSlot; key: PublicKey }): Promise<string>
  }

  async function issueOnce(scope: IssueScope, making: Making): Promise<string> {
    const { personId, form, subjectId, algorithm } = making
    const credentialId = scope.newId()
    const edition = making.content ? await digestOf(making.content) : credentialId
    const earlier = making.content && (await store.find(scope.db, personId, { form, subjectId, edition }))
    if (earlier) {
      const key = (await keys.list()).find(({ keyId }) => keyId === earlier.keyId)
      if (key && !key.revokedAt) return earlier.document
      await store.revoke(scope.db, personId, [earlier], scope.now, 'key-revoked')
    }
    const key = await currentKey(algorithm)
    const slot = await store.takeSlot(scope.db, scope.now, ports.randomSpread())
    const document = await making.make({ credentialId, slot, key })
    const issued: IssuedCredential = {
      credentialId,
      form,
      subjectId,
      edition,
      slot,
      keyId: key.keyId,
      issuedAt: scope.now,
      document
    }
    return (await store.add(scope.db, personId, issued)).document
  }

  async function digestOf(content: object): Promise<string> {
    return (await ports.primitives.digest(JSON.stringify(content))).slice(0, EDITION_CHARS)
  }

  const issueOf = (scope: IssueScope, made: { credentialId: string; slot: StatusSlot }, locale: Locale) => ({
    publicUrl,
    issuer: { did, name: ports.issuerName },
    credentialId: made.credentialId,
    slot: made.slot,
    issuedAt: scope.now,
    locale
  })

  const signDocument = async (
    scope: IssueScope,
    document: JsonObject,
    { keyId }: PublicKey
  ): Promise<string> =>
    JSON.stringify(await ports.linkedDataSigner.sign(document, { did, keyId, at: scope.now }))

  async function signPaper(claims: Uint8Array<ArrayBuffer>, { keyId }: PublicKey): Promise<string> {
    const paper = paperText(keyId, claims, await ports.deflate(claims))
    return paper.finish(await keys.sign(keyId, paper.toSign))
  }

  const paperIssueOf = (
    scope: IssueScope,
    { credentialId, slot, key }: { credentialId: string; slot: StatusSlot; key: PublicKey },
    validUntil: Date | null
  ) => ({ publicUrl, did, keyId: key.keyId, credentialId, slot, issuedAt: scope.now, validUntil })

  const badge = (
    scope: IssueScope,
    wish: { holder: Holder; record: StatedRecord; logEntry: LogEntry | null; locale: Locale }
  ): Promise<string> =>
    issueOnce(scope, {
      personId: wish.holder.personId,
      form: 'badge',
      subjectId: wish.record.contributionId,
      algorithm: 'Ed25519',
      content: wish,
      make: (made) =>
        signDocument(
          scope,
          badgeOf(
            issueOf(scope, made, wish.locale),
            wish.holder,
            wish.record,
            wish.logEntry,
            wordsOf(wish.locale)
          ),
          made.key
        )
    })

  /** Revokes whatever was issued of these subjects, in the transaction of the change; gives what it was. */
  async function withdrawIn(db: Db, now: Date, what: Withdrawal): Promise<IssuedCredential[]> {
    const good = await store.goodOnes(db, what.personId, what.subjectIds)
    await store.revoke(db, what.personId, good, now, what.reason)
    return good
  }

  return {
    /** Open Badges 3.0 of one contribution, JSON. */
    badge,

    /** CLR 2.0 of the passport, JSON: its latest badges, each of them signed. */
    async clr(
      scope: IssueScope,
      wish: { statement: Statement; log: LogEntries; locale: Locale }
    ): Promise<string> {
      const { statement, log, locale } = wish
      const { holder, records } = statement
      const badges: JsonObject[] = []
      for (const record of latestOf(records, CLR_BADGES_MAX)) {
        const logEntry = log.get(record.contributionId) ?? null
        badges.push(JSON.parse(await badge(scope, { holder, record, logEntry, locale })) as JsonObject)
      }
      return issueOnce(scope, {
        personId: holder.personId,
        form: 'clr',
        subjectId: holder.passportId,
        algorithm: 'Ed25519',
        content: { holder, badges, locale },
        make: (made) =>
          signDocument(
            scope,
            clrOf(
              issueOf(scope, made, locale),
              holder,
              badges,
              records.length > badges.length,
              wordsOf(locale)
            ),
            made.key
          )
      })
    },

    /** SD-JWT VC of the passport or of an extract, with as many records as it takes; each is disclosed alone. */
    token: (
      scope: IssueScope,
      wish: {
        kind: VctKind
        /** The passport's or the extract's id. */
        subjectId: string
        statement: Statement
        log: LogEntries
        validUntil: Date | null
        holderJwk: JsonObject | null
        /** How many of its records, from the first on; as many as it takes when left out. */
        listed?: number
      }
    ): Promise<string> =>
      issueOnce(scope, {
        personId: wish.statement.holder.personId,
        form: 'sd-jwt',
        subjectId: wish.subjectId,
        algorithm: 'ES256',
        content: wish.holderJwk ? null : { ...wish, log: [...wish.log] },
        make({ slot, key }) {
          const { kind, validUntil, holderJwk, statement, log } = wish
          const { listed = recordsInToken(statement, log) } = wish
          const issue = { publicUrl, kind, slot, issuedAt: scope.now, validUntil, holderJwk }
          const records = statement.records.slice(0, listed)
          const { claims, frame } = tokenClaims(issue, { ...statement, records }, log)
          const header = { typ: SD_JWT_VC_TYPE, kid: key.keyId, x5c: key.chain }
          return ports.tokenSigner.issue(claims, frame, header, key.keyId)
        }
      }),

    /** What the QR code on a printed passport holds; of an extract, its own id and its end are given. */
    paperSummary: (
      scope: IssueScope,
      { holder, totals }: Pick<Statement, 'holder' | 'totals'>,
      { subjectId, validUntil }: { subjectId: string; validUntil: Date | null } = {
        subjectId: holder.passportId,
        validUntil: null
      }
    ): Promise<string> =>
      issueOnce(scope, {
        personId: holder.personId,
        form: 'paper-summary',
        subjectId,
        algorithm: 'Ed25519',
        content: { holder, totals, validUntil },
        make: (made) =>
          signPaper(summaryClaims(paperIssueOf(scope, made, validUntil), { holder, totals }), made.key)
      }),

    /** What the QR code of one record on the archive sheet holds. */
    paperRecord: (
      scope: IssueScope,
      wish: { holder: Holder; record: StatedRecord; logIndex: number | null }
    ): Promise<string> =>
      issueOnce(scope, {
        personId: wish.holder.personId,
        form: 'paper-record',
        subjectId: wish.record.contributionId,
        algorithm: 'Ed25519',
        content: wish,
        make: (made) =>
          signPaper(recordClaims(paperIssueOf(scope, made, null), wish, wish.record, wish.logIndex), made.key)
      }),

    /** A proof file of the public log as the text of a QR code; null when it is too long for one. */
    proofCode: (file: string): Promise<string | null> => proofCode(file, ports.deflate),

    /** What was issued of a subject and is still good, by its form; of several the latest. */
    async goodOf(
      db: Db,
      personId: string,
      subjectId: string
    ): Promise<Readonly<Partial<Record<IssuedForm, string>>>> {
      const revoked = new Set((await keys.list()).filter((key) => key.revokedAt).map((key) => key.keyId))
      const good = await store.goodOnes(db, personId, [subjectId])
      const inTime = good
        .filter(({ keyId }) => !revoked.has(keyId))
        .toSorted((a, b) => a.issuedAt.getTime() - b.issuedAt.getTime())
      return Object.fromEntries(inTime.map(({ form, document }) => [form, document]))
    },

    /** The SD-JWT of a subject as it was issued last, revoked ones too: to be checked, not to be given out. */
    async lastToken(db: Db, personId: string, subjectId: string): Promise<string | null> {
      return (await store.latest(db, personId, { form: 'sd-jwt', subjectId }))?.document ?? null
    },

    withdrawIn,

    /** The same within a use case, which is audited. Gives how many. */
    async withdraw(scope: Pick<WriteScope, 'db' | 'now' | 'audit'>, what: Withdrawal): Promise<number> {
      const withdrawn = await withdrawIn(scope.db, scope.now, what)
      for (const { credentialId, form } of withdrawn)
        scope.audit({
          action: 'credentials.credential-revoked',
          subject: { kind: 'credential', id: credentialId },
          before: { form, good: true },
          after: { form, good: false, reason: what.reason }
        })
      return withdrawn.length
    }
  }
}

const latestOf = (records: readonly StatedRecord[], count: number): StatedRecord[] =>
  records.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime()).slice(0, count)

/** Whose credentials of which subjects go, and why. */
export interface Withdrawal {
  readonly personId: string
  /** A corrected contribution together with the passport that it stands in, or a withdrawn extract. */
  readonly subjectIds: readonly string[]
  readonly reason: string
}

function wordsOf(locale: Locale): BadgeWords {
  const t = credentialsWords(locale)
  return {
    criteria: t('badge.criteria'),
    minutes: t('badge.minutes'),
    evidence: t('badge.evidence'),
    clrName: t('badge.record')
  }
}
