import { createHash } from 'node:crypto'
import { z } from 'zod'
import { addMinutes, err, failure, ok, type Result } from '#platform/prelude/index.ts'
import type { WriteScope } from '#platform/use-case.ts'
import { INVITATION_DAYS, whyNotOpen } from '../domain/invitation.ts'
import type { AnyInvitation, Ports } from './ports.ts'

const INVITATION_MINUTES = INVITATION_DAYS * 24 * 60
const TOKEN_BYTES = 16
const TOKEN_FORM = /^[\w-]{22}$/
const TOKEN_CHARS_MAX = 100

/** A token as somebody sends it; what is none is answered like one that leads nowhere. */
export const invitationToken = z.string().max(TOKEN_CHARS_MAX)

/**
 * The 128-bit secret of an invitation's link. It is derived from the invitation under the installation's key, so
 * that an owner can see the link again while it is open, and the database holds nothing that opens it.
 */
export const tokenOf = ({ keystore }: Pick<Ports, 'keystore'>, invitationId: string): string =>
  keystore
    .mac('token', `organisers.invitation ${invitationId}`)
    .subarray(0, TOKEN_BYTES)
    .toString('base64url')

/** What is kept of a token. */
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** A new invitation by the actor, and what is kept of its token. */
export function newInvitation(
  ports: Pick<Ports, 'keystore'>,
  scope: WriteScope
): { invitation: AnyInvitation; tokenHash: Buffer } {
  const invitationId = scope.newId()
  const invitation = {
    invitationId,
    invitedBy: scope.personId,
    createdAt: scope.now,
    expiresAt: addMinutes(scope.now, INVITATION_MINUTES),
    acceptedAt: null,
    acceptedBy: null,
    cancelledAt: null
  }
  return { invitation, tokenHash: hashOf(tokenOf(ports, invitationId)) }
}

/** The invitation behind a token, found by what is kept of it; or why it invites nobody. */
export async function openInvitation<I extends AnyInvitation>(
  token: string,
  now: Date,
  find: (tokenHash: Buffer) => Promise<I | null>
): Promise<Result<I>> {
  const invitation = TOKEN_FORM.test(token) ? await find(hashOf(token)) : null
  if (!invitation) return err(failure.notFound('invitation-not-found'))
  const over = whyNotOpen(invitation, now)
  return over ? err(over) : ok(invitation)
}
