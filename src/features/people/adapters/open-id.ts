import type * as OpenIdClient from 'openid-client'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import type { IdentityProvider } from '../app/ports.ts'

export interface OpenIdSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Our address below which the callback is: `https://erikti.kz/sign-in/callback`. */
  readonly redirectUri: string
  /** Lets the issuer be reached without TLS: the local provider only. */
  readonly insecure: boolean
  warn(message: string): void
}

/** Scopes that bring the claims we map. */
const SCOPE = 'openid profile iin assurance'
const TIMEOUT_S = 10

/** The library and what it has read of the issuer. */
interface Discovered {
  readonly client: typeof OpenIdClient
  readonly config: OpenIdClient.Configuration
}

async function discover({ issuer, clientId, clientSecret, insecure }: OpenIdSettings): Promise<Discovered> {
  const client = await import('openid-client')
  const config = await client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
    timeout: TIMEOUT_S,
    execute: insecure ? [client.allowInsecureRequests] : []
  })
  return { client, config }
}

/** The state's identity provider over OpenID Connect. Its metadata is read at the first sign-in and kept. */
export function openIdProvider(settings: OpenIdSettings): IdentityProvider {
  let discovered: Promise<Discovered> | null = null
  const issuer = (): Promise<Discovered> => {
    discovered ??= discover(settings).catch((error: unknown) => {
      discovered = null // the next sign-in asks again
      throw error
    })
    return discovered
  }

  return {
    async begin(locale) {
      const reached = await reach(issuer)
      if (!reached.ok) return reached
      const { client, config } = reached.value
      const secrets = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier()
      }
      const address = client.buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUri,
        scope: SCOPE,
        state: secrets.state,
        nonce: secrets.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(secrets.codeVerifier),
        code_challenge_method: 'S256',
        ui_locales: locale,
        // Phones are shared in families: somebody who signed out is not signed in again unasked.
        prompt: 'login'
      })
      return ok({ address: address.href, secrets })
    },

    async finish(callback, secrets) {
      const reached = await reach(issuer)
      if (!reached.ok) return reached
      const { client, config } = reached.value
      try {
        const tokens = await client.authorizationCodeGrant(config, callback, {
          expectedState: secrets.state,
          expectedNonce: secrets.nonce,
          pkceCodeVerifier: secrets.codeVerifier,
          idTokenExpected: true
        })
        const { sub } = tokens.claims()!
        const user = await client.fetchUserInfo(config, tokens.access_token, sub)
        return ok({
          iin: user.iin,
          familyName: user.family_name,
          givenName: user.given_name,
          patronymic: user.middle_name,
          birthDate: user.birthdate,
          assurance: user.assurance
        })
      } catch (error) {
        return err(refusalOf(error, client))
      }
    }
  }

  async function reach<T>(ask: () => Promise<T>): Promise<Result<T>> {
    try {
      return ok(await ask())
    } catch (error) {
      settings.warn(`the identity provider cannot be reached: ${inShort(error)}`)
      return err(failure.unavailable('identity-provider-unavailable', { args: { seconds: 30 } }))
    }
  }

  function refusalOf(error: unknown, client: typeof OpenIdClient) {
    if (error instanceof client.AuthorizationResponseError && error.error === 'access_denied')
      return failure.conflict('sign-in-declined')
    settings.warn(`a sign-in failed: ${inShort(error)}`)
    return failure.conflict('sign-in-failed')
  }
}

/** An error of the protocol without its details: they may hold tokens, or what the provider said of a person. */
const inShort = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  return [error.name, 'code' in error ? String(error.code) : '', error.message].filter(Boolean).join(' ')
}
