import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { localPeople } from '#features/people/adapters/local-people.ts'
import { openIdProvider } from '#features/people/adapters/open-id.ts'
import { peopleStore } from '#features/people/adapters/store.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { Runtime } from '#platform/use-case.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import { isLocal, type Config } from './config.ts'

/** The path below which the local identity provider answers; it says so itself, but is loaded only when asked. */
const LOCAL_PATH = '/egov'

interface Needs {
  readonly config: Config
  readonly runtime: Runtime
  readonly keystore: Keystore
  rolesOf(personIds: readonly string[], locale: Locale): Promise<ReadonlyMap<string, string>>
}

/** The state's identity provider as configured; `local` plays it in this very process where the settings say so. */
export function wireIdentity({ config, runtime, keystore, rolesOf }: Needs) {
  const { publicUrl, identityProvider } = config
  const redirectUri = `${publicUrl}/sign-in/callback`
  const warn = (message: string) => runtime.warn(undefined, message)
  if (identityProvider.kind === 'remote') {
    const { issuer, clientId, clientSecret } = identityProvider
    const insecure = isLocal(issuer)
    return {
      provider: openIdProvider({ issuer, clientId, clientSecret, redirectUri, insecure, warn }),
      local: null
    }
  }

  const client = { clientId: 'erikti', clientSecret: randomBytes(32).toString('base64url') }
  const people = localPeople({ db: runtime.db, store: peopleStore, keystore, rolesOf })
  let started: Promise<(request: IncomingMessage, response: ServerResponse) => Promise<void>> | null = null
  const start = async () => {
    const { createLocalIdentityProvider } =
      await import('#features/people/adapters/local-identity-provider.ts')
    return createLocalIdentityProvider({ publicUrl, ...client, redirectUri, people, ...runtime })
  }
  return {
    provider: openIdProvider({
      issuer: publicUrl + LOCAL_PATH,
      ...client,
      redirectUri,
      insecure: isLocal(publicUrl),
      warn
    }),
    local: {
      owns: (path: string): boolean => path === LOCAL_PATH || path.startsWith(`${LOCAL_PATH}/`),
      async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        started ??= start()
        await (
          await started
        )(request, response)
      }
    }
  }
}
