import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { deflate, gzip, inflateSync } from 'node:zlib'
import type { Deflate } from '../app/ports.ts'
import type { PublicJwk } from '../domain/keys.ts'
import type { Primitives } from '../domain/primitives.ts'

const SIGNATURE_BYTES = 64
/** Keys of issuers and of a few holders; the oldest is dropped. */
const KEYS_KEPT_MAX = 100
const kept = new Map<string, KeyObject>()

/** @throws for a point that is not on its curve */
function keyObject(jwk: PublicJwk): KeyObject {
  const name = JSON.stringify(jwk)
  let key = kept.get(name)
  if (!key) {
    key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    kept.set(name, key)
    if (kept.size > KEYS_KEPT_MAX) kept.delete(kept.keys().next().value!)
  }
  return key
}

const plain = (bytes: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)

export const nodePrimitives: Primitives = {
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  digest: (text) => hash('sha256', text, 'base64url'),

  verify(algorithm, jwk, data, signature) {
    if (signature.length !== SIGNATURE_BYTES || (algorithm === 'Ed25519') !== (jwk.kty === 'OKP'))
      return false
    try {
      return algorithm === 'Ed25519'
        ? verify(null, data, keyObject(jwk), signature)
        : verify('sha256', data, { key: keyObject(jwk), dsaEncoding: 'ieee-p1363' }, signature)
    } catch {
      return false
    }
  },

  inflate(bytes, bytesMax) {
    try {
      // A few hundred bytes: the way to another thread and back would take longer.
      return plain(inflateSync(bytes, { maxOutputLength: bytesMax }))
    } catch {
      return null
    }
  }
}

export const zlibDeflate: Deflate = async (bytes) => plain(await promisify(deflate)(bytes, { level: 9 }))
export const zlibGzip: Deflate = async (bytes) => plain(await promisify(gzip)(bytes, { level: 9 }))
