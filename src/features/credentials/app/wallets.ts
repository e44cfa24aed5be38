import { z } from 'zod'
import type { Db } from '#platform/database/database.ts'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import { command, query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { equalBytes, toBase64url, utf8 } from '../domain/bytes.ts'
import type { LogEntries, Statement } from '../domain/statement.ts'
import type { JsonObject } from '../domain/strict-json.ts'
import type { issuing } from './issue.ts'
import type { Ports } from './ports.ts'

/** An offer waits this long for a wallet, and a wallet's access lasts as long again. */
export const OFFER_MINUTES = 10
/** Wrong transaction codes after which an offer is dead: with six digits, three in a million. */
export const PIN_TRIES_MAX = 3
export const PIN_DIGITS = 6
const TOKEN_CHARS_MAX = 200

export interface WalletOffer {
  readonly offerId: string
  readonly tries: number
  readonly expiresAt: Date
  readonly redeemedAt: Date | null
  readonly issuedAt: Date | null
}

export interface WalletStore {
  addOffer(db: Db, personId: string, offer: { offerId: string; now: Date; expiresAt: Date }): Promise<void>
  addToken(db: Db, token: WalletToken): Promise<void>
  /** Forgets codes and accesses that are over. */
  forgetTokens(db: Db, now: Date): Promise<void>
  /** Whose token it is; null for one that is unknown, of the other kind, or expired. */
  findToken(
    db: Db,
    hash: Uint8Array,
    kind: WalletToken['kind'],
    now: Date
  ): Promise<{ personId: string; offerId: string } | null>
  /** `lock`: until the transaction ends. */
  findOffer(db: Db, personId: string, offerId: string, lock: boolean): Promise<WalletOffer | null>
  countTry(db: Db, personId: string, offerId: string): Promise<void>
  markOffer(db: Db, personId: string, offerId: string, what: 'redeemed' | 'issued', now: Date): Promise<void>
}

export interface WalletToken {
  readonly hash: Uint8Array
  readonly kind: 'code' | 'access'
  readonly personId: string
  readonly offerId: string
  readonly expiresAt: Date
}

/** What the wallet's protocol says, read and written by its library. */
export interface WalletProtocol {
  /** The link that a wallet opens or scans. */
  offerLink(code: string): Promise<string>
  /** The key that a credential request proves to hold, and the nonce that the proof answers. */
  readRequest(request: JsonObject, now: Date): Promise<Result<{ holderJwk: JsonObject; nonce: string }>>
}

export interface WalletPorts {
  readonly wallets: WalletStore
  readonly protocol: WalletProtocol
  /** A secret of 32 bytes, base64url. */
  newSecret(): string
  /** From it follow nonces and what opens an offer, so that none of them has to be kept. */
  mac(message: string): Uint8Array
  statementOf(db: Db, personId: string): Promise<Statement | null>
  /** Where the public log holds what a statement says. */
  logEntriesOf(db: Db, statement: Statement): Promise<LogEntries>
}

/** Opened, a wallet has its access and has not asked for the passport yet. */
type OfferState = 'waiting' | 'opened' | 'taken' | 'over'

/** An offer as its holder sees it: what the wallet is told, only while it waits for one. */
export type ShownOffer = { readonly expiresAt: Date } & (
  | { readonly state: 'waiting'; readonly given: { readonly link: string; readonly pin: string } }
  | { readonly state: Exclude<OfferState, 'waiting'>; readonly given: null }
)

const later = (now: Date): Date => new Date(now.getTime() + OFFER_MINUTES * 60_000)

function stateOf({ issuedAt, redeemedAt, expiresAt, tries }: WalletOffer, now: Date): OfferState {
  if (issuedAt) return 'taken'
  if (redeemedAt) return now < later(redeemedAt) ? 'opened' : 'over'
  return now < expiresAt && tries < PIN_TRIES_MAX ? 'waiting' : 'over'
}

/** A holder takes the passport into a wallet: offer, access, credential. */
export function walletUseCases(
  ports: Ports & WalletPorts,
  { token }: Pick<ReturnType<typeof issuing>, 'token'>
) {
  const { wallets, protocol } = ports
  const hashOf = async (text: string) => ports.primitives.sha256(utf8(text))

  return {
    offerToWallet: command({
      name: 'credentials.offer-to-wallet',
      access: 'signed-in',
      limit: LIMITS.write,
      input: z.object({}),
      async run(scope) {
        const { db, personId, now } = scope
        const statement = await ports.statementOf(db, personId)
        if (!statement?.records.length) return err(failure.conflict('passport-empty'))
        const offerId = scope.newId()
        const expiresAt = later(now)
        await wallets.addOffer(db, personId, { offerId, now, expiresAt })
        const hash = await hashOf(secretsOf(ports, offerId).code)
        await wallets.addToken(db, { hash, kind: 'code', personId, offerId, expiresAt })
        scope.audit({
          action: 'credentials.offered-to-wallet',
          subject: { kind: 'wallet-offer', id: offerId },
          before: null,
          after: { expiresAt }
        })
        return ok({ offerId })
      }
    }),

    showOffer: query({
      name: 'credentials.show-wallet-offer',
      access: 'signed-in',
      limit: LIMITS.read,
      input: z.object({ offerId: id }),
      async run({ db, personId, now }, { offerId }) {
        const offer = await wallets.findOffer(db, personId, offerId, false)
        if (!offer) return err(failure.notFound('wallet-offer-not-found'))
        const { expiresAt } = offer
        const state = stateOf(offer, now)
        if (state !== 'waiting') return ok<ShownOffer>({ state, expiresAt, given: null })
        const { code, pin } = secretsOf(ports, offerId)
        return ok<ShownOffer>({ state, expiresAt, given: { link: await protocol.offerLink(code), pin } })
      }
    }),

    /** A wrong pin is no failure but an answer, because the count of tries must outlive it. */
    redeemOffer: command({
      name: 'credentials.redeem-wallet-offer',
      access: 'anyone',
      limit: LIMITS.wrongGuess,
      input: z.object({ code: z.string().max(TOKEN_CHARS_MAX), pin: z.string().max(20) }),
      async run(scope, { code, pin }): Promise<Result<{ accessToken: string | null }>> {
        const { db, now } = scope
        const found = await wallets.findToken(db, await hashOf(code), 'code', now)
        const offer = found && (await wallets.findOffer(db, found.personId, found.offerId, true))
        if (!found || !offer || offer.redeemedAt || offer.tries >= PIN_TRIES_MAX)
          return err(failure.gone('wallet-offer-gone'))
        const subject = { kind: 'wallet-offer', id: offer.offerId }
        if (!equalBytes(utf8(secretsOf(ports, offer.offerId).pin), utf8(pin))) {
          await wallets.countTry(db, found.personId, offer.offerId)
          const before = { tries: offer.tries }
          scope.audit({
            action: 'credentials.wallet-pin-wrong',
            subject,
            before,
            after: { tries: offer.tries + 1 }
          })
          return ok({ accessToken: null })
        }
        const accessToken = ports.newSecret()
        await wallets.markOffer(db, found.personId, offer.offerId, 'redeemed', now)
        const hash = await hashOf(accessToken)
        await wallets.addToken(db, { ...found, hash, kind: 'access', expiresAt: later(now) })
        const before = { redeemed: false }
        scope.audit({
          action: 'credentials.wallet-offer-redeemed',
          subject,
          before,
          after: { redeemed: true }
        })
        return ok({ accessToken })
      }
    }),

    issueToWallet: command({
      name: 'credentials.issue-to-wallet',
      access: 'anyone',
      limit: LIMITS.wrongGuess,
      input: z.object({
        accessToken: z.string().max(TOKEN_CHARS_MAX),
        request: z.record(z.string(), z.unknown())
      }),
      async run(scope, { accessToken, request }) {
        const { db, now } = scope
        const found = await wallets.findToken(db, await hashOf(accessToken), 'access', now)
        const offer = found && (await wallets.findOffer(db, found.personId, found.offerId, true))
        if (!found || !offer || offer.issuedAt) return err(failure.signIn('wallet-token-wrong'))
        const proof = await protocol.readRequest(request, now)
        if (!proof.ok) return proof
        const { holderJwk, nonce } = proof.value
        const isNew =
          isNonce(ports, nonce, now) && (await ports.store.spendNonce(db, await hashOf(nonce), now))
        if (!isNew) return err(failure.invalid('wallet-nonce-wrong'))
        const statement = await ports.statementOf(db, found.personId)
        // Its last record may have been taken back since it was offered.
        if (!statement?.records.length) return err(failure.conflict('passport-empty'))
        const credential = await token(scope, {
          kind: 'passport',
          subjectId: statement.holder.passportId,
          statement,
          log: await ports.logEntriesOf(db, statement),
          validUntil: null,
          holderJwk
        })
        await wallets.markOffer(db, found.personId, offer.offerId, 'issued', now)
        scope.audit({
          action: 'credentials.issued-to-wallet',
          subject: { kind: 'wallet-offer', id: offer.offerId },
          before: { issued: false },
          after: { issued: true }
        })
        return ok({ credential })
      }
    }),

    /** A nonce for a proof; anyone may ask, and nothing is kept of it. */
    newNonce: (now: Date): string => signedNonce(ports, ports.newSecret(), seconds(later(now)))
  }
}

/** The pre-authorised code, and the digits that the holder types into the wallet. */
function secretsOf({ mac }: Pick<WalletPorts, 'mac'>, offerId: string): { code: string; pin: string } {
  const number = mac(`wallet pin\n${offerId}`)
    .subarray(0, 6)
    .reduce((sum, byte) => sum * 256 + byte, 0)
  return {
    code: toBase64url(mac(`wallet code\n${offerId}`)),
    pin: String(number % 10 ** PIN_DIGITS).padStart(PIN_DIGITS, '0')
  }
}

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1000)
const MAC_CHARS = 32

const signedNonce = ({ mac }: Pick<WalletPorts, 'mac'>, secret: string, until: number): string => {
  const body = `${secret}.${until}`
  const tag = Array.from(mac(`wallet nonce\n${body}`), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${body}.${tag.slice(0, MAC_CHARS)}`
}

function isNonce(ports: Pick<WalletPorts, 'mac'>, nonce: string, now: Date): boolean {
  const [secret = '', until = ''] = nonce.split('.')
  return nonce === signedNonce(ports, secret, Number(until)) && seconds(now) <= Number(until)
}
