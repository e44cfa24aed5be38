import { z } from 'zod'
import { fullName } from '#features/people/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import { id } from '#platform/validation.ts'
import { command, query, type WriteScope } from '#platform/use-case.ts'
import { INVITATIONS_MAX } from '../domain/invitation.ts'
import { ROLES, whyNotChange, type Role } from '../domain/staff.ts'
import { tokenOf } from './invitation-token.ts'
import { isOwner, mayView, whyNotRole } from './policy.ts'
import type { OrganiserBrief, Ports } from './ports.ts'

export interface StaffLine {
  readonly personId: string
  readonly name: string
  readonly role: Role
  readonly since: Date
}

export interface InvitationLine {
  readonly invitationId: string
  readonly role: Role
  readonly expiresAt: Date
  /** Of the link `/invite/<token>`; whoever has it can take the role. */
  readonly token: string
}

export interface StaffPage {
  readonly organiser: OrganiserBrief
  readonly myRole: Role
  readonly people: readonly StaffLine[]
  /** Open ones, shown to owners only. */
  readonly invitations: readonly InvitationLine[]
}

/** Who works for an organiser; open to everybody who does. */
export const listStaff = (ports: Ports) =>
  query({
    name: 'organisers.list-staff',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({ organiserId: id }),
    policy: (scope, { organiserId }) => mayView(ports)(scope, organiserId),
    async run(scope, { organiserId }) {
      const { store, people } = ports
      const [organiser] = await store.briefs(scope.db, [organiserId])
      const staff = await store.staffOf(scope.db, organiserId)
      const myRole = staff.find(({ personId }) => personId === scope.personId)?.role
      if (!organiser || !myRole) return err(failure.notFound('organiser-not-found'))
      const cards = await people.cards(
        scope.db,
        staff.map(({ personId }) => personId)
      )
      for (const { personId } of staff)
        scope.look({ personId, what: 'organiser-staff', onBehalfOf: organiserId })
      const invitations =
        myRole === 'owner'
          ? await store.openInvitations(scope.db, organiserId, scope.now, INVITATIONS_MAX)
          : []
      const shown: StaffPage = {
        organiser,
        myRole,
        people: staff.flatMap(({ personId, role, since }) => {
          const card = cards.get(personId)
          return card ? [{ personId, name: fullName(card), role, since }] : []
        }),
        invitations: invitations.map(({ invitationId, role, expiresAt }) => ({
          invitationId,
          role,
          expiresAt,
          token: tokenOf(ports, invitationId)
        }))
      }
      return ok(shown)
    }
  })

export const changeRole = (ports: Ports) =>
  command({
    name: 'organisers.change-role',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ organiserId: id, personId: id, role: z.enum(ROLES) }),
    policy: isOwner(ports),
    run: (scope, { organiserId, personId, role }) => change(ports, scope, organiserId, personId, role)
  })

/** Takes somebody out of an organiser: an owner anybody, everybody themselves. */
export const removeStaff = (ports: Ports) =>
  command({
    name: 'organisers.remove-staff',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ organiserId: id, personId: id }),
    policy: (scope, input) =>
      input.personId === scope.personId
        ? mayView(ports)(scope, input.organiserId)
        : isOwner(ports)(scope, input),
    run: (scope, { organiserId, personId }) => change(ports, scope, organiserId, personId, null)
  })

async function change(
  { store, notices, people }: Ports,
  scope: WriteScope,
  organiserId: string,
  personId: string,
  to: Role | null
): Promise<Result<{ organiserId: string; personId: string; role: Role | null }>> {
  // Two owners who take each other out at once must not leave nobody: they wait for each other here.
  const organiser = await store.lockOrganiser(scope.db, organiserId)
  if (!organiser) return err(failure.notFound('organiser-not-found'))
  const staff = await store.staffOf(scope.db, organiserId)
  const refusal =
    whyNotChange(staff, personId, to) ?? (to && (await whyNotRole({ people }, scope, { personId, role: to })))
  if (refusal) return err(refusal)
  if (to) await store.setRole(scope.db, organiserId, { personId, role: to })
  else await store.removeStaff(scope.db, organiserId, personId)
  if (personId !== scope.personId)
    await notices.tell(scope, {
      to: personId,
      group: 'organiser',
      kind: to ? `organiser-role-${to}` : 'organiser-removed',
      values: { organiser: organiser.name },
      path: to ? `/desk/${organiserId}` : `/organisers/${organiserId}`
    })
  scope.audit({
    action: to ? 'organisers.role-changed' : 'organisers.staff-removed',
    subject: { kind: 'organiser', id: organiserId },
    before: staff.find((member) => member.personId === personId) ?? null,
    after: to && { personId, role: to }
  })
  return ok({ organiserId, personId, role: to })
}
