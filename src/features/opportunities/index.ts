import type { Db } from '#platform/database/database.ts'
import { actionCalendar, endFeed, readFeed, showMyFeed, startFeed } from './app/calendar-feed.ts'
import { finishAction, lapseOffersOfShift, tellNextSearchers } from './app/chores.ts'
import { countByRegion } from './app/count-by-region.ts'
import { acceptApplications, declineSignUps } from './app/decide.ts'
import { listDeskActions, showDeskAction, showNewAction, showRoster } from './app/desk.ts'
import { listMySignUps } from './app/my-sign-ups.ts'
import { managedShift } from './app/policy.ts'
import type { Ports, ShiftFacts, ShiftPlace, SignUpAtShift, SignUpFacts } from './app/ports.ts'
import { copyAction, createAction, editAction, publishAction } from './app/save-action.ts'
import { listMySearches, removeSearch, saveSearch } from './app/saved-searches.ts'
import { searchActions } from './app/search.ts'
import type { FoundAction } from './app/search-types.ts'
import { addShifts, cancelAction, cancelShift, changeShift, repeatShift } from './app/shifts.ts'
import { showAction } from './app/show-action.ts'
import { listSoonest } from './app/soonest.ts'
import { acceptOffer, joinOnTheSpot, signUp, withdraw } from './app/sign-up.ts'
import { tellSignedUp } from './app/suspension.ts'
import { listUpcoming, UPCOMING_MAX } from './app/upcoming.ts'

/** Sign-ups of one person that other contexts are told of. */
const SIGN_UPS_KNOWN_MAX = 200

/** Actions and their shifts: from a draft to a place in one of them. */
export function createOpportunities(ports: Ports) {
  const { store } = ports
  return {
    commands: {
      createAction: createAction(ports),
      editAction: editAction(ports),
      publishAction: publishAction(ports),
      cancelAction: cancelAction(ports),
      copyAction: copyAction(ports),
      addShifts: addShifts(ports),
      changeShift: changeShift(ports),
      repeatShift: repeatShift(ports),
      cancelShift: cancelShift(ports),
      acceptApplications: acceptApplications(ports),
      declineSignUps: declineSignUps(ports),
      signUp: signUp(ports),
      withdraw: withdraw(ports),
      acceptOffer: acceptOffer(ports),
      saveSearch: saveSearch(ports),
      removeSearch: removeSearch(ports),
      startFeed: startFeed(ports),
      endFeed: endFeed(ports)
    },
    queries: {
      search: searchActions(ports),
      action: showAction(ports),
      actionCalendar: actionCalendar(ports),
      upcoming: listUpcoming(ports),
      soonest: listSoonest(ports),
      countsByRegion: countByRegion(ports),
      mySignUps: listMySignUps(ports),
      mySearches: listMySearches(ports),
      feed: readFeed(ports),
      myFeed: showMyFeed(ports),
      newAction: showNewAction(ports),
      deskActions: listDeskActions(ports),
      deskAction: showDeskAction(ports),
      roster: showRoster(ports)
    },
    /** What the clock does; performed by jobs. */
    chores: {
      lapseOffers: lapseOffersOfShift(ports),
      finishAction: finishAction(ports),
      tellSearchers: tellNextSearchers(ports),
      lapsedOffers: (db: Db, now: Date, count: number) => store.lapsedOffers(db, now, count),
      endedActions: (db: Db, now: Date, count: number) => store.endedActions(db, now, count)
    },

    async shiftFacts(db: Db, shiftId: string): Promise<ShiftFacts | null> {
      return (await store.shiftFacts(db, [shiftId]))[0] ?? null
    },

    /** Shifts by id; ids of none are left out. */
    async shiftsFacts(db: Db, shiftIds: readonly string[]): Promise<Map<string, ShiftFacts>> {
      const facts = await store.shiftFacts(db, shiftIds)
      return new Map(facts.map((shift) => [shift.shiftId, shift]))
    },

    signUpsOfShift: (db: Db, shiftId: string): Promise<SignUpFacts[]> => store.signUpsOfShift(db, shiftId),

    signUpOf: (db: Db, personId: string, shiftId: string): Promise<SignUpFacts | null> =>
      store.signUp(db, personId, shiftId),

    /** Live sign-ups and the latest of the others. */
    signUpsOf: (db: Db, personId: string): Promise<SignUpFacts[]> =>
      store.signUpsOf(db, personId, SIGN_UPS_KNOWN_MAX),

    /** Shifts in which a person has a place, and those of `also` in any state; the latest first. */
    placesOf: (
      db: Db,
      personId: string,
      list: { also: readonly string[]; after: ShiftPlace | null; count: number }
    ): Promise<SignUpAtShift[]> => store.placesOf(db, personId, list),

    managedShift: managedShift(ports),

    tellSignedUp: tellSignedUp(ports),

    joinOnTheSpot: joinOnTheSpot(ports),

    upcomingOf: (db: Db, organiserId: string, now: Date): Promise<FoundAction[]> =>
      store.upcomingOf(db, organiserId, now, UPCOMING_MAX)
  }
}

export type Opportunities = ReturnType<typeof createOpportunities>
export type { DeskAction, DeskLine, DeskShift, RosterLine } from './app/desk.ts'
export type { MyShift, MyShifts } from './app/my-sign-ups.ts'
export { cursorAfter, placeAt } from './app/shift-place.ts'
export type { ActionRow, SavedSearch, ShiftFacts, ShiftPlace, ShiftRow, SignUpFacts } from './app/ports.ts'
export type { FoundItem } from './app/search.ts'
export type { FoundAction } from './app/search-types.ts'
export type { ShownAction, ShownShift } from './app/show-action.ts'
export { ACTION_STATES, RISK_LEVELS, type ActionState, type RiskLevel, type Tag } from './domain/action.ts'
export { SHIFT_CAPACITY_MAX } from './domain/shift.ts'
export { isLive, type SignUpState } from './domain/sign-up.ts'
export { opportunitiesWords } from './messages/index.ts'
