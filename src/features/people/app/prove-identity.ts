import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { addMinutes, err, failure, LOCALES, ok, type Locale } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import type { Identity } from '../domain/person.ts'
import { identityInput } from './identity-input.ts'
import type { IdentitySecrets, Ports } from './ports.ts'
import { seal, unseal } from './seal.ts'

/** Time that the identity provider's pages may take: an SMS may be slow. */
export const SIGN_IN_MINUTES_MAX = 15
const PURPOSE = 'sign-in'
const PATH_CHARS_MAX = 500

const PATH_FORM = /^\/(?![/\\])[^\s\\\p{Cc}\p{Cs}]*$/u

/**
 * Where to go after signing in: a path of ours, never another site. Anything else becomes the person's page. Letters
 * that no header can hold are written as addresses write them.
 */
export const returnTo = (to: string | null | undefined): string =>
  to && to.length <= PATH_CHARS_MAX && PATH_FORM.test(to) ? to.replace(/[^!-~]+/g, encodeURIComponent) : '/me'

interface SignInState extends IdentitySecrets {
  readonly to: string
  readonly locale: Locale
}

export interface SignInStart {
  /** Address of the identity provider to go to. */
  readonly address: string
  /** To be kept by the browser until it comes back. */
  readonly state: string
}

/** The way to the state's identity provider: authorization code with PKCE, state and nonce. */
export const beginSignIn = ({ identityProvider, keystore }: Pick<Ports, 'identityProvider' | 'keystore'>) =>
  query({
    name: 'people.begin-sign-in',
    access: 'anyone',
    limit: LIMITS.read,
    input: z.object({ to: z.string().optional().transform(returnTo), locale: z.enum(LOCALES) }),
    async run(scope, { to, locale }) {
      const begun = await identityProvider.begin(locale)
      if (!begun.ok) return begun
      const state: SignInState = { ...begun.value.secrets, to, locale }
      const expiresAt = addMinutes(scope.now, SIGN_IN_MINUTES_MAX)
      return ok<SignInStart>({
        address: begun.value.address,
        state: seal(keystore, PURPOSE, state, expiresAt)
      })
    }
  })

export interface ProvedIdentity {
  readonly identity: Identity
  readonly to: string
  readonly locale: Locale
}

/** The way back: asks the identity provider who it was. Talks to another server, so no transaction is open. */
export const proveIdentity = ({ identityProvider, keystore }: Pick<Ports, 'identityProvider' | 'keystore'>) =>
  query({
    name: 'people.prove-identity',
    access: 'anyone',
    // A crowd at a gate comes from one address, that of the network there.
    limit: LIMITS.wrongGuess,
    input: z.object({ callback: z.url().max(4000), state: z.string().max(4000).optional() }),
    async run(scope, { callback, state: sealed }) {
      const state = unseal<SignInState>(keystore, PURPOSE, sealed, scope.now)
      if (!state) return err(failure.conflict('sign-in-expired'))
      const claims = await identityProvider.finish(new URL(callback), state)
      if (!claims.ok) return claims
      const identity = identityInput.safeParse(claims.value)
      if (!identity.success) return err(failure.conflict('identity-incomplete'))
      return ok<ProvedIdentity>({ identity: identity.data, to: state.to, locale: state.locale })
    }
  })
