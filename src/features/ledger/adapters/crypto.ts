import {
  createPrivateKey,
  createPublicKey,
  hash,
  randomBytes,
  sign,
  verify,
  type KeyObject
} from 'node:crypto'
import type { Sha256 } from '../domain/sha256.ts'
import type { SignEd25519, VerifyEd25519 } from '../domain/note.ts'

/** SHA-256 of OpenSSL. */
export const nodeSha256: Sha256 = (data) => hash('sha256', data, 'buffer')

/** DER of RFC 8410 before the 32 bytes of a key. */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** A checker sees the same few keys again and again. */
const KEYS_MAX = 64
const keys = new Map<string, KeyObject>()

function publicKeyOf(raw: Uint8Array): KeyObject {
  const id = Buffer.from(raw).toString('latin1')
  let key = keys.get(id)
  if (!key) {
    if (keys.size >= KEYS_MAX) keys.clear()
    key = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, raw]), format: 'der', type: 'spki' })
    keys.set(id, key)
  }
  return key
}

const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  try {
    return verify(null, message, publicKeyOf(publicKey), signature)
  } catch {
    return false // no point of the curve
  }
}

/** A new Ed25519 private key: 32 bytes. */
export const newPrivateKey = (): Uint8Array => new Uint8Array(randomBytes(32))

export interface Ed25519Signer {
  readonly publicKey: Uint8Array
  readonly sign: SignEd25519
}

function signerOf(privateKey: Uint8Array): Ed25519Signer {
  const key = createPrivateKey({
    key: Buffer.concat([PRIVATE_PREFIX, privateKey]),
    format: 'der',
    type: 'pkcs8'
  })
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    publicKey: new Uint8Array(der.subarray(PUBLIC_PREFIX.length)),
    sign: (message) => new Uint8Array(sign(null, message, key))
  }
}

export const ed25519 = { verify: verifyEd25519, signer: signerOf }
