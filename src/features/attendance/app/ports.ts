import type { Opportunities } from '#features/opportunities/index.ts'
import type { People } from '#features/people/index.ts'
import type { Notices } from '#features/notices/index.ts'
import type { Db } from '#platform/database/database.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { AttendanceEvent } from '../domain/presence.ts'

/** An event to be written; with the window of the code that proved it, if one did. */
export interface NewEvent extends AttendanceEvent {
  readonly codeWindow: number | null
}

export interface WalkUpNumber {
  readonly number: string
  readonly shiftId: string
  readonly givenAt: Date
  readonly givenBy: string
}

export interface AttendanceStore {
  /** Writes events; gives the ids of those written. One whose code was used before is left out. */
  append(db: Db, events: readonly NewEvent[]): Promise<ReadonlySet<string>>
  eventsOf(db: Db, personId: string, shiftId: string): Promise<AttendanceEvent[]>
  /** The person's events at any of these shifts. */
  eventsAt(db: Db, personId: string, shiftIds: readonly string[]): Promise<AttendanceEvent[]>
  /** Every shift that the person came to, at most `count`. */
  shiftsOf(db: Db, personId: string, count: number): Promise<string[]>
  eventsOfShift(db: Db, shiftId: string): Promise<AttendanceEvent[]>
  /** The person's latest events, at most `count`. */
  latestEvents(db: Db, personId: string, count: number): Promise<AttendanceEvent[]>
  /** Shifts with a check-in recorded from `since` to `until` that no end of any kind followed, the earliest first. */
  shiftsWithoutEnds(db: Db, span: { since: Date; until: Date }, count: number): Promise<string[]>
  numberOf(db: Db, shiftId: string): Promise<string | null>
  /** Does nothing when the shift has a number or the number has a shift. */
  giveNumber(db: Db, number: WalkUpNumber): Promise<void>
  shiftOfNumber(db: Db, number: string): Promise<string | null>
}

export interface Ports {
  readonly store: AttendanceStore
  readonly people: Pick<People, 'cards'>
  readonly opportunities: Pick<
    Opportunities,
    | 'managedShift'
    | 'shiftFacts'
    | 'shiftsFacts'
    | 'signUpOf'
    | 'signUpsOf'
    | 'signUpsOfShift'
    | 'joinOnTheSpot'
  >
  readonly notices: Pick<Notices, 'tell'>
  readonly keystore: Pick<Keystore, 'mac'>
}
