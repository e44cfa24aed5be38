import type { Attendance } from '#features/attendance/index.ts'
import type { Notices } from '#features/notices/index.ts'
import type { Opportunities, ShiftPlace } from '#features/opportunities/index.ts'
import type { Organisers } from '#features/organisers/index.ts'
import type { People } from '#features/people/index.ts'
import type { Direction, ProgrammeSlug, RegionCode } from '#features/programmes/index.ts'
import type { Db } from '#platform/database/database.ts'
import type { Day, LocalText } from '#platform/prelude/index.ts'
import type { Claim } from '../domain/claim.ts'
import type { Status } from '../domain/decision.ts'
import type { Evidence, Grade } from '../domain/evidence.ts'

/** A signal as it stands in a version: what happened when, and what it proved to the one who confirmed. */
export interface VersionSignal extends Evidence {
  readonly at: Date
}

/** One version of a contribution: everything that was confirmed, rejected, amended or revoked, as it was then. */
export interface Version {
  readonly personId: string
  readonly contributionId: string
  readonly version: number
  readonly status: Status
  readonly shiftId: string
  readonly actionId: string
  readonly organiserId: string
  readonly organiserName: LocalText
  readonly title: LocalText
  readonly role: LocalText
  readonly regionCode: RegionCode
  readonly locality: string
  readonly directions: readonly Direction[]
  readonly programme: ProgrammeSlug | null
  readonly startedAt: Date
  readonly endedAt: Date
  readonly minutes: number
  readonly grade: Grade
  /** From when the rules of evidence were in force that gave the grade. */
  readonly rulesFrom: Day
  readonly signals: readonly VersionSignal[]
}

export const DECISIONS = ['confirm', 'reject', 'amend', 'revoke'] as const
export type Decision = (typeof DECISIONS)[number]

/** Roles that may confirm. Front offices confirm what an organiser cannot, once there is such a way. */
export const CONFIRMER_ROLES = ['owner', 'coordinator', 'front-office'] as const
export type ConfirmerRole = (typeof CONFIRMER_ROLES)[number]

/** Who answers for a version. */
export interface Confirmation {
  readonly confirmerId: string
  readonly decision: Decision
  readonly confirmerRole: ConfirmerRole
  /** Given name and a letter of the family name, as they were. */
  readonly confirmerName: string
  readonly reason: string | null
  readonly decidedAt: Date
}

export type Contribution = Version & Confirmation

/** For the public log: that there is a new version. */
export interface OutboxRow {
  readonly outboxId: string
  readonly kind: 'record' | 'amend' | 'revoke'
}

export interface ConfirmedFilter {
  readonly from?: Day | undefined
  readonly to?: Day | undefined
  readonly directions?: readonly Direction[] | undefined
}

export interface VersionRef {
  readonly contributionId: string
  readonly version: number
}

export interface Change extends VersionRef {
  /** null when nobody confirms it any longer. */
  readonly minutes: number | null
  readonly changedAt: Date
}

export interface RecordPlace {
  readonly startedAt: Date
  readonly contributionId: string
}

export interface Volume {
  readonly minutes: number
  readonly engagements: number
  /** When the first and the last began; null when there is none. */
  readonly first: Date | null
  readonly last: Date | null
}

/** How many came to a shift, and about how many of them nobody has decided. */
export interface ShiftCounts {
  readonly shiftId: string
  readonly came: number
  readonly undecided: number
}

export interface DeskShiftSource {
  /** Shifts of organisers that meet a span of time, called off ones only where somebody came; the first one first. */
  currentShifts(
    db: Db,
    organiserIds: readonly string[],
    span: { from: Date; to: Date; count: number }
  ): Promise<ShiftCounts[]>
  /** Shifts of organisers that were over by an instant, with somebody who waits for a decision; the latest first. */
  undecidedShifts(
    db: Db,
    organiserIds: readonly string[],
    list: { until: Date; after: ShiftPlace | null; count: number }
  ): Promise<ShiftCounts[]>
}

export interface ContributionStore extends DeskShiftSource {
  /**
   * Appends versions with their confirmations and rows for the log, and brings the projection up to them. Gives the
   * person ids of those written; a version whose number is taken is somebody else's decision and is left out.
   */
  append(db: Db, entries: readonly (Contribution & OutboxRow)[]): Promise<ReadonlySet<string>>
  ofShift(db: Db, shiftId: string): Promise<Contribution[]>
  /** Of these people: whatever is decided about their hours until the transaction ends is decided one after another. */
  lockPeople(db: Db, personIds: readonly string[]): Promise<void>
  /** Confirmed contributions of these people that reach into a span of time. */
  confirmedBetween(
    db: Db,
    personIds: readonly string[],
    span: { startsAt: Date; endsAt: Date }
  ): Promise<(Claim & Pick<Version, 'personId' | 'shiftId'>)[]>
  /** A person's contributions of these shifts. */
  ofShifts(db: Db, personId: string, shiftIds: readonly string[]): Promise<Contribution[]>
  one(db: Db, personId: string, contributionId: string): Promise<Contribution | null>
  /** The first version first. */
  versions(db: Db, personId: string, contributionId: string): Promise<Contribution[]>
  /** Confirmed ones, the latest first. */
  confirmed(db: Db, personId: string, filter: ConfirmedFilter): Promise<Contribution[]>
  confirmedPage(db: Db, personId: string, after: RecordPlace | null, count: number): Promise<Contribution[]>
  volume(db: Db, personId: string): Promise<Volume>
  /** Whatever of these people was ever decided anew, as it stands now. */
  changes(db: Db, personIds: readonly string[]): Promise<Change[]>
  /** Makes the projection again from the facts; gives the number of its rows. */
  rebuild(db: Db): Promise<number>
}

export interface Ports {
  readonly store: ContributionStore
  readonly people: Pick<People, 'cards' | 'wardsAmong'>
  readonly organisers: Pick<Organisers, 'mayManage' | 'roleOf' | 'staffOf' | 'briefs' | 'ofPerson'>
  readonly opportunities: Pick<Opportunities, 'managedShift' | 'shiftFacts' | 'shiftsFacts' | 'placesOf'>
  readonly attendance: Pick<Attendance, 'presencesAt' | 'presencesOfShift' | 'latestPresences' | 'shiftsOf'>
  readonly notices: Pick<Notices, 'tell'>
}
