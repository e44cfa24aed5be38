import { failure, type Failure } from '#platform/prelude/index.ts'

/** An owner decides who works here, a coordinator runs actions, a viewer reads. */
export const ROLES = ['owner', 'coordinator', 'viewer'] as const
export type Role = (typeof ROLES)[number]

export const manages = (role: Role | null): boolean => role === 'owner' || role === 'coordinator'

/** People who may work in one organiser. */
export const STAFF_MAX = 200

export interface StaffMember {
  readonly personId: string
  readonly role: Role
}

/**
 * Why somebody may not become `to` (null: leave), or null when they may. An organiser without an owner would
 * belong to nobody.
 */
export function whyNotChange(
  staff: readonly StaffMember[],
  personId: string,
  to: Role | null
): Failure | null {
  const member = staff.find((candidate) => candidate.personId === personId)
  if (!member) return failure.notFound('organiser-staff-not-found')
  const others = staff.filter((candidate) => candidate !== member)
  if (to !== 'owner' && !others.some(({ role }) => role === 'owner'))
    return failure.conflict('organiser-last-owner')
  return null
}
