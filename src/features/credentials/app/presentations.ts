import { z } from 'zod'
import type { Db } from '#platform/database/database.ts'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import { command, query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { equalBytes, utf8 } from '../domain/bytes.ts'
import type { Disclosed } from '../domain/disclosed.ts'
import { SD_JWT_CHARS_MAX } from '../domain/sd-jwt.ts'
import type { Verdict } from '../domain/verdict.ts'
import { checking, explain, type ExplainedVerdict } from './check-credential.ts'
import { CHECK_LIMIT } from './limits.ts'
import type { Ports } from './ports.ts'

/** A request waits this long for a wallet, and its answer for the page that asked. */
export const PRESENTATION_MINUTES = 10
const SECRET_CHARS_MAX = 100

export interface PresentationRequest {
  readonly requestId: string
  readonly secretHash: Uint8Array
  readonly nonce: string
  readonly expiresAt: Date
  readonly answeredAt: Date | null
  readonly verdictSealed: Uint8Array | null
}

export interface PresentationStore {
  addRequest(
    db: Db,
    request: Pick<PresentationRequest, 'requestId' | 'secretHash' | 'nonce' | 'expiresAt'>,
    now: Date
  ): Promise<void>
  /** Forgets requests that are over, with what was answered to them. */
  forget(db: Db, now: Date): Promise<void>
  /** null when there is none or it is over; `lock` holds it until the transaction ends. */
  findRequest(db: Db, requestId: string, now: Date, lock?: 'lock'): Promise<PresentationRequest | null>
  answer(db: Db, requestId: string, verdictSealed: Uint8Array, now: Date): Promise<void>
}

/** The reader's side of the protocol, spoken by its library. */
export interface PresentationProtocol {
  /** As whom we ask; the holder's proof has to name it. */
  readonly clientId: string
  /** Whether all that the request asks for was disclosed. */
  isAnswered(disclosed: Disclosed): boolean
  /** The link that a wallet opens or scans. */
  requestLink(requestId: string): string
  /** The signed request behind the link. */
  requestObject(request: { requestId: string; nonce: string }, now: Date): Promise<string>
}

export interface PresentationPorts {
  readonly presentations: PresentationStore
  readonly presenting: PresentationProtocol
  newSecret(): string
  seal(text: string, context: string): Uint8Array
  unseal(sealed: Uint8Array, context: string): string
}

export interface PresentationAnswer {
  readonly state: 'waiting' | 'answered'
  readonly verdict: ExplainedVerdict | null
  /** What the wallet opens, as long as it may. */
  readonly link: string
  readonly expiresAt: Date
}

const contextOf = (requestId: string): string => `presentation ${requestId}`
const DATES = new Set(['issuedAt', 'validUntil', 'statusAsOf', 'since', 'signedAt'])

/** A reader asks a wallet for a passport, and sees what came. Nobody has to have an account. */
export function presentationUseCases(ports: Ports & PresentationPorts) {
  const { presentations, presenting } = ports
  const hashOf = async (text: string) => ports.primitives.sha256(utf8(text))
  const checkOne = checking(ports)

  return {
    askForPresentation: command({
      name: 'credentials.ask-for-presentation',
      access: 'anyone',
      limit: LIMITS.guess,
      input: z.object({}),
      async run(scope) {
        const { db, now } = scope
        const requestId = scope.newId()
        const secret = ports.newSecret()
        const expiresAt = new Date(now.getTime() + PRESENTATION_MINUTES * 60_000)
        const request = { requestId, secretHash: await hashOf(secret), nonce: ports.newSecret(), expiresAt }
        await presentations.addRequest(db, request, now)
        scope.audit({
          action: 'credentials.presentation-asked',
          subject: { kind: 'presentation-request', id: requestId },
          before: null,
          after: { expiresAt }
        })
        return ok({ requestId, secret, link: presenting.requestLink(requestId), expiresAt })
      }
    }),

    /** What stands behind the link; null when it is over or answered. */
    async requestObject(db: Db, requestId: string, now: Date): Promise<string | null> {
      const request = await presentations.findRequest(db, requestId, now)
      return request && !request.answeredAt ? presenting.requestObject(request, now) : null
    },

    /** What a wallet sends. It is checked once; a second answer to the same request is refused. */
    answerPresentation: command({
      name: 'credentials.answer-presentation',
      access: 'anyone',
      limit: CHECK_LIMIT,
      input: z.object({ requestId: id, presentation: z.string().min(1).max(SD_JWT_CHARS_MAX) }),
      async run(scope, { requestId, presentation }): Promise<Result<null>> {
        const { db, now } = scope
        const request = await presentations.findRequest(db, requestId, now, 'lock')
        if (!request || request.answeredAt) return err(failure.gone('presentation-request-gone'))
        const occasion = { audience: presenting.clientId, nonce: request.nonce }
        const verdict = await checkOne(scope, presentation, occasion)
        // Wallets are not ours: what was asked for has to be there, or nothing was answered (OpenID4VP, 8.6).
        if (verdict.outcome !== 'fails' && !presenting.isAnswered(verdict.disclosed as Disclosed))
          return err(failure.invalid('presentation-incomplete'))
        await presentations.answer(
          db,
          requestId,
          ports.seal(JSON.stringify(verdict), contextOf(requestId)),
          now
        )
        scope.audit({
          action: 'credentials.presentation-answered',
          subject: { kind: 'presentation-request', id: requestId },
          before: { answered: false },
          after: { answered: true, outcome: verdict.outcome }
        })
        return ok(null)
      }
    }),

    /** What has come; only for the page that asked. */
    readPresentation: query({
      name: 'credentials.read-presentation',
      access: 'anyone',
      limit: LIMITS.read,
      input: z.object({ requestId: id, secret: z.string().max(SECRET_CHARS_MAX) }),
      async run(scope, { requestId, secret }): Promise<Result<PresentationAnswer>> {
        const request = await presentations.findRequest(scope.db, requestId, scope.now)
        if (!request || !equalBytes(request.secretHash, await hashOf(secret)))
          return err(failure.gone('presentation-request-gone'))
        const about = { link: presenting.requestLink(requestId), expiresAt: request.expiresAt }
        if (!request.verdictSealed) return ok({ state: 'waiting', verdict: null, ...about })
        const verdict = JSON.parse(
          ports.unseal(request.verdictSealed, contextOf(requestId)),
          (name, value: unknown) => (DATES.has(name) && typeof value === 'string' ? new Date(value) : value)
        ) as Verdict
        return ok({ state: 'answered', verdict: explain(verdict, scope.actor.locale), ...about })
      }
    })
  }
}
