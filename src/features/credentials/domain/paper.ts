import { err, ok, type Day, type LocalText, type Result } from '#platform/prelude/index.ts'
import { fromBase45, toBase45 } from './base45.ts'
import { fromBase64url, toBase64url, uuidBytes, uuidOf } from './bytes.ts'
import { decodeCbor, encodeCbor, type Cbor, type Tagged } from './cbor.ts'
import { NOTHING_DISCLOSED, type Disclosed, type DisclosedRecord } from './disclosed.ts'
import { seconds } from './sd-jwt-vc.ts'
import type { StatedRecord, Statement } from './statement.ts'
import { tokenListUrl, type StatusSlot } from './status.ts'
import type { ProblemCode } from './verdict.ts'

/*
 * A credential as a QR code: COSE_Sign1 (RFC 9052, Ed25519) over CWT claims (RFC 8392), compressed when that is
 * smaller, in base45 behind a prefix of our own. What is compressed is the payload within the signature: nothing is
 * unpacked before the signature holds, so a bomb does not even come to be opened, and no bit of it is free.
 */

export const PAPER_PREFIX = 'ERIKTI1:'

/** A QR code of version 40 holds 4,296 such characters at most. */
export const PAPER_CHARS_MAX = 4_296
/** A summary or a record with its proof stays far below; more than that unpacked is no credential. */
export const PAPER_PAYLOAD_BYTES_MAX = 16 * 1024

const COSE_SIGN1_TAG = 18
const HEADER = { algorithm: 1, keyId: 4 } as const
const EDDSA = -8
/** First byte of a zlib stream; claims are a CBOR map and begin with 0xa0 to 0xbf. */
const ZLIB = 0x78

/** Claims of CWT by their registered numbers; ours stands at a number for private use. */
const CLAIM = { iss: 1, exp: 4, iat: 6, cti: 7, status: 65_535, passport: -65_537 } as const

/** Names within our claim. Numbers are printed on paper and never change their meaning. */
const FIELD = {
  passportId: 1,
  name: 2,
  first: 3,
  last: 4,
  minutes: 5,
  engagements: 6,
  directions: 7,
  record: 8
} as const
const RECORD = {
  contributionId: 1,
  title: 2,
  role: 3,
  organiser: 4,
  region: 5,
  locality: 6,
  directions: 7,
  from: 8,
  to: 9,
  minutes: 10,
  grade: 11,
  confirmedAt: 12,
  confirmerRole: 13,
  logIndex: 14
} as const

export interface PaperIssue {
  readonly publicUrl: string
  readonly did: string
  readonly keyId: string
  readonly credentialId: string
  readonly slot: StatusSlot
  readonly issuedAt: Date
  readonly validUntil: Date | null
}

/** The summary that stands on the printed passport: whose, how much, in which directions, until when. */
export const summaryClaims = (
  issue: PaperIssue,
  { holder, totals }: Pick<Statement, 'holder' | 'totals'>
): Uint8Array<ArrayBuffer> =>
  encodeCbor(
    claimsOf(issue, [
      [FIELD.passportId, uuidBytes(holder.passportId)],
      [FIELD.name, holder.name],
      [FIELD.first, dayNumber(totals.first)],
      [FIELD.last, dayNumber(totals.last)],
      [FIELD.minutes, totals.minutes],
      [FIELD.engagements, totals.engagements],
      [
        FIELD.directions,
        totals.byDirection.map(({ direction, minutes, engagements }) => [direction, minutes, engagements])
      ]
    ])
  )

/** One record alone, to stand beside its proof from the public log. */
export const recordClaims = (
  issue: PaperIssue,
  { holder }: Pick<Statement, 'holder'>,
  record: StatedRecord,
  logIndex: number | null
): Uint8Array<ArrayBuffer> =>
  encodeCbor(
    claimsOf(issue, [
      [FIELD.passportId, uuidBytes(holder.passportId)],
      [FIELD.name, holder.name],
      [
        FIELD.record,
        new Map<number, Cbor>([
          [RECORD.contributionId, uuidBytes(record.contributionId)],
          [RECORD.title, textMap(record.title)],
          [RECORD.role, textMap(record.role)],
          [RECORD.organiser, textMap(record.organiserName)],
          [RECORD.region, record.regionCode],
          [RECORD.locality, record.locality],
          [RECORD.directions, [...record.directions]],
          [RECORD.from, seconds(record.startedAt)],
          [RECORD.to, seconds(record.endedAt)],
          [RECORD.minutes, record.minutes],
          [RECORD.grade, record.grade],
          [RECORD.confirmedAt, seconds(record.confirmedAt)],
          [RECORD.confirmerRole, record.confirmerRole],
          [RECORD.logIndex, logIndex]
        ])
      ]
    ])
  )

const claimsOf = (issue: PaperIssue, fields: [number, Cbor][]): Cbor =>
  new Map<number, Cbor>([
    [CLAIM.iss, issue.did],
    ...(issue.validUntil ? [[CLAIM.exp, seconds(issue.validUntil)] as [number, Cbor]] : []),
    [CLAIM.iat, seconds(issue.issuedAt)],
    [CLAIM.cti, uuidBytes(issue.credentialId)],
    [
      CLAIM.status,
      new Map([
        [
          'status_list',
          new Map<string, Cbor>([
            ['idx', issue.slot.index],
            ['uri', tokenListUrl(issue.publicUrl, issue.slot.listId)]
          ])
        ]
      ])
    ],
    [CLAIM.passport, new Map(fields)]
  ])

/** Prepares for signing: compresses when smaller; `finish` makes the text from the signature. */
export function paperText(
  keyId: string,
  claims: Uint8Array<ArrayBuffer>,
  compressed: Uint8Array<ArrayBuffer>
) {
  const payload = compressed.length < claims.length ? compressed : claims
  const header = encodeCbor(
    new Map<number, Cbor>([
      [HEADER.algorithm, EDDSA],
      [HEADER.keyId, fromBase64url(keyId)!]
    ])
  )
  return {
    toSign: signatureBytes(header, payload),
    finish: (signature: Uint8Array): string =>
      PAPER_PREFIX +
      toBase45(
        encodeCbor({ tag: COSE_SIGN1_TAG, value: [header, new Map<number, Cbor>(), payload, signature] })
      )
  }
}

/** RFC 9052, section 4.4. */
const signatureBytes = (header: Uint8Array, payload: Uint8Array): Uint8Array<ArrayBuffer> =>
  encodeCbor(['Signature1', header, new Uint8Array(0), payload])

export interface SignedPaper {
  readonly keyId: string
  readonly toVerify: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
  readonly payload: Uint8Array<ArrayBuffer>
  readonly isCompressed: boolean
}

/** Opens the envelope. Nothing in it has been checked yet. */
export function readPaper(text: string): Result<SignedPaper, ProblemCode> {
  if (text.length > PAPER_CHARS_MAX) return err('document-too-large')
  if (!text.startsWith(PAPER_PREFIX)) return err('format-unknown')
  const bytes = fromBase45(text.slice(PAPER_PREFIX.length))
  const sign1 = bytes && decodeCbor(bytes)
  if (!isTagged(sign1) || sign1.tag !== COSE_SIGN1_TAG || !Array.isArray(sign1.value))
    return err('token-malformed')
  const [header, unsigned, payload, signature, ...more] = sign1.value as Cbor[]
  if (!isBytes(header) || !isBytes(payload) || !isBytes(signature) || more.length)
    return err('token-malformed')
  // Nothing may stand outside the signature.
  if (!(unsigned instanceof Map) || unsigned.size) return err('token-malformed')
  const named = decodeCbor(header)
  if (!(named instanceof Map) || named.size !== 2) return err('critical-header-unknown')
  const keyId = named.get(HEADER.keyId)
  if (named.get(HEADER.algorithm) !== EDDSA) return err('algorithm-wrong')
  if (!isBytes(keyId)) return err('token-malformed')
  return ok({
    keyId: toBase64url(keyId),
    toVerify: signatureBytes(header, payload),
    signature,
    payload,
    isCompressed: payload[0] === ZLIB
  })
}

export interface PaperClaims {
  readonly issuerDid: string
  readonly issuedAt: Date
  readonly validUntil: Date | null
  readonly status: { readonly uri: string; readonly index: number }
  readonly disclosed: Disclosed
}

/** Reads the unpacked claims; null when they are not what we print. */
export function readPaperClaims(payload: Uint8Array): PaperClaims | null {
  const claims = decodeCbor(payload)
  if (!(claims instanceof Map)) return null
  const [iss, iat, exp] = [claims.get(CLAIM.iss), claims.get(CLAIM.iat), claims.get(CLAIM.exp)]
  const entry = mapAt(mapAt(claims, CLAIM.status), 'status_list')
  const fields = mapAt(claims, CLAIM.passport)
  const [uri, index] = [entry?.get('uri'), entry?.get('idx')]
  if (typeof iss !== 'string' || typeof iat !== 'number' || !fields) return null
  if (exp !== undefined && typeof exp !== 'number') return null
  if (typeof uri !== 'string' || typeof index !== 'number') return null
  return {
    issuerDid: iss,
    issuedAt: new Date(iat * 1000),
    validUntil: exp === undefined ? null : new Date(exp * 1000),
    status: { uri, index },
    disclosed: readFields(fields)
  }
}

type Fields = ReadonlyMap<number | string, Cbor>

function readFields(fields: Fields): Disclosed {
  const record = mapAt(fields, FIELD.record)
  return {
    ...NOTHING_DISCLOSED,
    passportId: uuidAt(fields, FIELD.passportId),
    name: textAt(fields, FIELD.name),
    first: dayAt(fields, FIELD.first),
    last: dayAt(fields, FIELD.last),
    minutes: countAt(fields, FIELD.minutes),
    engagements: countAt(fields, FIELD.engagements),
    directions: listAt(fields, FIELD.directions).flatMap((one) => {
      const [direction, minutes, engagements] = Array.isArray(one) ? (one as Cbor[]) : []
      return typeof direction === 'string' && typeof minutes === 'number' && typeof engagements === 'number'
        ? [{ direction, minutes, engagements }]
        : []
    }),
    records: record ? [readRecord(record)] : []
  }
}

const readRecord = (record: Fields): DisclosedRecord => ({
  contributionId: uuidAt(record, RECORD.contributionId),
  title: localTextAt(record, RECORD.title),
  role: localTextAt(record, RECORD.role),
  organiser: localTextAt(record, RECORD.organiser),
  regionCode: textAt(record, RECORD.region),
  locality: textAt(record, RECORD.locality),
  directions: listAt(record, RECORD.directions).filter((one) => typeof one === 'string'),
  from: instantAt(record, RECORD.from) ?? '',
  to: instantAt(record, RECORD.to) ?? '',
  minutes: countAt(record, RECORD.minutes) ?? 0,
  grade: textAt(record, RECORD.grade),
  confirmedAt: instantAt(record, RECORD.confirmedAt),
  confirmerRole: textAt(record, RECORD.confirmerRole),
  logIndex: countAt(record, RECORD.logIndex)
})

const DAY_MS = 86_400_000

const dayNumber = (day: Day | null): number | null =>
  day === null ? null : Date.parse(`${day}T00:00:00Z`) / DAY_MS

const textMap = (text: LocalText): Cbor => new Map(Object.entries(text))

const isTagged = (value: Cbor | null): value is Tagged =>
  typeof value === 'object' && value !== null && 'tag' in value
const isBytes = (value: Cbor | undefined): value is Uint8Array<ArrayBuffer> => value instanceof Uint8Array

function mapAt(map: Fields | null, key: number | string): Fields | null {
  const value = map?.get(key)
  return value instanceof Map ? (value as Fields) : null
}

function listAt(map: Fields, key: number): readonly Cbor[] {
  const value = map.get(key)
  return Array.isArray(value) ? (value as Cbor[]) : []
}

function textAt(map: Fields, key: number): string | null {
  const value = map.get(key)
  return typeof value === 'string' ? value : null
}

function countAt(map: Fields, key: number): number | null {
  const value = map.get(key)
  return typeof value === 'number' && value >= 0 ? value : null
}

function uuidAt(map: Fields, key: number): string | null {
  const value = map.get(key)
  return value instanceof Uint8Array && value.length === 16 ? uuidOf(value) : null
}

function dayAt(map: Fields, key: number): Day | null {
  const days = countAt(map, key)
  return days === null ? null : (instantOrNull(days * DAY_MS)?.slice(0, 10) ?? null)
}

function instantAt(map: Fields, key: number): string | null {
  const at = countAt(map, key)
  return at === null ? null : instantOrNull(at * 1000)
}

function instantOrNull(ms: number): string | null {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

function localTextAt(map: Fields, key: number): LocalText {
  const { kk, ru, en } = Object.fromEntries(mapAt(map, key) ?? [])
  return Object.fromEntries(Object.entries({ kk, ru, en }).filter(([, text]) => typeof text === 'string'))
}
