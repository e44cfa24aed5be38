import type { Db } from '#platform/database/database.ts'
import { checkInByCode } from './app/check-in-by-code.ts'
import { giveWalkUpNumber } from './app/give-walk-up-number.ts'
import { LATEST_EVENTS_MAX, SHIFTS_OF_PERSON_MAX } from './app/limits.ts'
import type { Ports } from './app/ports.ts'
import { findForgottenEnds, proposeEnds } from './app/propose-ends.ts'
import { recordPresence } from './app/record-presence.ts'
import { scanPerson } from './app/scan-person.ts'
import { listMyOpenShifts, showMyCheckIn } from './app/show-my-check-in.ts'
import { showMyCode } from './app/show-my-code.ts'
import { showRoster } from './app/show-roster.ts'
import { showShiftCode } from './app/show-shift-code.ts'
import { foldPresence, foldPresences, type Presence } from './domain/presence.ts'

/** Attendance: who came and left, by which signals. Facts only; what they are worth is decided in contributions. */
export function createAttendance(ports: Ports) {
  const { store } = ports
  return {
    commands: {
      checkInByCode: checkInByCode(ports),
      scanPerson: scanPerson(ports),
      recordPresence: recordPresence(ports),
      giveWalkUpNumber: giveWalkUpNumber(ports),
      proposeEnds: proposeEnds(ports)
    },
    queries: {
      myCheckIn: showMyCheckIn(ports),
      myOpenShifts: listMyOpenShifts(ports),
      myCode: showMyCode(ports),
      shiftCode: showShiftCode(ports),
      roster: showRoster(ports),
      forgottenEnds: findForgottenEnds(ports)
    },

    async presenceOf(db: Db, personId: string, shiftId: string): Promise<Presence | null> {
      return foldPresence(await store.eventsOf(db, personId, shiftId))
    },

    async presencesOfShift(db: Db, shiftId: string): Promise<Presence[]> {
      return foldPresences(await store.eventsOfShift(db, shiftId))
    },

    /** The person's presences at these shifts. */
    async presencesAt(db: Db, personId: string, shiftIds: readonly string[]): Promise<Presence[]> {
      return foldPresences(await store.eventsAt(db, personId, shiftIds))
    },

    /** The person's latest presences, as far back as {@link LATEST_EVENTS_MAX} events go. */
    async latestPresences(db: Db, personId: string): Promise<Presence[]> {
      return foldPresences(await store.latestEvents(db, personId, LATEST_EVENTS_MAX))
    },

    /** Every shift that the person came to, whatever became of the sign-up. */
    shiftsOf: (db: Db, personId: string): Promise<string[]> =>
      store.shiftsOf(db, personId, SHIFTS_OF_PERSON_MAX)
  }
}

export type Attendance = ReturnType<typeof createAttendance>
export type { Scanned } from './app/scan-person.ts'
export type { MyCheckIn, OpenShift } from './app/show-my-check-in.ts'
export type { Roster, RosterEntry } from './app/show-roster.ts'
export type { ShiftCode } from './app/show-shift-code.ts'
export { METHODS, EVENT_KINDS, type EventKind, type Method, type Presence } from './domain/presence.ts'
export { ROSTER_STATES, type RosterState } from './domain/roster.ts'
export { attendanceWords } from './messages/index.ts'
