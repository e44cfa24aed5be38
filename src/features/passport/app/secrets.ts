import { hash } from 'node:crypto'
import type { Keystore } from '#platform/keystore/keystore.ts'
import { codeFrom, type Proof } from '../domain/short-code.ts'

/** What opens an extract: the token of its link, and a code short enough to be typed. */
export interface Secrets {
  readonly token: string
  readonly code: string
}

/** The code follows from the token under our key, so that only the token has to be kept. */
export const secretsOf = (keystore: Keystore, token: string): Secrets => ({
  token,
  code: codeFrom(keystore.mac('token', `extract code\n${token}`))
})

/**
 * What a secret is looked up by. A token has 128 bits, so its SHA-256 gives nothing away; a code has 50, which
 * anyone with a copy of the table could search through, so its hash needs our key.
 */
export const doorOf = (keystore: Keystore, { way, secret }: Proof): Buffer =>
  way === 'token' ? hash('sha256', secret, 'buffer') : keystore.mac('token', `extract door\n${secret}`)

/** Binds a sealed token to its extract. */
export const sealContext = (personId: string, extractId: string): string => `extract ${personId} ${extractId}`
