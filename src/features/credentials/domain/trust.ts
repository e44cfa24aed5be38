import { isObject } from './strict-json.ts'
import { methodOf, type Algorithm, type Issuer, type PublicJwk, type PublicKey } from './keys.ts'
import type { LogReader } from './log.ts'
import { STATUS_LIST_ENTRIES } from './status.ts'
import type { Findings } from './verdict.ts'

/** Clocks of issuers, holders and readers may differ by so much. */
export const CLOCK_SKEW_SECONDS = 300
/** A holder's proof is made for one occasion. */
export const HOLDER_PROOF_SECONDS_MAX = 600

/** What a status list says of one entry. */
export interface StatusAnswer {
  readonly revoked: boolean
  /** When the list was signed, and how long it may be relied on. */
  readonly asOf: Date
  readonly until: Date
}

/** Whom a verifier believes, and what it can look up. */
export interface Trust {
  readonly issuers: readonly Issuer[]
  readonly now: Date
  /** null when the list is not at hand: a verifier never fetches what a credential names. */
  statusOf(url: string, index: number): Promise<StatusAnswer | null>
  /** The public log; left out where it is not at hand. */
  readonly log?: LogReader | undefined
  /** What the holder's proof has to name; left out when nobody asked for one. */
  readonly occasion?: Occasion | undefined
}

export interface Occasion {
  readonly audience: string
  readonly nonce: string
  /** Takes the nonce; false when it was taken before. */
  spend(): Promise<boolean>
}

const after = (a: Date, b: Date): boolean => a.getTime() > b.getTime() + CLOCK_SKEW_SECONDS * 1000

/** The issuer's key that has to stand under a credential, or null with what is wrong. */
export function chooseKey(
  findings: Findings,
  issuer: Issuer | undefined,
  keyId: string | null,
  algorithm: Algorithm
): PublicKey | null {
  if (!issuer) {
    findings.fails('issuer', 'issuer-foreign')
    return null
  }
  const key = issuer.keys.find((one) => one.keyId === keyId)
  if (!key) {
    findings.fails('issuer', 'key-unknown')
    return null
  }
  if (key.algorithm !== algorithm) {
    findings.fails('signature', 'algorithm-wrong')
    return null
  }
  if (key.revokedAt) findings.fails('issuer', 'key-revoked')
  else findings.holds('issuer')
  return key
}

/** The issuer and key that a DID URL names. */
export function findMethod(
  issuers: readonly Issuer[],
  method: string
): { issuer?: Issuer; keyId: string | null } {
  const [did, keyId = ''] = method.split('#', 2)
  const issuer = issuers.find((one) => one.did === did)
  return issuer ? { issuer, keyId: methodOf(issuer.did, keyId) === method ? keyId : null } : { keyId: null }
}

/** A key signs from its making to its retirement: a date outside that was not written by its rightful owner. */
export const signedInTime = ({ createdAt, retiredAt }: PublicKey, at: Date): boolean =>
  !after(createdAt, at) && !(retiredAt && after(at, retiredAt))

export function checkKeyTime(findings: Findings, key: PublicKey, signedAt: Date | null): void {
  if (signedAt && !signedInTime(key, signedAt)) findings.fails('issuer', 'key-out-of-time')
}

export function checkTime(
  findings: Findings,
  now: Date,
  from: readonly (Date | null)[],
  until: Date | null
): void {
  if (from.some((date) => date && after(date, now))) findings.fails('time', 'not-yet-valid')
  if (until && after(now, until)) findings.fails('time', 'expired')
  findings.holds('time')
}

/** Asks for the status; gives when the list that answered was signed. */
export async function checkStatus(
  findings: Findings,
  trust: Trust,
  status: { readonly url: string; readonly index: number }
): Promise<Date | null> {
  // Token Status List, 8.3: a place outside of the list says nothing, and its token is refused.
  if (status.index >= STATUS_LIST_ENTRIES) {
    findings.fails('status', 'status-malformed')
    return null
  }
  const answer = await trust.statusOf(status.url, status.index)
  if (!answer) findings.unknown('status', 'status-unknown')
  else if (answer.revoked) findings.fails('status', 'revoked')
  else if (after(trust.now, answer.until)) findings.unknown('status', 'status-stale')
  else findings.holds('status')
  return answer?.asOf ?? null
}

/** A P-256 key as it may stand in `cnf`; null for anything else. */
export function holderKeyOf(jwk: unknown): PublicJwk | null {
  if (!isObject(jwk)) return null
  const { kty, crv, x, y } = jwk
  return kty === 'EC' && crv === 'P-256' && typeof x === 'string' && typeof y === 'string'
    ? { kty, crv, x, y }
    : null
}
