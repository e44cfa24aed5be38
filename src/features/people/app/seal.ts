import type { Keystore } from '#platform/keystore/keystore.ts'

/**
 * State that a browser keeps for us between two requests, in a short-lived HttpOnly cookie: encrypted and
 * authenticated under the keystore, so that it can be neither read nor made up. `purpose` keeps kinds apart.
 */
export function seal(
  keystore: Pick<Keystore, 'encrypt'>,
  purpose: string,
  value: object,
  expiresAt: Date
): string {
  return keystore
    .encrypt(JSON.stringify({ ...value, expiresAt: expiresAt.getTime() }), purpose)
    .toString('base64url')
}

/** What was sealed; null for anything that we did not seal for this purpose, and for what has expired. */
export function unseal<T extends object>(
  keystore: Pick<Keystore, 'decrypt'>,
  purpose: string,
  sealed: string | undefined,
  now: Date
): T | null {
  try {
    const text = keystore.decrypt(Buffer.from(sealed ?? '', 'base64url'), purpose)
    const { expiresAt, ...value } = JSON.parse(text) as T & { expiresAt: number }
    return expiresAt > now.getTime() ? (value as unknown as T) : null
  } catch {
    return null
  }
}
