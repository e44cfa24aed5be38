import { failure, type Day, type Failure } from '#platform/prelude/index.ts'
import { isAdult, needsGuardian } from './age.ts'

/** A link to a guardian can be used for so long. */
export const INVITATION_DAYS = 14
/** Links that a minor may have out at once. */
export const INVITATIONS_OPEN_MAX = 10

export interface Invitation {
  readonly wardId: string
  readonly invitationId: string
  readonly organiserId: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly usedAt: Date | null
}

/** Why a person of this age needs no link, or null when they do. */
export const inviteRefusal = (birthDate: Day, on: Day): Failure | null =>
  needsGuardian(birthDate, on) ? null : failure.conflict('guardian-not-needed')

/** Why somebody may not answer for a ward by this link, or null. */
export function confirmRefusal(
  invitation: Invitation,
  guardian: { personId: string; birthDate: Day },
  at: { now: Date; today: Day }
): Failure | null {
  if (invitation.usedAt) return failure.gone('guardian-link-used')
  if (invitation.expiresAt <= at.now) return failure.gone('guardian-link-expired')
  if (guardian.personId === invitation.wardId) return failure.conflict('guardian-not-oneself')
  if (!isAdult(guardian.birthDate, at.today)) return failure.conflict('guardian-not-adult')
  return null
}
