import type { Notices } from '#features/notices/index.ts'
import type { Organisers } from '#features/organisers/index.ts'
import type { People } from '#features/people/index.ts'
import type { Direction, ProgrammeSlug, RegionCode } from '#features/programmes/index.ts'
import type { Db } from '#platform/database/database.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { LocalText } from '#platform/prelude/index.ts'
import type { ActionContent, ActionState, JoinMode, RiskLevel, Tag } from '../domain/action.ts'
import type { FitWishes } from '../domain/fit.ts'
import type { ShiftPlan } from '../domain/shift.ts'
import type { SignUpState } from '../domain/sign-up.ts'
import type { Criteria, FoundAction, SearchPlace } from './search-types.ts'

export interface ActionRow {
  readonly actionId: string
  readonly organiserId: string
  readonly state: ActionState
  readonly content: ActionContent
  readonly tags: readonly Tag[]
  readonly lastEndsAt: Date | null
  readonly createdBy: string
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly publishedAt: Date | null
  readonly cancelledAt: Date | null
  readonly cancelReason: string | null
}

export interface ShiftRow extends ShiftPlan {
  readonly shiftId: string
  readonly actionId: string
  readonly state: 'open' | 'cancelled'
  readonly taken: number
}

/** A shift together with what others need to know of its action. */
export interface ShiftFacts {
  readonly shiftId: string
  readonly actionId: string
  readonly organiserId: string
  readonly title: LocalText
  readonly role: LocalText
  readonly startsAt: Date
  readonly endsAt: Date
  readonly capacity: number
  readonly taken: number
  readonly shiftState: 'open' | 'cancelled'
  readonly actionState: ActionState
  readonly directions: readonly Direction[]
  readonly programme: ProgrammeSlug | null
  readonly regionCode: RegionCode
  readonly locality: string
  readonly address: string | null
  readonly riskLevel: RiskLevel
  readonly tags: readonly Tag[]
  readonly minAge: number | null
  readonly joinMode: JoinMode
}

export interface SignUpFacts {
  readonly personId: string
  readonly shiftId: string
  readonly state: SignUpState
  readonly walkUp: boolean
  readonly message: string | null
  readonly queuedAt: Date
  readonly offeredUntil: Date | null
  readonly reason: string | null
}

export type SignUpRow = SignUpFacts & { readonly decidedBy: string | null; readonly createdAt: Date }

/** A sign-up with the shift that it is for. */
export type SignUpAtShift = SignUpRow & { readonly shift: ShiftFacts }

/** Where a list of shifts, the latest first, goes on. */
export interface ShiftPlace {
  readonly startsAt: Date
  readonly shiftId: string
}

export interface SavedSearch {
  readonly searchId: string
  readonly name: string
  readonly criteria: Criteria
  /** The same as it stands in an address. */
  readonly query: string
  readonly createdAt: Date
}

export interface ActionStore {
  addAction(db: Db, action: ActionRow, searchWords: readonly string[]): Promise<void>
  action(db: Db, actionId: string): Promise<ActionRow | null>
  /** The same, and nobody else changes it or its shifts until the transaction ends. */
  lockAction(db: Db, actionId: string): Promise<ActionRow | null>
  /** The latest first; `nextAt` is when its next shift begins after `now`. */
  actionsOf(
    db: Db,
    organiserId: string,
    list: { now: Date; after: string | null; count: number }
  ): Promise<(ActionRow & { shifts: number; places: number; taken: number; nextAt: Date | null })[]>
  setContent(
    db: Db,
    action: Pick<ActionRow, 'actionId' | 'content' | 'tags'>,
    searchWords: readonly string[],
    now: Date
  ): Promise<void>
  /** What it is found by, when nothing else of it changes. */
  setSearchWords(db: Db, actionId: string, searchWords: readonly string[]): Promise<void>
  setState(
    db: Db,
    actionId: string,
    state: ActionState,
    moment: { now: Date; reason?: string | undefined }
  ): Promise<void>
  /** Puts words into the vocabulary in which typing errors are looked up. */
  learnWords(db: Db, words: readonly { word: string; keys: readonly string[] }[]): Promise<void>
  addShifts(db: Db, shifts: readonly ShiftRow[]): Promise<void>
  setShift(db: Db, shift: ShiftRow): Promise<void>
  /** In the order of time, cancelled ones too. */
  shiftsOf(db: Db, actionId: string): Promise<ShiftRow[]>
  /** Locks the action's shifts in the order of their ids. */
  lockShifts(db: Db, actionId: string): Promise<void>
  /** Writes down when the last shift ends. */
  noteEnd(db: Db, actionId: string): Promise<void>
  shiftFacts(db: Db, shiftIds: readonly string[]): Promise<ShiftFacts[]>
  /** Published actions whose last shift has ended. */
  endedActions(db: Db, now: Date, count: number): Promise<string[]>
  /** Published actions of which a shift is still to begin. */
  countsByRegion(db: Db, now: Date): Promise<{ regionCode: RegionCode; actions: number }[]>
}

export interface SignUpStore {
  /** Sign-ups of one person are made one after another, so that two of them cannot overlap unseen. */
  lockPerson(db: Db, personId: string): Promise<void>
  /** The shift as it stands, locked: everything that changes places comes after this. */
  lockShift(db: Db, shiftId: string): Promise<ShiftFacts | null>
  /** Takes a place if one is free: `taken < capacity` in the very statement that takes it. */
  takePlace(db: Db, shiftId: string): Promise<boolean>
  freePlaces(db: Db, shiftId: string, count: number): Promise<void>
  /** Plans one place more, up to the most there can be. */
  addPlace(db: Db, shiftId: string): Promise<void>
  /** Calls shifts off: ends everybody's live sign-ups and says whose. */
  cancelShifts(
    db: Db,
    shiftIds: readonly string[],
    how: { reason: string; by: string; now: Date }
  ): Promise<{ personId: string; shiftId: string }[]>
  signUp(db: Db, personId: string, shiftId: string): Promise<SignUpRow | null>
  putSignUp(db: Db, signUp: SignUpRow, now: Date): Promise<void>
  signUpsOfShift(db: Db, shiftId: string): Promise<SignUpRow[]>
  signUpsOfShifts(db: Db, shiftIds: readonly string[]): Promise<SignUpRow[]>
  signUpsOfPerson(db: Db, personId: string, shiftIds: readonly string[]): Promise<SignUpRow[]>
  /** How many sign-ups of each state a shift has. */
  countsOf(db: Db, shiftIds: readonly string[]): Promise<Map<string, Partial<Record<SignUpState, number>>>>
  /** Live sign-ups come first, then the latest shifts. */
  signUpsOf(db: Db, personId: string, count: number): Promise<SignUpAtShift[]>
  /** Live sign-ups for shifts that are not over, the next first. */
  comingSignUps(db: Db, personId: string, now: Date, count: number): Promise<SignUpAtShift[]>
  /** All others, the latest shift first. */
  pastSignUps(
    db: Db,
    personId: string,
    list: { now: Date; after: ShiftPlace | null; count: number }
  ): Promise<SignUpAtShift[]>
  /** Sign-ups with a place, and any for the shifts of `also`; the latest shift first. */
  placesOf(
    db: Db,
    personId: string,
    list: { also: readonly string[]; after: ShiftPlace | null; count: number }
  ): Promise<SignUpAtShift[]>
  /** Own live sign-ups whose shifts meet the interval. */
  signUpsBetween(db: Db, personId: string, startsAt: Date, endsAt: Date): Promise<ShiftFacts[]>
  /** Those who wait, in their order. */
  /** Everybody with a sign-up to something of an organiser that is not over. */
  signedUpWith(db: Db, organiserId: string, now: Date): Promise<string[]>
  /** Shifts of an organiser that are still to begin, with free places and people who wait for one; by their ids. */
  waitedFor(db: Db, organiserId: string, now: Date): Promise<string[]>
  firstWaiting(db: Db, shiftId: string, count: number): Promise<SignUpRow[]>
  /** How many wait before this one. */
  waitingBefore(db: Db, signUp: Pick<SignUpRow, 'personId' | 'shiftId' | 'queuedAt'>): Promise<number>
  /** Offers of a shift that were not answered in time. */
  lapsedOffersOf(db: Db, shiftId: string, now: Date): Promise<SignUpRow[]>
  /** Shifts with an offer that was not answered in time. */
  lapsedOffers(db: Db, now: Date, count: number): Promise<string[]>
}

export interface SearchStore {
  search(
    db: Db,
    criteria: Criteria,
    options: { now: Date; wishes: FitWishes | null; after: SearchPlace | null; count: number }
  ): Promise<FoundAction[]>
  upcomingOf(db: Db, organiserId: string, now: Date, count: number): Promise<FoundAction[]>

  searchesOf(db: Db, personId: string): Promise<SavedSearch[]>
  addSearch(db: Db, personId: string, search: SavedSearch): Promise<void>
  removeSearch(db: Db, personId: string, searchId: string): Promise<SavedSearch | null>
  /** Saved searches that look at a region, after a place in the order of people. */
  searchesFor(
    db: Db,
    regionCode: string,
    after: { personId: string; searchId: string } | null,
    count: number
  ): Promise<(SavedSearch & { personId: string })[]>
  /** Takes a published action whose searchers were not told yet, so that one process tells them. */
  claimUntold(db: Db, now: Date): Promise<string | null>
}

export interface FeedStore {
  feedOf(db: Db, personId: string): Promise<{ feedId: string; createdAt: Date } | null>
  putFeed(db: Db, personId: string, feed: { feedId: string; createdAt: Date }): Promise<void>
  removeFeed(db: Db, personId: string): Promise<void>
}

export interface Ports {
  readonly store: ActionStore & SignUpStore & SearchStore & FeedStore
  readonly people: Pick<People, 'mayTakePart' | 'cards' | 'matchFacts'>
  readonly organisers: Pick<
    Organisers,
    'mayManage' | 'mayView' | 'briefs' | 'staffOf' | 'roleOf' | 'ofPerson'
  >
  readonly notices: Pick<Notices, 'tell'>
  readonly keystore: Pick<Keystore, 'mac'>
}
