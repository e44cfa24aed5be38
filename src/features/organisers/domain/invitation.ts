import { failure, type Failure } from '#platform/prelude/index.ts'

/** Days an invitation can be accepted. */
export const INVITATION_DAYS = 14
/** Open invitations of one organiser. */
export const INVITATIONS_MAX = 50

export interface InvitationStanding {
  readonly expiresAt: Date
  readonly acceptedAt: Date | null
  readonly cancelledAt: Date | null
}

export const isOpen = (invitation: InvitationStanding, now: Date): boolean => !whyNotOpen(invitation, now)

/** Why an invitation no longer invites, or null when it does. */
export function whyNotOpen(invitation: InvitationStanding, now: Date): Failure | null {
  if (invitation.acceptedAt) return failure.gone('invitation-used')
  if (invitation.cancelledAt) return failure.gone('invitation-cancelled')
  if (now >= invitation.expiresAt) return failure.gone('invitation-expired')
  return null
}
