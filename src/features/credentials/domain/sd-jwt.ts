import { err, ok, type Result } from '#platform/prelude/index.ts'
import { fromBase64url, fromUtf8, utf8 } from './bytes.ts'
import { isObject, parseStrictJson, type JsonObject } from './strict-json.ts'
import type { Primitives } from './primitives.ts'
import type { ProblemCode } from './verdict.ts'

/*
 * Selective disclosure for JWTs (RFC 9901), the reader's side: section 7.1 step by step. It is small, strict and
 * runs in a page as well, so it is ours; the writer's side is the library's, and each is tested against the other.
 */

export const SD_JWT_CHARS_MAX = 256 * 1024
export const DISCLOSURES_MAX = 2_000

export interface Jwt {
  readonly header: JsonObject
  readonly payload: JsonObject
  /** What is signed, as it stands. */
  readonly signed: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
}

export interface SdJwt {
  readonly jwt: Jwt
  readonly disclosures: readonly string[]
  /** The holder's proof, when there is one, and all that stands before it. */
  readonly holderProof: { readonly jwt: Jwt; readonly over: string } | null
}

/** Splits a compact JWS; every part must be in its one spelling. */
export function parseJwt(text: string): Result<Jwt, ProblemCode> {
  const parts = text.split('.')
  if (parts.length !== 3) return err('token-malformed')
  const [header, payload] = [readPart(parts[0]!), readPart(parts[1]!)]
  const signature = fromBase64url(parts[2]!)
  if (!header.ok) return header
  if (!payload.ok) return payload
  if (!signature) return err('token-malformed')
  return ok({
    header: header.value,
    payload: payload.value,
    signed: utf8(`${parts[0]}.${parts[1]}`),
    signature
  })
}

function readPart(part: string): Result<JsonObject, ProblemCode> {
  const bytes = fromBase64url(part)
  const text = bytes && fromUtf8(bytes)
  if (text === null) return err('token-malformed')
  const json = parseStrictJson(text)
  if (!json.ok) return json
  return isObject(json.value) ? ok(json.value) : err('token-malformed')
}

export function parseSdJwt(text: string): Result<SdJwt, ProblemCode> {
  if (text.length > SD_JWT_CHARS_MAX) return err('document-too-large')
  const parts = text.split('~')
  if (parts.length < 2 || parts.length - 2 > DISCLOSURES_MAX) return err('token-malformed')
  const jwt = parseJwt(parts[0]!)
  if (!jwt.ok) return jwt
  const last = parts.at(-1)!
  const disclosures = parts.slice(1, -1)
  if (last === '') return ok({ jwt: jwt.value, disclosures, holderProof: null })
  const proof = parseJwt(last)
  if (!proof.ok) return err('holder-proof-malformed')
  const over = text.slice(0, text.length - last.length)
  return ok({ jwt: jwt.value, disclosures, holderProof: { jwt: proof.value, over } })
}

interface Disclosed {
  /** null for an element of a list. */
  readonly name: string | null
  readonly value: unknown
}

/**
 * Puts the disclosed claims into their places. Refuses what RFC 9901 says must be refused: an unknown hash, a digest
 * that stands twice, a disclosure that no digest asks for, a name that is reserved or already there.
 */
export async function discloseClaims(
  payload: JsonObject,
  disclosures: readonly string[],
  digestOf: Primitives['digest']
): Promise<Result<JsonObject, ProblemCode>> {
  if ((payload['_sd_alg'] ?? 'sha-256') !== 'sha-256') return err('token-malformed')
  const digests = await Promise.all(disclosures.map(digestOf))
  const byDigest = new Map<string, Disclosed>()
  for (const [at, digest] of digests.entries()) {
    const disclosed = readDisclosure(disclosures[at]!)
    if (!disclosed) return err('disclosure-malformed')
    if (byDigest.has(digest)) return err('digest-repeated')
    byDigest.set(digest, disclosed)
  }
  try {
    const seen = new Set<string>()
    const { _sd_alg: _, ...claims } = payload
    const whole = unpack(claims, byDigest, seen) as JsonObject
    for (const digest of byDigest.keys()) if (!seen.has(digest)) return err('disclosure-unreferenced')
    return ok(whole)
  } catch (error) {
    if (error instanceof Refused) return err(error.code)
    throw error
  }
}

class Refused extends Error {
  readonly code: ProblemCode
  constructor(code: ProblemCode) {
    super(code)
    this.code = code
  }
}

function readDisclosure(text: string): Disclosed | null {
  const bytes = fromBase64url(text)
  const json = bytes && fromUtf8(bytes)
  if (json === null) return null
  const parsed = parseStrictJson(json)
  if (!parsed.ok || !Array.isArray(parsed.value) || typeof parsed.value[0] !== 'string') return null
  const [, first, second] = parsed.value as unknown[]
  if (parsed.value.length === 2) return { name: null, value: first }
  return parsed.value.length === 3 && typeof first === 'string' ? { name: first, value: second } : null
}

function unpack(value: unknown, byDigest: ReadonlyMap<string, Disclosed>, seen: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  /** The disclosure that a digest stands for; undefined when it was kept back or is a decoy. */
  const find = (digest: unknown): Disclosed | undefined => {
    if (typeof digest !== 'string') throw new Refused('token-malformed')
    if (seen.has(digest)) throw new Refused('digest-repeated')
    seen.add(digest)
    return byDigest.get(digest)
  }
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => {
      if (!isObject(item) || !('...' in item)) return [unpack(item, byDigest, seen)]
      if (Object.keys(item).length !== 1) throw new Refused('token-malformed')
      const disclosed = find(item['...'])
      if (!disclosed) return []
      if (disclosed.name !== null) throw new Refused('disclosure-malformed')
      return [unpack(disclosed.value, byDigest, seen)]
    })
  const claims: [string, unknown][] = []
  let digests: unknown = []
  for (const [name, inner] of Object.entries(value)) {
    if (name === '_sd') digests = inner
    else if (isReserved(name)) throw new Refused('token-malformed')
    else claims.push([name, unpack(inner, byDigest, seen)])
  }
  if (!Array.isArray(digests)) throw new Refused('token-malformed')
  if (!digests.length) return Object.fromEntries(claims)
  const names = new Set(claims.map(([name]) => name))
  for (const digest of digests) {
    const disclosed = find(digest)
    if (!disclosed) continue
    if (disclosed.name === null) throw new Refused('disclosure-malformed')
    if (disclosed.name === '_sd' || disclosed.name === '...' || names.has(disclosed.name))
      throw new Refused('claim-reserved')
    names.add(disclosed.name)
    claims.push([disclosed.name, unpack(disclosed.value, byDigest, seen)])
  }
  return Object.fromEntries(claims)
}

const isReserved = (name: string): boolean => name === '...' || name === '_sd_alg'
