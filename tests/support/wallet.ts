import { createHash, randomBytes } from 'node:crypto'
import { Openid4vciClient } from '@openid4vc/openid4vci'
import { toBase64url, utf8 } from '#features/credentials/domain/bytes.ts'
import { aWallet } from './credentials.ts'

export type Wallet = ReturnType<typeof walletOf>
export type IssuerMetadata = Awaited<ReturnType<typeof accessOf>>['issuerMetadata']

/** What a holder gives a wallet: the link behind the QR code, and the digits. */
interface Offer {
  readonly link: string
  readonly pin: string
}

/** A wallet by somebody else's library. */
export function walletOf(key = aWallet()) {
  const client = new Openid4vciClient({
    callbacks: {
      fetch,
      hash: (data, algorithm) => new Uint8Array(createHash(algorithm.replace('-', '')).update(data).digest()),
      generateRandom: (count) => new Uint8Array(randomBytes(count)),
      clientAuthentication: () => {},
      signJwt(_signer, { header, payload }) {
        const signed = [header, payload].map((part) => toBase64url(utf8(JSON.stringify(part)))).join('.')
        return { jwt: `${signed}.${key.signer(signed)}`, signerJwk: key.jwk as { kty: string } }
      }
    }
  })
  const signer = { method: 'jwk', alg: 'ES256', publicJwk: key.jwk as { kty: string } } as const
  return { client, signer, key }
}

/** Redeems an offer: from now on the wallet may ask for the passport. */
export async function accessOf({ client }: Wallet, { link, pin }: Offer) {
  const credentialOffer = await client.resolveCredentialOffer(link)
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer)
  const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer,
    issuerMetadata,
    txCode: pin
  })
  return { issuerMetadata, accessToken: accessTokenResponse.access_token }
}

/** The proof that the wallet holds its key, for the nonce that the issuer gives unless it is another. */
export async function proofFor(
  { client, signer }: Wallet,
  issuerMetadata: IssuerMetadata,
  { issuedAt, nonce }: { issuedAt: Date; nonce?: string | undefined }
): Promise<string> {
  const { c_nonce } = await client.requestNonce({ issuerMetadata })
  const { jwt } = await client.createCredentialRequestJwtProof({
    issuerMetadata,
    signer,
    nonce: nonce ?? c_nonce,
    issuedAt,
    credentialConfigurationId: 'passport'
  })
  return jwt
}

/** The whole way of an offer into a wallet; gives the credential. */
export async function takeInto(wallet: Wallet, offer: Offer, now: Date): Promise<string> {
  const { issuerMetadata, accessToken } = await accessOf(wallet, offer)
  const { credentialResponse } = await wallet.client.retrieveCredentials({
    issuerMetadata,
    accessToken,
    credentialConfigurationId: 'passport',
    proofs: { jwt: [await proofFor(wallet, issuerMetadata, { issuedAt: now })] }
  })
  const [issued] = credentialResponse.credentials as { credential: string }[]
  return issued!.credential
}
