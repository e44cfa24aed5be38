import { isDocument, readDocument } from './statements.ts'

/** A key as its issuer publishes it. */
export interface PublishedKey {
  readonly multibase: string
  /** When it was given up, to the second. */
  readonly revoked: string | null
  /** The issuer vouches with it. */
  readonly vouches: boolean
}

/** What our DID documents hold; a key may stand in any other member, so there is none. */
const MEMBERS = ['@context', 'id', 'verificationMethod', 'assertionMethod']

/** The keys of a DID document, by their DID URLs; null for what is no DID document such as we publish. */
export function readDidDocument(text: string): ReadonlyMap<string, PublishedKey> | null {
  const document = readDocument(text)
  if (!document || Object.keys(document).some((name) => !MEMBERS.includes(name))) return null
  const { id, verificationMethod: methods, assertionMethod: vouching } = document
  if (typeof id !== 'string' || !Array.isArray(methods) || !Array.isArray(vouching)) return null
  const keys = new Map<string, PublishedKey>()
  for (const method of methods as unknown[]) {
    if (!isDocument(method)) return null
    const { id: url, publicKeyMultibase: multibase, revoked = null } = method
    if (typeof url !== 'string' || !url.startsWith(`${id}#`) || keys.has(url)) return null
    if (typeof multibase !== 'string' || (revoked !== null && typeof revoked !== 'string')) return null
    keys.set(url, { multibase, revoked, vouches: vouching.includes(url) })
  }
  return vouching.every((url) => keys.has(url as string)) ? keys : null
}
