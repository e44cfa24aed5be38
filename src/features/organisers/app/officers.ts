import { z } from 'zod'
import { fullName } from '#features/people/index.ts'
import { REGION_CODES } from '#features/programmes/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { id, text } from '#platform/validation.ts'
import { command, query } from '#platform/use-case.ts'
import { INVITATIONS_MAX, whyNotOpen } from '../domain/invitation.ts'
import { REASON_CHARS_MAX } from './apply.ts'
import { invitationToken, newInvitation, openInvitation, tokenOf } from './invitation-token.ts'
import { officeName } from './office-name.ts'
import { isNational, isOfAge } from './policy.ts'
import type { OfficeRegion, Ports } from './ports.ts'

/** Officers shown on the one page that lists them all. */
const OFFICERS_MAX = 500

/** An office: one region's, or the national one. */
const office = z.enum(['all', ...REGION_CODES])

export interface OfficerLine {
  readonly personId: string
  readonly name: string
  readonly region: OfficeRegion
  readonly since: Date
  /** The one who looks; nobody dismisses themselves. */
  readonly isMe: boolean
}

export interface OfficerInvitationLine {
  readonly invitationId: string
  readonly region: OfficeRegion
  readonly expiresAt: Date
  /** Of the link `/office/join/<token>`; whoever has it can take the office. */
  readonly token: string
}

export interface OfficersPage {
  readonly officers: readonly OfficerLine[]
  readonly invitations: readonly OfficerInvitationLine[]
}

/** Who serves in the front offices, and whom they still wait for; for the national office. */
export const listOfficers = (ports: Pick<Ports, 'store' | 'people' | 'keystore'>) =>
  query({
    name: 'organisers.list-officers',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({}),
    policy: isNational(ports),
    async run(scope) {
      const officers = await ports.store.officers(scope.db, OFFICERS_MAX)
      const cards = await ports.people.cards(
        scope.db,
        officers.map(({ personId }) => personId)
      )
      for (const personId of cards.keys()) scope.look({ personId, what: 'front-office' })
      const invitations = await ports.store.openOfficerInvitations(scope.db, scope.now, INVITATIONS_MAX)
      return ok<OfficersPage>({
        officers: officers.flatMap(({ personId, region, since }) => {
          const card = cards.get(personId)
          return card
            ? [{ personId, name: fullName(card), region, since, isMe: personId === scope.personId }]
            : []
        }),
        invitations: invitations.map(({ invitationId, region, expiresAt }) => ({
          invitationId,
          region,
          expiresAt,
          token: tokenOf(ports, invitationId)
        }))
      })
    }
  })

/** Makes a link by which one person joins a front office. */
export const inviteOfficer = (ports: Pick<Ports, 'store' | 'keystore'>) =>
  command({
    name: 'organisers.invite-officer',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ region: office }),
    policy: isNational(ports),
    async run(scope, { region }) {
      await ports.store.lockNational(scope.db)
      const open = await ports.store.openOfficerInvitations(scope.db, scope.now, INVITATIONS_MAX)
      if (open.length >= INVITATIONS_MAX)
        return err(failure.conflict('invitation-too-many', { args: { max: INVITATIONS_MAX } }))
      const { invitation, tokenHash } = newInvitation(ports, scope)
      await ports.store.addOfficerInvitation(scope.db, { ...invitation, region }, tokenHash)
      const { invitationId, expiresAt } = invitation
      scope.audit({
        action: 'organisers.officer-invited',
        subject: { kind: 'front-office', id: invitationId },
        before: null,
        after: { region, expiresAt }
      })
      return ok({ invitationId })
    }
  })

export const cancelOfficerInvitation = ({ store }: Pick<Ports, 'store'>) =>
  command({
    name: 'organisers.cancel-officer-invitation',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ invitationId: id }),
    policy: isNational({ store }),
    async run(scope, { invitationId }) {
      const invitation = await store.officerInvitation(scope.db, invitationId)
      if (!invitation) return err(failure.notFound('invitation-not-found'))
      if (!(await store.endOfficerInvitation(scope.db, invitationId, { cancelledAt: scope.now })))
        return err(whyNotOpen(invitation, scope.now) ?? failure.gone('invitation-used'))
      scope.audit({
        action: 'organisers.officer-invitation-cancelled',
        subject: { kind: 'front-office', id: invitationId },
        before: { region: invitation.region },
        after: null
      })
      return ok(null)
    }
  })

/** What a link appoints to, before anybody signs in. */
export const showOfficerInvitation = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'organisers.show-officer-invitation',
    access: 'anyone',
    limit: LIMITS.guess,
    input: z.object({ token: invitationToken }),
    async run({ db, now }, { token }) {
      const invitation = await openInvitation(token, now, (hash) => store.officerInvitationByToken(db, hash))
      if (!invitation.ok) return invitation
      const { region, expiresAt } = invitation.value
      return ok({ region, expiresAt })
    }
  })

/** Joins a front office by a link; it lets in one person of age, once. */
export const joinOffice = ({ store, people, notices }: Pick<Ports, 'store' | 'people' | 'notices'>) =>
  command({
    name: 'organisers.join-office',
    access: 'signed-in',
    limit: LIMITS.guess,
    input: z.object({ token: invitationToken }),
    async run(scope, { token }) {
      const invitation = await openInvitation(token, scope.now, (hash) =>
        store.officerInvitationByToken(scope.db, hash)
      )
      if (!invitation.ok) return invitation
      if (!(await isOfAge({ people }, scope, scope.personId)))
        return err(failure.conflict('officer-not-adult'))
      const { invitationId, region, invitedBy } = invitation.value
      const accepted = { acceptedBy: scope.personId, at: scope.now }
      if (!(await store.endOfficerInvitation(scope.db, invitationId, accepted)))
        return err(failure.gone('invitation-used'))
      if (!(await store.addOfficer(scope.db, scope.personId, region, scope.now)))
        return err(failure.conflict('officer-already'))
      await notices.tell(scope, {
        to: invitedBy,
        group: 'organiser',
        kind: 'officer-joined',
        values: { office: officeName(region) },
        path: '/office/officers'
      })
      scope.audit({
        action: 'organisers.officer-appointed',
        subject: { kind: 'front-office', id: invitationId },
        before: null,
        after: { personId: scope.personId, region, invitedBy }
      })
      return ok({ region })
    }
  })

/** Takes an office from somebody, with a reason that they are told. */
export const dismissOfficer = ({ store, notices }: Pick<Ports, 'store' | 'notices'>) =>
  command({
    name: 'organisers.dismiss-officer',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ personId: id, region: office, reason: text(REASON_CHARS_MAX) }),
    policy: isNational({ store }),
    async run(scope, { personId, region, reason }) {
      // So the national office never stands empty, not even when two dismiss each other at once.
      if (personId === scope.personId) return err(failure.conflict('officer-yourself'))
      await store.lockNational(scope.db)
      const dismissed = await isNational({ store })(scope)
      if (dismissed) return err(dismissed)
      if (!(await store.removeOfficer(scope.db, personId, region)))
        return err(failure.notFound('officer-not-found'))
      await notices.tell(scope, {
        to: personId,
        group: 'organiser',
        kind: 'officer-dismissed',
        values: { office: officeName(region), reason },
        path: '/me'
      })
      scope.audit({
        action: 'organisers.officer-dismissed',
        subject: { kind: 'person', id: personId },
        before: { region },
        after: { region: null, reason }
      })
      return ok({ personId, region })
    }
  })
