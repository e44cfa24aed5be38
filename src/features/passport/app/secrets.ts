import { hash } from 'node:crypto'
import type { Keystore } from '#platform/keystore/keystore.ts'
import { codeFrom, type Proof } from '../domain/short-code.ts'

const TOKEN_BYTES = 16

/**
 * The 128 bits of an extract's link. They follow from its id under our key, so that its holder can be shown the link
 * again and nothing but a hash of it is kept.
 */
export const tokenOf = (keystore: Keystore, personId: string, extractId: string): string =>
  keystore.mac('token', `extract link\n${personId} ${extractId}`).toString('base64url', 0, TOKEN_BYTES)

/** A code short enough to be typed, which follows from the token. */
export const codeOf = (keystore: Keystore, token: string): string =>
  codeFrom(keystore.mac('token', `extract code\n${token}`))

/**
 * What a secret is looked up by. A token has 128 bits, so its SHA-256 gives nothing away; a code has 50, which
 * anyone with a copy of the table could search through, so its hash needs our key.
 */
export const doorOf = (keystore: Keystore, { way, secret }: Proof): Buffer =>
  way === 'token' ? hash('sha256', secret, 'buffer') : keystore.mac('token', `extract door\n${secret}`)

/** What bound a token to its extract while tokens were random and kept sealed. */
export const sealContext = (personId: string, extractId: string): string => `extract ${personId} ${extractId}`
