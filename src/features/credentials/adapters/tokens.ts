import { createHash, randomBytes } from 'node:crypto'
import type { SigningKeys, TokenSigner } from '../app/ports.ts'
import { toBase64url, utf8 } from '../domain/bytes.ts'

const SALT_BYTES = 16

/** SD-JWTs by the library of the OpenWallet Foundation; the frame says what is disclosed alone. */
export const tokenSigner = (keys: Pick<SigningKeys, 'sign'>): TokenSigner => {
  const signer = (keyId: string) => async (data: string) => toBase64url(await keys.sign(keyId, utf8(data)))
  return {
    async issue(claims, frame, header, keyId) {
      const { SDJwtInstance } = await import('@sd-jwt/core')
      const { typ, ...rest } = header as { typ: string }
      const instance = new SDJwtInstance({
        signer: signer(keyId),
        signAlg: 'ES256',
        hasher: (data) =>
          new Uint8Array(
            createHash('sha256')
              .update(typeof data === 'string' ? data : new Uint8Array(data))
              .digest()
          ),
        hashAlg: 'sha-256',
        saltGenerator: () => randomBytes(SALT_BYTES).toString('base64url')
      })
      return instance.issue({ ...claims }, frame as object, { header: { typ, ...rest } })
    },

    async sign(payload, header, keyId) {
      const signed = [{ alg: 'ES256', ...header }, payload]
        .map((part) => toBase64url(utf8(JSON.stringify(part))))
        .join('.')
      return `${signed}.${await signer(keyId)(signed)}`
    }
  }
}
