import type { Notices } from '#features/notices/index.ts'
import type { People } from '#features/people/index.ts'
import type { RegionCode } from '#features/programmes/index.ts'
import type { Db } from '#platform/database/database.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { LocalText } from '#platform/prelude/index.ts'
import type { WriteScope } from '#platform/use-case.ts'
import type { ApplicationLevel, ApplicationState, ApplicationStep } from '../domain/application.ts'
import type { Contact } from '../domain/contact.ts'
import type { InvitationStanding } from '../domain/invitation.ts'
import type { OfficeRegions } from '../domain/office.ts'
import type { OrganiserKind, OrganiserState } from '../domain/organiser.ts'
import type { Role, StaffMember } from '../domain/staff.ts'

/** One front office: of a region, or the national one. */
export type OfficeRegion = RegionCode | 'all'

/** What other contexts see of an organiser. */
export interface OrganiserBrief {
  readonly organiserId: string
  readonly kind: OrganiserKind
  readonly name: LocalText
  /** null for an initiative group. */
  readonly bin: string | null
  readonly regionCode: RegionCode
  readonly state: OrganiserState
}

export interface Organiser extends OrganiserBrief {
  readonly applicationId: string
  readonly about: LocalText
  readonly contact: Contact
  readonly stateAt: Date
  readonly stateReason: string | null
  readonly since: Date
}

/** What is asked for: to be an organiser of this kind under this name. */
export interface ApplicationContent {
  readonly kind: OrganiserKind
  readonly bin: string | null
  readonly name: LocalText
  readonly about: LocalText
  readonly regionCode: RegionCode
}

export interface Application {
  readonly applicationId: string
  readonly applicantId: string
  readonly content: ApplicationContent
  readonly state: ApplicationState
  readonly level: ApplicationLevel
  readonly createdAt: Date
  /** When it was last handed in: first, mended or appealed. The office's clock runs from here. */
  readonly submittedAt: Date
  /** The organiser it became; null until it is approved. */
  readonly organiserId: string | null
}

export interface StepTaken {
  readonly stepId: string
  readonly at: Date
  readonly actorId: string
  readonly step: ApplicationStep
  readonly reason: string | null
  /** What was asked for, at steps of the applicant that say it anew. */
  readonly content: ApplicationContent | null
}

/** A link that lets one person in, whatever it leads to. */
export interface AnyInvitation extends InvitationStanding {
  readonly invitationId: string
  readonly invitedBy: string
  readonly createdAt: Date
  readonly acceptedBy: string | null
}

export interface Invitation extends AnyInvitation {
  readonly organiserId: string
  readonly role: Role
}

export interface OfficerInvitation extends AnyInvitation {
  readonly region: OfficeRegion
}

export type InvitationEnd =
  { readonly acceptedBy: string; readonly at: Date } | { readonly cancelledAt: Date }

export interface Membership {
  readonly organiserId: string
  readonly role: Role
}

/** Words to look for: a folded text found within names, or the beginning of a BIN. */
export type NameOrBin = { readonly folded: string } | { readonly bin: string }

export interface QueueFilter {
  readonly regions: OfficeRegions<RegionCode>
  readonly match: NameOrBin | null
}

export interface DirectoryFilter {
  readonly regionCode?: RegionCode | undefined
  readonly kind?: OrganiserKind | undefined
  readonly match: NameOrBin | null
  /** Front offices also see those that may not act. */
  readonly states: readonly OrganiserState[]
  readonly regions?: OfficeRegions<RegionCode>
}

export interface OrganiserStore {
  addApplication(db: Db, application: Omit<Application, 'organiserId'>): Promise<void>
  application(db: Db, applicationId: string): Promise<Application | null>
  /** The same, held against other changes until the transaction ends. */
  lockApplication(db: Db, applicationId: string): Promise<Application | null>
  saveApplication(db: Db, application: Application): Promise<void>
  addStep(db: Db, applicationId: string, step: StepTaken): Promise<void>
  /** Oldest first. */
  steps(db: Db, applicationId: string): Promise<StepTaken[]>
  /** The latest first, at most `count`. */
  applicationsOf(db: Db, applicantId: string, count: number): Promise<Application[]>
  /** Applications of one person are handed in one after another, so that they can be counted. */
  lockApplicant(db: Db, applicantId: string): Promise<void>
  countOpenOf(db: Db, applicantId: string): Promise<number>
  /** Those that wait for an office, the longest waiting first. */
  queue(
    db: Db,
    filter: QueueFilter,
    after: { submittedAt: Date; applicationId: string } | null,
    count: number
  ): Promise<Application[]>
  /** Other applications with this BIN that are not at their end. */
  countOthersWithBin(db: Db, bin: string, applicationId: string): Promise<number>

  /** False when another record holds the BIN. */
  addOrganiser(db: Db, organiser: Organiser): Promise<boolean>
  organiser(db: Db, organiserId: string): Promise<Organiser | null>
  /** Held until the transaction ends: changes of staff and of state wait for each other here. */
  lockOrganiser(db: Db, organiserId: string): Promise<Organiser | null>
  /** The record that is not closed and holds this BIN. */
  holderOfBin(db: Db, bin: string): Promise<OrganiserBrief | null>
  setState(
    db: Db,
    organiserId: string,
    change: Pick<Organiser, 'state' | 'stateAt' | 'stateReason'>
  ): Promise<void>
  setContact(db: Db, organiserId: string, contact: Contact): Promise<void>
  briefs(db: Db, organiserIds: readonly string[]): Promise<OrganiserBrief[]>
  /** The newest first. */
  directory(db: Db, filter: DirectoryFilter, after: string | null, count: number): Promise<Organiser[]>
  countsByRegion(db: Db): Promise<Map<RegionCode, number>>

  roleOf(db: Db, personId: string, organiserId: string): Promise<Role | null>
  staffOf(db: Db, organiserId: string): Promise<(StaffMember & { since: Date })[]>
  ofPerson(db: Db, personId: string, count: number): Promise<Membership[]>
  /** False when the person already works there. */
  addStaff(db: Db, organiserId: string, member: StaffMember, since: Date): Promise<boolean>
  setRole(db: Db, organiserId: string, member: StaffMember): Promise<void>
  removeStaff(db: Db, organiserId: string, personId: string): Promise<void>

  addInvitation(db: Db, invitation: Invitation, tokenHash: Buffer): Promise<void>
  invitation(db: Db, organiserId: string, invitationId: string): Promise<Invitation | null>
  invitationByToken(db: Db, tokenHash: Buffer): Promise<Invitation | null>
  openInvitations(db: Db, organiserId: string, now: Date, count: number): Promise<Invitation[]>
  /** False when it had already been accepted or cancelled. */
  endInvitation(
    db: Db,
    invitation: Pick<Invitation, 'organiserId' | 'invitationId'>,
    how: InvitationEnd
  ): Promise<boolean>

  officeRegions(db: Db, personId: string): Promise<OfficeRegions<RegionCode>>
  /** Those who serve a region; those of the national office for 'all'. At most `count`. */
  officersOf(db: Db, region: RegionCode | 'all', count: number): Promise<string[]>
  /** Holds who serves in the national office until the transaction ends: its members act one after another. */
  lockNational(db: Db): Promise<void>
  /** Everybody who serves in a front office, by region. */
  officers(db: Db, count: number): Promise<{ personId: string; region: OfficeRegion; since: Date }[]>
  /** False when the person already serves there. */
  addOfficer(db: Db, personId: string, region: OfficeRegion, since: Date): Promise<boolean>
  /** False when the person did not serve there. */
  removeOfficer(db: Db, personId: string, region: OfficeRegion): Promise<boolean>
  addOfficerInvitation(db: Db, invitation: OfficerInvitation, tokenHash: Buffer): Promise<void>
  officerInvitation(db: Db, invitationId: string): Promise<OfficerInvitation | null>
  officerInvitationByToken(db: Db, tokenHash: Buffer): Promise<OfficerInvitation | null>
  openOfficerInvitations(db: Db, now: Date, count: number): Promise<OfficerInvitation[]>
  /** False when it had already been accepted or cancelled. */
  endOfficerInvitation(db: Db, invitationId: string, how: InvitationEnd): Promise<boolean>
}

export interface Ports {
  readonly store: OrganiserStore
  readonly people: Pick<People, 'cards'>
  readonly notices: Pick<Notices, 'tell'>
  readonly keystore: Pick<Keystore, 'mac'>
  /** Whether a published action of an organiser is still to begin, which a context above this one knows. */
  hasComing(db: Db, organiserId: string, now: Date): Promise<boolean>
  /** Tells those who signed up with an organiser that its shifts do not take place now, or do so again. */
  tellSignedUp(
    scope: WriteScope,
    organiser: { organiserId: string; name: LocalText },
    kind: 'shifts-suspended' | 'shifts-resumed'
  ): Promise<void>
}
