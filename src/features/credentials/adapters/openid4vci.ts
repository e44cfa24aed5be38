import { createHash, randomBytes } from 'node:crypto'
import type { CredentialIssuerMetadata, IssuerMetadataResult } from '@openid4vc/openid4vci'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { parseJwt } from '../domain/sd-jwt.ts'
import { HOLDER_ALGORITHM, SD_JWT_VC_TYPE, vctOf } from '../domain/sd-jwt-vc.ts'
import { holderKeyOf } from '../domain/trust.ts'
import { PIN_DIGITS, type WalletProtocol } from '../app/wallets.ts'
import { nodePrimitives } from './node-primitives.ts'

/** The one kind of credential that wallets are given, and the one credential of it. */
export const WALLET_CONFIGURATION = 'passport'

/** How a wallet names beforehand what it wants, unless the offer is enough for it. */
export const DETAILS_TYPE = 'openid_credential'

export const WALLET_PATHS = {
  token: '/oid4vci/token',
  nonce: '/oid4vci/nonce',
  credential: '/oid4vci/credential'
} as const

/** `/.well-known/oauth-authorization-server` */
export const authorizationServer = (publicUrl: string) => ({
  issuer: publicUrl,
  token_endpoint: publicUrl + WALLET_PATHS.token,
  token_endpoint_auth_methods_supported: ['none'],
  grant_types_supported: [PRE_AUTHORIZED],
  authorization_details_types_supported: [DETAILS_TYPE],
  'pre-authorized_grant_anonymous_access_supported': true
})

export const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'

/** `/.well-known/openid-credential-issuer` */
export const credentialIssuer = (
  publicUrl: string,
  names: Readonly<Record<string, string>>
): CredentialIssuerMetadata => ({
  credential_issuer: publicUrl,
  credential_endpoint: publicUrl + WALLET_PATHS.credential,
  nonce_endpoint: publicUrl + WALLET_PATHS.nonce,
  display: Object.keys(names).map((locale) => ({ name: 'Erikti', locale })),
  credential_configurations_supported: {
    [WALLET_CONFIGURATION]: {
      format: SD_JWT_VC_TYPE,
      vct: vctOf(publicUrl, 'passport'),
      cryptographic_binding_methods_supported: ['jwk'],
      credential_signing_alg_values_supported: [HOLDER_ALGORITHM],
      proof_types_supported: { jwt: { proof_signing_alg_values_supported: [HOLDER_ALGORITHM] } },
      credential_metadata: {
        display: Object.entries(names).map(([locale, name]) => ({ name, locale }))
      }
    }
  }
})

const NEVER = () => {
  throw new Error('the issuer neither signs nor fetches here')
}

/** OpenID for Verifiable Credential Issuance 1.0, the issuer's side. */
export function walletProtocol(publicUrl: string, names: Readonly<Record<string, string>>): WalletProtocol {
  const load = async () => {
    const { Openid4vciIssuer, Openid4vciVersion, setGlobalConfig } = await import('@openid4vc/openid4vci')
    // Only a development address is without https; the library would refuse it.
    setGlobalConfig({ allowInsecureUrls: publicUrl.startsWith('http:') })
    const issuer = new Openid4vciIssuer({
      callbacks: {
        hash: (data, algorithm) =>
          new Uint8Array(createHash(algorithm.replace('-', '')).update(data).digest()),
        generateRandom: (count) => new Uint8Array(randomBytes(count)),
        signJwt: NEVER,
        clientAuthentication: NEVER,
        fetch: NEVER,
        async verifyJwt(signer, { compact }) {
          const jwt = parseJwt(compact)
          const jwk = signer.method === 'jwk' ? holderKeyOf(signer.publicJwk) : null
          if (!jwt.ok || !jwk || signer.alg !== HOLDER_ALGORITHM || 'crit' in jwt.value.header)
            return { verified: false }
          const verified = await nodePrimitives.verify('ES256', jwk, jwt.value.signed, jwt.value.signature)
          return verified ? { verified, signerJwk: { ...jwk } } : { verified: false }
        }
      }
    })
    const metadata: IssuerMetadataResult = {
      originalDraftVersion: Openid4vciVersion.V1,
      credentialIssuer: issuer.createCredentialIssuerMetadata(credentialIssuer(publicUrl, names)),
      authorizationServers: [authorizationServer(publicUrl)],
      knownCredentialConfigurations: {}
    }
    metadata.knownCredentialConfigurations = issuer.getKnownCredentialConfigurationsSupported(
      metadata.credentialIssuer
    )
    return { issuer, metadata }
  }
  let loading: ReturnType<typeof load> | null = null

  return {
    async offerLink(code) {
      const { issuer, metadata } = await (loading ??= load())
      const { credentialOffer } = await issuer.createCredentialOffer({
        issuerMetadata: metadata,
        credentialConfigurationIds: [WALLET_CONFIGURATION],
        grants: {
          [PRE_AUTHORIZED]: {
            'pre-authorized_code': code,
            tx_code: { input_mode: 'numeric', length: PIN_DIGITS }
          }
        }
      })
      return credentialOffer
    },

    async readRequest(request, now) {
      const wrong = (what: string) => err(failure.invalid(`wallet-${what}`))
      const { credential_configuration_id: configuration, credential_identifier: identifier } = request
      if ((configuration === undefined) === (identifier === undefined)) return wrong('request-wrong')
      if ((configuration ?? WALLET_CONFIGURATION) !== WALLET_CONFIGURATION)
        return wrong('configuration-unknown')
      if ((identifier ?? WALLET_CONFIGURATION) !== WALLET_CONFIGURATION) return wrong('identifier-unknown')
      // What was asked for under a key is not given in the clear.
      if ('credential_response_encryption' in request) return wrong('encryption-unsupported')
      const { issuer, metadata } = await (loading ??= load())
      try {
        const { proofs } = issuer.parseCredentialRequest({
          issuerMetadata: metadata,
          credentialRequest: { ...request }
        })
        const [jwt, ...more] = proofs?.jwt ?? []
        if (!jwt || more.length) return wrong('proof-wrong')
        const verified = await issuer.verifyCredentialRequestJwtProof({ issuerMetadata: metadata, jwt, now })
        const { jwk } = verified.header
        const holderJwk = holderKeyOf(jwk)
        const { nonce } = verified.payload
        // A key that was shown to us with its private half is nobody's any more.
        return holderJwk && nonce && !('d' in jwk!)
          ? ok({ holderJwk: { ...holderJwk }, nonce })
          : wrong('proof-wrong')
      } catch {
        // The library refuses by throwing, in several classes of its own.
        return wrong('proof-wrong')
      }
    }
  }
}
