import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { id } from '#platform/validation.ts'
import { command, query } from '#platform/use-case.ts'
import { INVITATIONS_MAX, whyNotOpen } from '../domain/invitation.ts'
import { whyNotActive } from '../domain/organiser.ts'
import { ROLES, STAFF_MAX, type Role } from '../domain/staff.ts'
import { invitationToken, newInvitation, openInvitation } from './invitation-token.ts'
import { isOwner, whyNotRole } from './policy.ts'
import type { OrganiserBrief, Ports } from './ports.ts'

/** Makes a link that lets one person in with a role. */
export const invite = (ports: Ports) =>
  command({
    name: 'organisers.invite',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ organiserId: id, role: z.enum(ROLES) }),
    policy: isOwner(ports),
    async run(scope, { organiserId, role }) {
      const { store } = ports
      const organiser = await store.lockOrganiser(scope.db, organiserId)
      if (!organiser) return err(failure.notFound('organiser-not-found'))
      const inactive = whyNotActive(organiser.state)
      if (inactive) return err(inactive)
      const open = await store.openInvitations(scope.db, organiserId, scope.now, INVITATIONS_MAX)
      if (open.length >= INVITATIONS_MAX)
        return err(failure.conflict('invitation-too-many', { args: { max: INVITATIONS_MAX } }))
      const { invitation, tokenHash } = newInvitation(ports, scope)
      await store.addInvitation(scope.db, { ...invitation, organiserId, role }, tokenHash)
      const { invitationId, expiresAt } = invitation
      scope.audit({
        action: 'organisers.invitation-made',
        subject: { kind: 'organiser', id: organiserId },
        before: null,
        after: { invitationId, role, expiresAt }
      })
      return ok({ organiserId, invitationId })
    }
  })

export const cancelInvitation = (ports: Ports) =>
  command({
    name: 'organisers.cancel-invitation',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ organiserId: id, invitationId: id }),
    policy: isOwner(ports),
    async run(scope, { organiserId, invitationId }) {
      const invitation = await ports.store.invitation(scope.db, organiserId, invitationId)
      if (!invitation) return err(failure.notFound('invitation-not-found'))
      if (!(await ports.store.endInvitation(scope.db, invitation, { cancelledAt: scope.now })))
        return err(whyNotOpen(invitation, scope.now) ?? failure.gone('invitation-used'))
      scope.audit({
        action: 'organisers.invitation-cancelled',
        subject: { kind: 'organiser', id: organiserId },
        before: { invitationId, role: invitation.role },
        after: null
      })
      return ok({ organiserId })
    }
  })

export interface ShownInvitation {
  readonly organiser: OrganiserBrief
  readonly role: Role
  readonly expiresAt: Date
}

/** What a link invites to, before anybody signs in. */
export const showInvitation = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'organisers.show-invitation',
    access: 'anyone',
    limit: LIMITS.guess,
    input: z.object({ token: invitationToken }),
    async run({ db, now }, { token }) {
      const invitation = await openInvitation(token, now, (hash) => store.invitationByToken(db, hash))
      if (!invitation.ok) return invitation
      const { organiserId, role, expiresAt } = invitation.value
      const [organiser] = await store.briefs(db, [organiserId])
      if (!organiser) return err(failure.notFound('invitation-not-found'))
      return ok<ShownInvitation>({ organiser, role, expiresAt })
    }
  })

/** Takes up an invitation; a link lets in one person, once. */
export const acceptInvitation = (ports: Ports) =>
  command({
    name: 'organisers.accept-invitation',
    access: 'signed-in',
    limit: LIMITS.guess,
    input: z.object({ token: invitationToken }),
    async run(scope, { token }) {
      const { store, notices } = ports
      const invitation = await openInvitation(token, scope.now, (hash) =>
        store.invitationByToken(scope.db, hash)
      )
      if (!invitation.ok) return invitation
      const { organiserId, role, invitationId } = invitation.value
      const organiser = await store.lockOrganiser(scope.db, organiserId)
      if (!organiser) return err(failure.notFound('invitation-not-found'))
      const inactive = whyNotActive(organiser.state)
      if (inactive) return err(inactive)
      const unfit = await whyNotRole(ports, scope, { personId: scope.personId, role })
      if (unfit) return err(unfit)
      const staff = await store.staffOf(scope.db, organiserId)
      if (staff.length >= STAFF_MAX)
        return err(failure.conflict('organiser-staff-full', { args: { max: STAFF_MAX } }))
      const accepted = { acceptedBy: scope.personId, at: scope.now }
      if (!(await store.endInvitation(scope.db, { organiserId, invitationId }, accepted)))
        return err(failure.gone('invitation-used'))
      if (!(await store.addStaff(scope.db, organiserId, { personId: scope.personId, role }, scope.now)))
        return err(failure.conflict('invitation-already-staff'))
      for (const owner of staff.filter((member) => member.role === 'owner'))
        await notices.tell(scope, {
          to: owner.personId,
          group: 'organiser',
          kind: 'organiser-joined',
          values: { organiser: organiser.name },
          path: `/desk/${organiserId}/people`
        })
      scope.audit({
        action: 'organisers.invitation-accepted',
        subject: { kind: 'organiser', id: organiserId },
        before: null,
        after: { invitationId, personId: scope.personId, role }
      })
      return ok({ organiserId, role })
    }
  })
