import { createHash } from 'node:crypto'
import type { Ports } from './ports.ts'

const TOKEN_BYTES = 16
const TOKEN_FORM = /^[\w-]{22}$/

/**
 * The 128-bit secret of an invitation's link. It is derived from the invitation under the installation's key, so
 * that an owner can see the link again while it is open, and the database holds nothing that opens it.
 */
export const tokenOf = ({ keystore }: Pick<Ports, 'keystore'>, invitationId: string): string =>
  keystore
    .mac('token', `organisers.invitation ${invitationId}`)
    .subarray(0, TOKEN_BYTES)
    .toString('base64url')

/** What is kept of a token, or null for what is no token. */
export const hashToken = (token: string): Buffer | null =>
  TOKEN_FORM.test(token) ? createHash('sha256').update(token).digest() : null
