import type { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { z } from 'zod'
import type { PasskeyVerifier } from '../app/ports.ts'

type RegistrationAnswer = Parameters<typeof verifyRegistrationResponse>[0]['response']
type SignInAnswer = Parameters<typeof verifyAuthenticationResponse>[0]['response']
type Transports = NonNullable<Parameters<typeof verifyAuthenticationResponse>[0]['credential']['transports']>

/** EdDSA, ES256, RS256: what phones, computers and security keys speak (COSE identifiers). */
const ALGORITHMS = [-8, -7, -257]

/** What is read of an answer before the library checks all of it. */
const spokenOf = z.object({ id: z.string(), response: z.object({ userHandle: z.base64url() }) })

/** Loaded when the first passkey is used: with all it brings it takes a dozen megabytes. */
const webAuthn = () => import('@simplewebauthn/server')

/** WebAuthn by @simplewebauthn: discoverable credentials, the person checked by the device, no attestation. */
export function passkeyVerifier(publicUrl: string): PasskeyVerifier {
  const { hostname: rpID, origin } = new URL(publicUrl)
  const expected = { expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true }

  return {
    async askToRegister({ personId, name, known }) {
      const { generateRegistrationOptions } = await webAuthn()
      const options = await generateRegistrationOptions({
        rpName: 'Ерікті',
        rpID,
        userName: name,
        userDisplayName: name,
        // The authenticator gives this back at sign-in: it is how a key finds its person.
        userID: new TextEncoder().encode(personId),
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials: known.map(({ credentialId, transports }) => ({
          id: credentialId,
          transports: transports as Transports
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' }
      })
      return { options, challenge: options.challenge }
    },

    async checkRegistration(answer, expectedChallenge) {
      const { verifyRegistrationResponse } = await webAuthn()
      const checked = await held(() =>
        verifyRegistrationResponse({
          response: answer as RegistrationAnswer,
          expectedChallenge,
          supportedAlgorithmIDs: ALGORITHMS,
          ...expected
        })
      )
      if (!checked?.verified) return null
      const { id, publicKey, counter, transports } = checked.registrationInfo.credential
      return { credentialId: id, publicKey: Buffer.from(publicKey), counter, transports: transports ?? [] }
    },

    async askToSignIn() {
      const { generateAuthenticationOptions } = await webAuthn()
      const options = await generateAuthenticationOptions({ rpID, userVerification: 'required' })
      return { options, challenge: options.challenge }
    },

    whoAnswers(answer) {
      const { data } = spokenOf.safeParse(answer)
      const personId = data && Buffer.from(data.response.userHandle, 'base64url').toString()
      return personId && z.uuid().safeParse(personId).success ? { personId, credentialId: data.id } : null
    },

    async checkSignIn(answer, expectedChallenge, { credentialId, publicKey, counter, transports }) {
      const { verifyAuthenticationResponse } = await webAuthn()
      const checked = await held(() =>
        verifyAuthenticationResponse({
          response: answer as SignInAnswer,
          expectedChallenge,
          ...expected,
          credential: {
            id: credentialId,
            publicKey: new Uint8Array(publicKey),
            counter,
            transports: transports as Transports
          }
        })
      )
      return checked?.verified ? checked.authenticationInfo.newCounter : null
    }
  }
}

/** The library throws at whatever does not hold; to us each is the same "no". */
const held = <T>(check: () => Promise<T>): Promise<T | null> => check().catch(() => null)
