import { fromUtf8 } from '#platform/prelude/bytes.ts'
import { readDidDocument, type PublishedKey } from '../domain/did-document.ts'
import { isP256, p256Multibase, readIssuerMetadata, type ListedKey } from '../domain/issuer-metadata.ts'
import type { StatedKey, StatementReader } from '../domain/statements.ts'
import type { Finding } from './findings.ts'

const KEYS_PATH = '/.well-known/did.json'
const METADATA_PATH = '/.well-known/jwt-vc-issuer'
const CHAIN_PATH = '/.well-known/issuer-chain.pem'

/** The key that a certificate is about, DER or the first of PEM, as a JWK; null when it cannot be read. */
export type CertifiedKey = (certificate: Uint8Array) => unknown

export interface KeyAudit {
  readonly stated: Pick<StatementReader, 'keys'>
  readonly site: {
    get(path: string): Promise<Uint8Array | null>
    readonly certifiedKey: CertifiedKey
  }
  /** Something is published that the log has to state, soon if not yet. */
  claim(finding: Finding, isStated: () => boolean): void
}

/**
 * Holds the keys of the issuer against what the log states of them, wherever they are published: in the DID document,
 * in the list that wallets read, in the chain of certificates. Gives what is amiss as it stands now.
 */
export async function lookAtKeys({ stated, site, claim }: KeyAudit): Promise<Finding[]> {
  return [...(await lookAtDocument()), ...(await lookAtMetadata()), ...(await lookAtChain())]

  async function lookAtDocument(): Promise<Finding[]> {
    const bytes = await site.get(KEYS_PATH)
    if (!bytes && !stated.keys.size) return []
    const published = bytes && readDidDocument(fromUtf8(bytes) ?? '')
    if (!published) return [unreadable(KEYS_PATH, bytes && 'it is no DID document with keys alone')]
    for (const [method, key] of published) claimKey(method, key)
    return [...stated.keys].flatMap(([method, key]) => missingKey(method, key, published.get(method)))
  }

  function claimKey(method: string, { multibase, revoked }: PublishedKey): void {
    const subject = `key ${method}`
    claimKnown(subject, method, multibase)
    if (revoked !== null)
      claim(
        { kind: 'key-unstated', subject, detail: `the log does not know it as revoked at ${revoked}` },
        () => withoutMillis(stated.keys.get(method)?.revokedAt) === revoked
      )
  }

  function claimKnown(subject: string, method: string, multibase: string): void {
    claim(
      { kind: 'key-unstated', subject, detail: `the log does not know it as ${multibase}` },
      () => stated.keys.get(method)?.multibase === multibase
    )
  }

  /** Every key that signs SD-JWT or signed it, and none that was given up. */
  async function lookAtMetadata(): Promise<Finding[]> {
    const good = [...stated.keys].filter(([, key]) => isP256(key.multibase) && key.revokedAt === null)
    const bytes = await site.get(METADATA_PATH)
    if (!bytes && !good.length) return []
    const listed = bytes && readIssuerMetadata(fromUtf8(bytes) ?? '')
    if (!listed) return [unreadable(METADATA_PATH, bytes && 'it holds no list of keys alone')]
    for (const key of listed) claimListed(key)
    const methods = new Set(listed.map(({ method }) => method))
    return [
      ...good
        .filter(([method]) => !methods.has(method))
        .map(([method]) => missing(listedSubject(method), 'the log states it as good, and it is not listed')),
      ...listed
        .filter(({ method }) => stated.keys.get(method)?.revokedAt)
        .map(({ method }) =>
          missing(listedSubject(method), 'it is listed, and the log states that it was revoked')
        )
    ]
  }

  function claimListed({ method, multibase, certificate }: ListedKey): void {
    const subject = listedSubject(method)
    claimKnown(subject, method, multibase)
    const isItsOwn = p256Multibase(site.certifiedKey(certificate)) === multibase
    claim({ kind: 'chain-wrong', subject, detail: 'its certificate is of another key' }, () => isItsOwn)
  }

  /** The chain is that of the key that signs SD-JWT now. */
  async function lookAtChain(): Promise<Finding[]> {
    const keys = () => [...stated.keys.values()].filter(({ multibase }) => isP256(multibase))
    const bytes = await site.get(CHAIN_PATH)
    if (!bytes && !keys().length) return []
    const wrong = (detail: string): Finding => ({ kind: 'chain-wrong', subject: CHAIN_PATH, detail })
    const certified = bytes && p256Multibase(site.certifiedKey(bytes))
    if (!certified) return [wrong(bytes ? 'it holds no certificate of a P-256 key' : 'it is missing')]
    const find = () => keys().find(({ multibase }) => multibase === certified)
    claim(wrong(`it certifies ${certified}, which the log does not know`), () => find() !== undefined)
    const key = find()
    return key && (key.retiredAt ?? key.revokedAt) !== null
      ? [wrong(`it certifies ${certified}, which signs no more`)]
      : []
  }
}

const unreadable = (path: string, why: string | null): Finding => ({
  kind: 'keys-unreadable',
  subject: path,
  detail: why ?? 'it is missing'
})

const missing = (subject: string, detail: string): Finding => ({ kind: 'key-missing', subject, detail })

const listedSubject = (method: string): string => `key ${method} in ${METADATA_PATH}`

function missingKey(
  method: string,
  { revokedAt }: StatedKey,
  published: PublishedKey | undefined
): Finding[] {
  const subject = `key ${method}`
  if (!published) return [missing(subject, 'the log states it, and it is not published')]
  if (revokedAt !== null && published.revoked === null)
    return [
      missing(subject, `it is published as good, and the log states that it was revoked at ${revokedAt}`)
    ]
  return published.vouches === (revokedAt === null)
    ? []
    : [missing(subject, 'the issuer vouches with it, or does not, otherwise than the log states')]
}

/** As dates of keys are published. */
const withoutMillis = (instant: string | null | undefined): string | undefined =>
  instant?.replace(/\.\d+Z$/, 'Z')
