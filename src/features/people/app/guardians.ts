import { createHash } from 'node:crypto'
import { z } from 'zod'
import { href } from '#platform/i18n/addresses.ts'
import { LIMITS } from '#platform/limiter.ts'
import {
  addMinutes,
  dayOf,
  err,
  failure,
  inForce,
  ok,
  type LocalText,
  type Result
} from '#platform/prelude/index.ts'
import { command, query, type Scope } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { CONSENT_AGE, needsGuardian } from '../domain/age.ts'
import {
  confirmRefusal,
  INVITATION_DAYS,
  INVITATIONS_OPEN_MAX,
  inviteRefusal,
  type Invitation
} from '../domain/guardian.ts'
import { fullName, shortName } from '../domain/person.ts'
import type { Guardianship, PersonRow, Ports } from './ports.ts'

/** Confirmations shown on a page, of either side. */
const SHOWN_MAX = 100
const TOKEN_BYTES = 16 // 128 bits
const token = z.string().regex(/^[\w-]{22}$/, 'guardian-link-unknown')

/** The link's secret is made from its id under the keystore: it can be shown again, and stands nowhere in clear. */
const tokenOf = ({ keystore }: Pick<Ports, 'keystore'>, invitationId: string): string =>
  keystore.mac('token', `guardian ${invitationId}`).subarray(0, TOKEN_BYTES).toString('base64url')
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

export interface ShownGuardianship {
  readonly guardianshipId: string
  /** Short name of the other side; null for somebody who is no longer here. */
  readonly name: string | null
  readonly organiser: LocalText | null
  readonly confirmedAt: Date
  readonly withdrawnAt: Date | null
}

export interface ShownInvitation {
  readonly invitationId: string
  readonly organiser: LocalText | null
  readonly expiresAt: Date
  /** What to send to the guardian. */
  readonly link: string
}

export interface MyGuardians {
  /** The age below which a guardian has to confirm, and whether I am. */
  readonly consentAge: number
  readonly needed: boolean
  readonly guardians: readonly ShownGuardianship[]
  readonly invitations: readonly ShownInvitation[]
  readonly wards: readonly ShownGuardianship[]
  /** The organiser that a link is about to be made for. */
  readonly asked: { readonly organiserId: string; readonly name: LocalText } | null
}

export const showMyGuardians = (ports: Ports) =>
  query({
    name: 'people.my-guardians',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({ organiserId: id.optional() }),
    async run(scope, { organiserId }) {
      const { store } = ports
      const person = await store.person(scope.db, scope.personId)
      if (!person) return err(failure.notFound('person-not-found'))
      const guardians = await store.guardiansOf(scope.db, scope.personId, SHOWN_MAX)
      const wards = await store.wardsOf(scope.db, scope.personId, SHOWN_MAX)
      const invitations = await store.openInvitations(scope.db, scope.personId, scope.now)
      const others = [...guardians.map((one) => one.guardianId), ...wards.map((one) => one.wardId)]
      const cards = await store.cards(scope.db, [...new Set(others)])
      const names = new Map(cards.map((card) => [card.personId, shortName(card)]))
      const organiserIds = [...guardians, ...wards, ...invitations].map((one) => one.organiserId)
      const organisers = await ports.organiserNames(scope.db, [
        ...new Set(organiserId ? [...organiserIds, organiserId] : organiserIds)
      ])
      const shown = (one: Guardianship, otherId: string): ShownGuardianship => ({
        guardianshipId: one.guardianshipId,
        name: names.get(otherId) ?? null,
        organiser: organisers.get(one.organiserId) ?? null,
        confirmedAt: one.confirmedAt,
        withdrawnAt: one.withdrawnAt
      })
      const asked = organiserId && organisers.get(organiserId)
      const today = dayOf(scope.now)
      return ok<MyGuardians>({
        consentAge: inForce(CONSENT_AGE, today).value,
        needed: needsGuardian(person.birthDate, today),
        guardians: guardians.map((one) => shown(one, one.guardianId)),
        wards: wards.map((one) => shown(one, one.wardId)),
        invitations: invitations.map((one) => ({
          invitationId: one.invitationId,
          organiser: organisers.get(one.organiserId) ?? null,
          expiresAt: one.expiresAt,
          link: ports.publicUrl + href(scope.actor.locale, `/guardian/${tokenOf(ports, one.invitationId)}`)
        })),
        asked: organiserId && asked ? { organiserId, name: asked } : null
      })
    }
  })

/** A minor makes a link for the guardian, for one organiser. */
export const inviteGuardian = (ports: Ports) =>
  command({
    name: 'people.invite-guardian',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ organiserId: id }),
    async run(scope, { organiserId }) {
      const { store } = ports
      await store.lock(scope.db, scope.personId)
      const person = await store.person(scope.db, scope.personId)
      if (!person) return err(failure.notFound('person-not-found'))
      const refusal = inviteRefusal(person.birthDate, dayOf(scope.now))
      if (refusal) return err(refusal)
      if (!(await ports.organiserNames(scope.db, [organiserId])).has(organiserId))
        return err(failure.notFound('guardian-organiser-unknown', { field: 'organiserId' }))
      if (await store.hasGuardian(scope.db, scope.personId, organiserId))
        return err(failure.conflict('guardian-already'))
      const open = await store.openInvitations(scope.db, scope.personId, scope.now)
      const same = open.find((one) => one.organiserId === organiserId)
      const cancelled = { how: 'cancelled', now: scope.now } as const
      if (same) await store.endInvitation(scope.db, scope.personId, same.invitationId, cancelled)
      else if (open.length >= INVITATIONS_OPEN_MAX)
        return err(failure.conflict('guardian-links-too-many', { args: { max: INVITATIONS_OPEN_MAX } }))

      const invitation: Invitation = {
        wardId: scope.personId,
        invitationId: scope.newId(),
        organiserId,
        createdAt: scope.now,
        expiresAt: addMinutes(scope.now, INVITATION_DAYS * 24 * 60),
        usedAt: null
      }
      await store.addInvitation(scope.db, invitation, hashOf(tokenOf(ports, invitation.invitationId)))
      scope.audit({
        action: 'people.guardian-invited',
        subject: { kind: 'guardian-invitation', id: invitation.invitationId },
        before: null,
        after: { organiserId, expiresAt: invitation.expiresAt }
      })
      return ok({ invitationId: invitation.invitationId })
    }
  })

export const cancelGuardianInvitation = ({ store }: Pick<Ports, 'store'>) =>
  command({
    name: 'people.cancel-guardian-invitation',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ invitationId: id }),
    async run(scope, { invitationId }) {
      if (
        !(await store.endInvitation(scope.db, scope.personId, invitationId, {
          how: 'cancelled',
          now: scope.now
        }))
      )
        return err(failure.notFound('guardian-link-unknown'))
      scope.audit({
        action: 'people.guardian-invitation-cancelled',
        subject: { kind: 'guardian-invitation', id: invitationId },
        before: { open: true },
        after: { open: false }
      })
      return ok(null)
    }
  })

export interface GuardianQuestion {
  readonly ward: string
  readonly birthDate: string
  readonly organiser: LocalText
  readonly expiresAt: Date
}

/** What a guardian is asked to answer for, before anything is confirmed. */
export const showGuardianQuestion = (ports: Ports) =>
  query({
    name: 'people.guardian-question',
    access: 'signed-in',
    limit: LIMITS.guess,
    input: z.object({ token }),
    async run(scope, { token }) {
      const found = await openedBy(ports, scope, token)
      if (!found.ok) return found
      const { invitation, ward, organiser } = found.value
      scope.look({ personId: ward.personId, what: 'guardian-question', onBehalfOf: invitation.organiserId })
      return ok<GuardianQuestion>({
        ward: fullName(ward),
        birthDate: ward.birthDate,
        organiser,
        expiresAt: invitation.expiresAt
      })
    }
  })

export const confirmGuardianship = (ports: Ports) =>
  command({
    name: 'people.confirm-guardianship',
    access: 'signed-in',
    limit: LIMITS.guess,
    input: z.object({ token }),
    async run(scope, { token }) {
      const { store, notices } = ports
      const found = await openedBy(ports, scope, token)
      if (!found.ok) return found
      const { invitation, ward, guardian, organiser } = found.value
      const { wardId, invitationId, organiserId } = invitation
      // Two at once: the row of the link lets one through.
      if (!(await store.endInvitation(scope.db, wardId, invitationId, { how: 'used', now: scope.now })))
        return err(failure.gone('guardian-link-used'))
      const guardianship: Guardianship = {
        guardianshipId: scope.newId(),
        wardId,
        guardianId: scope.personId,
        organiserId,
        confirmedAt: scope.now,
        withdrawnAt: null
      }
      if (!(await store.addGuardianship(scope.db, guardianship)))
        return err(failure.conflict('guardian-already'))
      scope.audit({
        action: 'people.guardianship-confirmed',
        subject: { kind: 'guardianship', id: guardianship.guardianshipId },
        before: null,
        after: { wardId, organiserId }
      })
      const group = 'account'
      const path = '/me/guardians'
      await notices.tell(scope, {
        to: wardId,
        group,
        kind: 'guardian-confirmed',
        values: { guardian: shortName(guardian), organiser },
        path
      })
      await notices.tell(scope, {
        to: scope.personId,
        group,
        kind: 'ward-confirmed',
        values: { ward: shortName(ward), organiser },
        path
      })
      return ok({ guardianshipId: guardianship.guardianshipId })
    }
  })

/** A guardian takes their word back: nothing new with this organiser; what is confirmed stays. */
export const withdrawGuardianship = ({ store, notices, organiserNames }: Ports) =>
  command({
    name: 'people.withdraw-guardianship',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ guardianshipId: id }),
    async run(scope, { guardianshipId }) {
      const ended = await store.endGuardianship(scope.db, scope.personId, guardianshipId, scope.now)
      if (!ended) return err(failure.notFound('guardianship-not-found'))
      scope.audit({
        action: 'people.guardianship-withdrawn',
        subject: { kind: 'guardianship', id: guardianshipId },
        before: { withdrawnAt: null },
        after: { withdrawnAt: scope.now }
      })
      const cards = await store.cards(scope.db, [ended.wardId, ended.guardianId])
      const nameOf = (personId: string) => shortName(cards.find((card) => card.personId === personId)!)
      const organiser = (await organiserNames(scope.db, [ended.organiserId])).get(ended.organiserId)
      const group = 'account'
      const path = '/me/guardians'
      const where = organiser ? { organiser } : { organiser: '—' }
      await notices.tell(scope, {
        to: ended.wardId,
        group,
        kind: 'guardian-withdrawn',
        values: { guardian: nameOf(ended.guardianId), ...where },
        path
      })
      await notices.tell(scope, {
        to: ended.guardianId,
        group,
        kind: 'ward-withdrawn',
        values: { ward: nameOf(ended.wardId), ...where },
        path
      })
      return ok(null)
    }
  })

interface Opened {
  readonly invitation: Invitation
  readonly ward: PersonRow
  readonly guardian: PersonRow
  readonly organiser: LocalText
}

/** What a link opens for the person who asks; a wrong one and one of another are told the same. */
async function openedBy(ports: Ports, scope: Scope, token: string): Promise<Result<Opened>> {
  const { store } = ports
  const invitation = await store.invitationOfToken(scope.db, hashOf(token))
  const guardian = await store.person(scope.db, scope.personId)
  const ward = invitation && (await store.person(scope.db, invitation.wardId))
  if (!invitation || !ward || !guardian) return err(failure.notFound('guardian-link-unknown'))
  const refusal = confirmRefusal(invitation, guardian, { now: scope.now, today: dayOf(scope.now) })
  if (refusal) return err(refusal)
  const organiser = (await ports.organiserNames(scope.db, [invitation.organiserId])).get(
    invitation.organiserId
  )
  if (!organiser) return err(failure.notFound('guardian-organiser-unknown'))
  return ok({ invitation, ward, guardian, organiser })
}
