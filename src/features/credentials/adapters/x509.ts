import { X509Certificate, webcrypto } from 'node:crypto'
import type * as Library from '@peculiar/x509'

/** Years that certificates of our own are valid. */
const ROOT_YEARS = 10
const LEAF_YEARS = 2
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** Loaded when keys are made, which is once in years. */
async function library(): Promise<typeof Library> {
  // The library's own dependency injection wants this polyfill before it.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  x509.cryptoProvider.set(webcrypto as Crypto)
  return x509
}

export interface KeyPair {
  /** PKCS #8, DER. */
  readonly privateKey: Uint8Array<ArrayBuffer>
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array<ArrayBuffer>
}

const privateKeyOf = ({ privateKey }: KeyPair) =>
  webcrypto.subtle.importKey('pkcs8', privateKey, ECDSA, false, ['sign'])
const publicKeyOf = ({ publicKey }: KeyPair) =>
  webcrypto.subtle.importKey('spki', publicKey, ECDSA, true, ['verify'])

const validity = (now: Date, years: number) => ({
  notBefore: now,
  notAfter: new Date(Date.UTC(now.getUTCFullYear() + years, now.getUTCMonth(), now.getUTCDate()))
})

/** Quotes what a distinguished name gives a meaning of its own. */
const quoted = (name: string): string => name.replace(/[,+"\\<>;=#]/g, (character) => `\\${character}`)

/** A root of our own, base64 DER. */
export async function makeRoot(pair: KeyPair, issuerName: string, now: Date): Promise<string> {
  const x509 = await library()
  const keys = {
    privateKey: (await privateKeyOf(pair)) as CryptoKey,
    publicKey: (await publicKeyOf(pair)) as CryptoKey
  }
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${quoted(issuerName)} (root)`,
    ...validity(now, ROOT_YEARS),
    signingAlgorithm: ECDSA,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)
    ]
  })
  return Buffer.from(certificate.rawData).toString('base64')
}

export interface Subject {
  readonly name: string
  readonly publicUrl: string
}

/** A certificate for the issuer's key, base64 DER. Its address stands in it, because `iss` is held against it. */
export async function makeLeaf(
  pair: KeyPair,
  subject: Subject,
  root: { pair: KeyPair; certificate: string },
  now: Date
): Promise<string> {
  const x509 = await library()
  const rootCertificate = new x509.X509Certificate(root.certificate)
  const publicKey = (await publicKeyOf(pair)) as CryptoKey
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${quoted(subject.name)}`,
    issuer: rootCertificate.subject,
    ...validity(now, LEAF_YEARS),
    signingAlgorithm: ECDSA,
    publicKey,
    signingKey: (await privateKeyOf(root.pair)) as CryptoKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      addresses(x509, subject),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(rootCertificate.publicKey)
    ]
  })
  return Buffer.from(certificate.rawData).toString('base64')
}

/** A signing request, PEM: what an authority of the state makes a certificate from. */
export async function makeRequest(pair: KeyPair, subject: Subject): Promise<string> {
  const x509 = await library()
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: `CN=${quoted(subject.name)}`,
    signingAlgorithm: ECDSA,
    keys: {
      privateKey: (await privateKeyOf(pair)) as CryptoKey,
      publicKey: (await publicKeyOf(pair)) as CryptoKey
    },
    extensions: [addresses(x509, subject)]
  })
  return request.toString('pem') + '\n'
}

const addresses = (x509: typeof Library, { publicUrl }: Subject) =>
  new x509.SubjectAlternativeNameExtension([
    { type: 'url', value: publicUrl },
    { type: 'dns', value: new URL(publicUrl).hostname }
  ])

export const toPem = (certificate: string): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`

/**
 * Reads a chain that somebody else made for our key: leaf first, each issued by the next.
 * @throws {Error} that says what is wrong with it
 */
export function readChain(pem: string, publicKey: Uint8Array, publicUrl: string, now: Date): string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (!blocks.length) throw new Error('there is no certificate in it')
  const certificates = blocks.map((block) => new X509Certificate(block))
  const leaf = certificates[0]!
  if (!leaf.publicKey.export({ type: 'spki', format: 'der' }).equals(publicKey))
    throw new Error('the first certificate is for another key; it has to be made from our request')
  // OpenID4VP, 5.9.3: wallets know us by this name, and take no request under another.
  const { hostname } = new URL(publicUrl)
  if (!leaf.checkHost(hostname, { subject: 'never', wildcards: false }))
    throw new Error(`the first certificate does not name ${hostname} (DNS, subject alternative name)`)
  for (const [at, certificate] of certificates.entries()) {
    if (new Date(certificate.validFrom) > now) throw new Error(`certificate ${at + 1} is not valid yet`)
    if (new Date(certificate.validTo) < now) throw new Error(`certificate ${at + 1} has expired`)
    const issuer = certificates[at + 1]
    if (issuer && !(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)))
      throw new Error(`certificate ${at + 1} was not issued by the one after it`)
  }
  // The reader brings the root: a chain that ends with it would ask to be believed for its own sake.
  const withoutRoot = certificates.filter((one, at) => at === 0 || !one.checkIssued(one))
  return withoutRoot.map((one) => one.raw.toString('base64'))
}
