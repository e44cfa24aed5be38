import { utf8 } from './bytes.ts'
import {
  asCount,
  asLocalText,
  asObjects,
  asText,
  asTexts,
  disclosedAll,
  disclosedRecord,
  type Disclosed,
  type DisclosedRecord
} from './disclosed.ts'
import type { Issuer } from './keys.ts'
import { SD_JWT_CHARS_MAX } from './sd-jwt.ts'
import { passportUrn, type LogEntries, type Statement } from './statement.ts'
import { STATUS_TTL_SECONDS, tokenListUrl, type StatusSlot } from './status.ts'
import { isObject, type JsonObject } from './strict-json.ts'

/*
 * Everything that depends on drafts: SD-JWT VC (draft-ietf-oauth-sd-jwt-vc) and Token Status List
 * (draft-ietf-oauth-status-list). When they become RFCs with other names, this module changes and nothing else.
 */

export const SD_JWT_VC_TYPE = 'dc+sd-jwt'
export const HOLDER_PROOF_TYPE = 'kb+jwt'
/** What wallets sign with. */
export const HOLDER_ALGORITHM = 'ES256'
export const STATUS_TOKEN_TYPE = 'statuslist+jwt'

/** What decides about validity is never kept back, neither whole nor in part (SD-JWT VC, 2.2.2). */
export const NEVER_DISCLOSED = ['iss', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'aka_vcts', 'status']

export const VCT_KINDS = ['passport', 'extract'] as const
export type VctKind = (typeof VCT_KINDS)[number]

export const vctOf = (publicUrl: string, kind: VctKind): string => `${publicUrl}/credentials/types/${kind}`

/** What one token is issued with, at the most: readers take a bit more, for the holder's proof and what is around it. */
export const TOKEN_CHARS_MAX = SD_JWT_CHARS_MAX - 16 * 1024
/** Of these, at the most, everything but the records: certificates, envelope, totals, directions, decoys, signature. */
const FRAME_CHARS_MAX = 16 * 1024
/** Records within one token, were they as short as can be. */
export const TOKEN_RECORDS_MAX = 200

/** The list of records is filled up with decoys to a multiple of this, so that its length tells little. */
const RECORDS_STEP = 8

export interface TokenIssue {
  readonly publicUrl: string
  readonly kind: VctKind
  readonly slot: StatusSlot
  readonly issuedAt: Date
  readonly validUntil: Date | null
  /** Public key of the holder's wallet; without one the credential speaks for whoever brings it. */
  readonly holderJwk: JsonObject | null
}

/** Claims of a passport, and which of them are disclosed one by one. */
export function tokenClaims(issue: TokenIssue, statement: Statement, log: LogEntries) {
  const { publicUrl, slot } = issue
  const { passportId, name, first, last, minutes, engagements, directions, records } = disclosedAll(
    statement,
    log
  )
  const claims = {
    iss: publicUrl,
    vct: vctOf(publicUrl, issue.kind),
    iat: seconds(issue.issuedAt),
    nbf: seconds(issue.issuedAt),
    ...(issue.validUntil ? { exp: seconds(issue.validUntil) } : {}),
    ...(issue.holderJwk ? { cnf: { jwk: issue.holderJwk } } : {}),
    status: { status_list: { idx: slot.index, uri: tokenListUrl(publicUrl, slot.listId) } },
    sub: passportUrn(passportId!),
    name,
    period: { first, last },
    totals: { minutes, engagements },
    directions,
    records
  }
  const frame = {
    _sd: ['sub', 'name', 'period'],
    totals: { _sd: ['minutes', 'engagements'] },
    directions: each(directions.length, 0),
    records: each(records.length, RECORDS_STEP - (records.length % RECORDS_STEP))
  }
  return { claims, frame }
}

/**
 * How many records of a statement one token takes, from the first on. A larger passport goes out with the totals of
 * all its records and the latest of them: whoever must show an older one makes an extract of its time.
 */
export function recordsInToken({ records }: Pick<Statement, 'records'>, log: LogEntries): number {
  let chars = FRAME_CHARS_MAX
  const after = records.slice(0, TOKEN_RECORDS_MAX).findIndex((record) => {
    chars += charsOfRecord(disclosedRecord(record, log.get(record.contributionId)?.index ?? null))
    return chars > TOKEN_CHARS_MAX
  })
  return after < 0 ? Math.min(records.length, TOKEN_RECORDS_MAX) : after
}

/** A disclosure with its salt and its tilde, and its digest in the list that is signed; both in base64url. */
const charsOfRecord = (record: DisclosedRecord): number => {
  const [salt, digest] = ['s'.repeat(22), 'd'.repeat(43)]
  const bytes = utf8(JSON.stringify([salt, record])).length + `{"...":"${digest}"},`.length
  return Math.ceil((bytes * 4) / 3) + 3
}

const each = (count: number, decoys: number) => ({
  _sd: Array.from({ length: count }, (_, index) => index),
  _sd_decoy: decoys
})

/** What a verifier asks of the claims; a claim of the wrong kind is null. */
export interface TokenEnvelope {
  readonly iss: string | null
  readonly vct: string | null
  readonly issuedAt: Date | null
  readonly notBefore: Date | null
  readonly expiresAt: Date | null
  readonly holderJwk: JsonObject | null
  /** undefined when it has none. */
  readonly status: { readonly uri: string; readonly index: number } | undefined
}

/** null when a claim that decides about validity is there and is not of its kind. */
export function readEnvelope(claims: JsonObject): TokenEnvelope | null {
  const { iss, vct, iat, nbf, exp, cnf, status } = claims
  const dates = [iat, nbf, exp].map((value) => (value === undefined ? null : dateOfSeconds(value)))
  if (dates.includes(undefined)) return null
  const [issuedAt, notBefore, expiresAt] = dates as (Date | null)[]
  const jwk = isObject(cnf) ? cnf['jwk'] : undefined
  if (cnf !== undefined && !isObject(jwk)) return null
  const entry = isObject(status) ? status['status_list'] : undefined
  const place = isObject(entry) ? { uri: asText(entry['uri']), index: asCount(entry['idx']) } : null
  if (status !== undefined && (!place || place.uri === null || place.index === null)) return null
  return {
    iss: asText(iss),
    vct: asText(vct),
    issuedAt: issuedAt!,
    notBefore: notBefore!,
    expiresAt: expiresAt!,
    holderJwk: isObject(jwk) ? jwk : null,
    status: place ? { uri: place.uri!, index: place.index! } : undefined
  }
}

/** undefined for what is no date of a token. */
function dateOfSeconds(value: unknown): Date | undefined {
  const date = typeof value === 'number' ? new Date(value * 1000) : undefined
  return date && !Number.isNaN(date.getTime()) ? date : undefined
}

/** What the holder chose to disclose. */
export function disclosedClaims(claims: JsonObject): Disclosed {
  const { sub, period, totals } = claims
  const within = isObject(period) ? period : {}
  const volume = isObject(totals) ? totals : {}
  return {
    passportId: asText(sub)?.replace(/^urn:uuid:/, '') ?? null,
    name: asText(claims['name']),
    first: asText(within['first']),
    last: asText(within['last']),
    minutes: asCount(volume['minutes']),
    engagements: asCount(volume['engagements']),
    directions: asObjects(claims['directions']).map((one) => ({
      direction: asText(one['direction']) ?? '',
      minutes: asCount(one['minutes']) ?? 0,
      engagements: asCount(one['engagements']) ?? 0
    })),
    records: asObjects(claims['records']).map((one) => ({
      contributionId: asText(one['contributionId']),
      title: asLocalText(one['title']),
      role: asLocalText(one['role']),
      organiser: asLocalText(one['organiser']),
      regionCode: asText(one['regionCode']),
      locality: asText(one['locality']),
      directions: asTexts(one['directions']),
      from: asText(one['from']) ?? '',
      to: asText(one['to']) ?? '',
      minutes: asCount(one['minutes']) ?? 0,
      grade: asText(one['grade']),
      confirmedAt: asText(one['confirmedAt']),
      confirmerRole: asText(one['confirmerRole']),
      logIndex: asCount(one['logIndex'])
    }))
  }
}

/** Claims of a Token Status List. */
export const statusTokenClaims = (uri: string, lst: string, issuedAt: Date, validUntil: Date) => ({
  sub: uri,
  iat: seconds(issuedAt),
  exp: seconds(validUntil),
  ttl: STATUS_TTL_SECONDS,
  status_list: { bits: 1, lst }
})

/** What a wallet shows of the type (SD-JWT VC Type Metadata). */
export const typeMetadata = (publicUrl: string, kind: VctKind, names: Readonly<Record<string, string>>) => ({
  vct: vctOf(publicUrl, kind),
  name: names['en'],
  display: Object.entries(names).map(([locale, name]) => ({ locale, name }))
})

/** Keys that still vouch, as `/.well-known/jwt-vc-issuer` gives them to wallets that follow no chain. */
export const issuerMetadata = ({ url, keys }: Pick<Issuer, 'url' | 'keys'>) => ({
  issuer: url,
  jwks: {
    keys: keys
      .filter(({ algorithm, revokedAt }) => algorithm === 'ES256' && !revokedAt)
      .map(({ keyId, jwk, chain }) => ({ ...jwk, kid: keyId, alg: 'ES256', use: 'sig', x5c: chain }))
  }
})

export const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1000)
