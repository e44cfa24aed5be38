import { isCurrent } from '../domain/keys.ts'
import { HOLDER_ALGORITHM, SD_JWT_VC_TYPE, VCT_KINDS, vctOf } from '../domain/sd-jwt-vc.ts'
import { toBase64url, utf8 } from '../domain/bytes.ts'
import type { PresentationProtocol } from '../app/presentations.ts'
import type { SigningKeys } from '../app/ports.ts'

/** The one thing that is asked for, by its name in the query. */
export const PRESENTATION_QUERY = 'passport'

const REQUESTS = '/oid4vp/requests/'
const REQUEST_SECONDS = 300
const ALGORITHMS: [string] = [HOLDER_ALGORITHM]

export const requestPath = (requestId: string): string => REQUESTS + requestId
export const answerPath = (requestId: string): string => `${REQUESTS}${requestId}/answer`

/**
 * OpenID for Verifiable Presentations 1.0, the reader's side: a signed request by reference, answered by `direct_post`.
 * We are known to wallets by the name in our certificate.
 */
export function presentationProtocol(publicUrl: string, keys: SigningKeys): PresentationProtocol {
  const clientId = `x509_san_dns:${new URL(publicUrl).hostname}`
  const payloadOf = (requestId: string, nonce: string) => ({
    response_type: 'vp_token' as const,
    response_mode: 'direct_post' as const,
    client_id: clientId,
    response_uri: publicUrl + answerPath(requestId),
    nonce,
    state: requestId,
    aud: 'https://self-issued.me/v2',
    dcql_query: {
      credentials: [
        {
          id: PRESENTATION_QUERY,
          format: SD_JWT_VC_TYPE,
          meta: { vct_values: VCT_KINDS.map((kind) => vctOf(publicUrl, kind)) },
          // Volume is what readers ask for. A wallet shows all of it or nothing, and nothing else (6.4.1).
          claims: [{ path: ['totals', 'minutes'] }, { path: ['totals', 'engagements'] }, { path: ['period'] }]
        }
      ]
    },
    client_metadata: {
      client_name: 'Erikti',
      vp_formats_supported: {
        [SD_JWT_VC_TYPE]: { 'sd-jwt_alg_values': ALGORITHMS, 'kb-jwt_alg_values': ALGORITHMS }
      }
    }
  })

  return {
    clientId,
    isAnswered: ({ minutes, engagements, first, last }) =>
      [minutes, engagements, first, last].every((one) => one !== null),
    requestLink: (requestId) =>
      `openid4vp://?${new URLSearchParams({ client_id: clientId, request_uri: publicUrl + requestPath(requestId) })}`,

    async requestObject({ requestId, nonce }, now) {
      const [{ Openid4vpVerifier }, { setGlobalConfig }] = await Promise.all([
        import('@openid4vc/openid4vp'),
        import('@openid4vc/openid4vci')
      ])
      // Only a development address is without https; the libraries, which share this setting, would refuse it.
      setGlobalConfig({ allowInsecureUrls: publicUrl.startsWith('http:') })
      const key = (await keys.list()).findLast((one) => one.algorithm === HOLDER_ALGORITHM && isCurrent(one))
      if (!key) throw new Error('there is no key to sign requests with')
      const verifier = new Openid4vpVerifier({
        callbacks: {
          async signJwt(_signer, { header, payload }) {
            const signed = [header, payload].map((part) => toBase64url(utf8(JSON.stringify(part)))).join('.')
            const signature = toBase64url(await keys.sign(key.keyId, utf8(signed)))
            return { jwt: `${signed}.${signature}`, signerJwk: { ...key.jwk } }
          }
        }
      } as ConstructorParameters<typeof Openid4vpVerifier>[0])
      const { jar } = await verifier.createOpenId4vpAuthorizationRequest({
        authorizationRequestPayload: payloadOf(requestId, nonce),
        jar: {
          requestUri: publicUrl + requestPath(requestId),
          jwtSigner: { method: 'x5c', alg: HOLDER_ALGORITHM, x5c: [...key.chain] },
          expiresInSeconds: REQUEST_SECONDS
        },
        now
      })
      return jar!.authorizationRequestJwt
    }
  }
}
