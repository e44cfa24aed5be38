import { concat, fromBase64url, toBase58 } from './bytes.ts'

/**
 * What the issuer signs with. Ed25519 stands under Data Integrity proofs and under paper, ES256 (P-256) with its
 * X.509 chain under SD-JWT and status tokens.
 */
export const ALGORITHMS = ['Ed25519', 'ES256'] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** The public half of a signing key, and its life. What it has signed is judged by these dates for ever. */
export interface PublicKey {
  /** First 8 bytes of the key's RFC 7638 thumbprint, base64url: 11 characters. */
  readonly keyId: string
  readonly algorithm: Algorithm
  readonly jwk: PublicJwk
  /** Base64 DER, leaf first, without the root; empty for Ed25519. */
  readonly chain: readonly string[]
  /** Leaves that were replaced; what was signed with them goes on holding. */
  readonly formerLeaves: readonly string[]
  readonly createdAt: Date
  /** Signs no more, and what it signed before goes on holding. */
  readonly retiredAt: Date | null
  /** Given up: nothing that it ever signed holds any more. */
  readonly revokedAt: Date | null
}

export type PublicJwk =
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }

/** An issuer as a verifier knows it. */
export interface Issuer {
  readonly did: string
  /** Address of the issuer, the `iss` of SD-JWT. */
  readonly url: string
  readonly name: string
  readonly keys: readonly PublicKey[]
}

/** did:web of an address: `https://erikti.kz` is `did:web:erikti.kz`, a port is escaped. */
export const didOf = (publicUrl: string): string => `did:web:${encodeURIComponent(new URL(publicUrl).host)}`

export const methodOf = (did: string, keyId: string): string => `${did}#${keyId}`

/** True when the issuer signs with it now. */
export const isCurrent = (key: PublicKey): boolean => !key.retiredAt && !key.revokedAt

/** Members of a thumbprint in the order of RFC 7638. */
export const thumbprintText = (jwk: PublicJwk): string =>
  jwk.kty === 'OKP'
    ? JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x })
    : JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y })

/** Multicodec prefixes of public keys as unsigned varints. */
const ED25519_PUB = Uint8Array.of(0xed, 0x01)
const P256_PUB = Uint8Array.of(0x80, 0x24)

/** The key as `publicKeyMultibase`: base58 of its multicodec, P-256 as a compressed point. */
export function multibaseOf(jwk: PublicJwk): string {
  const x = fromBase64url(jwk.x)!
  if (jwk.kty === 'OKP') return `z${toBase58(concat(ED25519_PUB, x))}`
  const odd = fromBase64url(jwk.y)!.at(-1)! & 1
  return `z${toBase58(concat(P256_PUB, Uint8Array.of(2 + odd), x))}`
}

/** A verification method as it stands in the DID document and as Data Integrity verifiers want it. */
export const multikeyOf = (did: string, key: PublicKey) => ({
  id: methodOf(did, key.keyId),
  type: 'Multikey' as const,
  controller: did,
  publicKeyMultibase: multibaseOf(key.jwk),
  ...(key.revokedAt ? { revoked: withoutMillis(key.revokedAt) } : {})
})

/**
 * The issuer's DID document. Every key that ever signed stands in it; those that were revoked are named with the
 * date and may vouch for nothing.
 */
export const didDocument = ({ did, keys }: Pick<Issuer, 'did' | 'keys'>) => ({
  '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
  id: did,
  verificationMethod: keys.map((key) => multikeyOf(did, key)),
  assertionMethod: keys.filter((key) => !key.revokedAt).map((key) => methodOf(did, key.keyId))
})

/** Whole seconds, as XML Schema dates of credentials are written. */
export const withoutMillis = (instant: Date): string => instant.toISOString().replace(/\.\d+Z$/, 'Z')
