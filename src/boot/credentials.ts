import { join } from 'node:path'
import { fileStorage, keyring, memoryStorage } from '#features/credentials/adapters/keyring.ts'
import type { KeyKeeper } from '#features/credentials/index.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { Config } from './config.ts'

/** The name under which credentials are issued. */
export const ISSUER_NAME = 'Erikti'

interface Needs {
  readonly config: Pick<Config, 'home' | 'publicUrl'>
  readonly keystore: Keystore
  now(): Date
}

/** The issuer's keys, in a file of `home` beside the keystore that encrypts them. */
export const issuerKeys = ({ config, ...needs }: Needs): KeyKeeper =>
  keyring({
    ...needs,
    storage: fileStorage(join(config.home, 'issuer-keys.json')),
    publicUrl: config.publicUrl,
    issuerName: ISSUER_NAME
  })

/** Keys made for the moment: tests. */
export const momentaryIssuerKeys = ({ config, ...needs }: Needs): KeyKeeper =>
  keyring({
    ...needs,
    storage: memoryStorage(),
    publicUrl: config.publicUrl,
    issuerName: ISSUER_NAME
  })
