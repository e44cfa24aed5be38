import { concat, fromBase64, fromBase64url, toBase58 } from '#platform/prelude/bytes.ts'
import { isDocument, readDocument } from './statements.ts'

/** A key that the issuer lists for wallets, by the DID URL under which its DID document has it. */
export interface ListedKey {
  readonly method: string
  readonly multibase: string
  /** The certificate that goes with it, DER. */
  readonly certificate: Uint8Array
}

/** What our issuer metadata hold, each of them and nothing else. */
const MEMBERS = 'issuer jwks'
const JWKS_MEMBERS = 'keys'
const KEY_MEMBERS = 'alg crv kid kty use x x5c y'

/** Keys of the metadata of an SD-JWT VC issuer; null for what is none such as we publish. */
export function readIssuerMetadata(text: string): readonly ListedKey[] | null {
  const document = readDocument(text)
  const jwks = document?.['jwks']
  if (!has(document, MEMBERS) || !has(jwks, JWKS_MEMBERS) || !Array.isArray(jwks['keys'])) return null
  const issuer = document['issuer']
  if (typeof issuer !== 'string' || !URL.canParse(issuer)) return null
  // did:web of the address: a port is escaped.
  const did = `did:web:${encodeURIComponent(new URL(issuer).host)}`
  const keys = (jwks['keys'] as unknown[]).map((key) => readKey(did, key))
  return keys.every((key) => key !== null) ? keys : null
}

function readKey(did: string, key: unknown): ListedKey | null {
  if (!has(key, KEY_MEMBERS)) return null
  const { kid, x5c } = key
  const multibase = p256Multibase(key)
  const leaf: unknown = Array.isArray(x5c) ? x5c[0] : null
  const certificate = typeof leaf === 'string' ? fromBase64(leaf) : null
  return typeof kid === 'string' && multibase !== null && certificate
    ? { method: `${did}#${kid}`, multibase, certificate }
    : null
}

const has = (value: unknown, members: string): value is Readonly<Record<string, unknown>> =>
  isDocument(value) && Object.keys(value).toSorted().join(' ') === members

/** Multibase keys on the curve P-256, which sign SD-JWT, all begin so. */
const P256 = 'zDn'

export const isP256 = (multibase: string): boolean => multibase.startsWith(P256)

/** Multicodec of a public P-256 key as an unsigned varint. */
const P256_PUB = Uint8Array.of(0x80, 0x24)
const COORDINATE_BYTES = 32

/** A P-256 key (JWK) as `publicKeyMultibase`: base58 of its multicodec and its compressed point; null for another. */
export function p256Multibase(jwk: unknown): string | null {
  if (!isDocument(jwk) || jwk['kty'] !== 'EC' || jwk['crv'] !== 'P-256') return null
  const [x, y] = [jwk['x'], jwk['y']].map((part) => (typeof part === 'string' ? fromBase64url(part) : null))
  if (x?.length !== COORDINATE_BYTES || y?.length !== COORDINATE_BYTES) return null
  const sign = Uint8Array.of(2 + (y.at(-1)! & 1))
  return `z${toBase58(concat(P256_PUB, sign, x))}`
}
