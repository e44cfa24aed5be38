import type { Db } from '#platform/database/database.ts'
import { correctHours } from './app/correct-hours.ts'
import { decideHours } from './app/decide-hours.ts'
import { listDeskShifts } from './app/list-desk-shifts.ts'
import { listMyRecords, showMyVersions } from './app/list-my-records.ts'
import type { Change, ConfirmedFilter, Contribution, Ports, VersionRef, Volume } from './app/ports.ts'
import { showMyAwaiting, showMyHours } from './app/show-my-hours.ts'
import { showShiftHours } from './app/show-shift-hours.ts'

/** Contributions: minutes that somebody else confirmed, with the evidence for them and every correction. */
export function createContributions(ports: Ports) {
  const { store } = ports
  return {
    commands: {
      decideHours: decideHours(ports),
      correctHours: correctHours(ports)
    },
    queries: {
      deskShifts: listDeskShifts(ports),
      shiftHours: showShiftHours(ports),
      myHours: showMyHours(ports),
      myAwaiting: showMyAwaiting(ports),
      myRecords: listMyRecords(ports),
      myVersions: showMyVersions(ports)
    },

    /** Everything confirmed of a person, the latest first. One statement, and one shard on a cluster. */
    confirmedOf: (db: Db, personId: string, filter: ConfirmedFilter = {}): Promise<Contribution[]> =>
      store.confirmed(db, personId, filter),

    /** Minutes and engagements that are confirmed, and when the first and the last began. */
    totalsOf: (db: Db, personId: string): Promise<Volume> => store.volume(db, personId),

    /** Of these versions, those that another one has replaced, as they stand now. */
    async changesSince(db: Db, personId: string, versions: readonly VersionRef[]): Promise<Change[]> {
      const seen = new Map(versions.map(({ contributionId, version }) => [contributionId, version]))
      const changes = await store.changes(db, [personId])
      return changes.filter(({ contributionId, version }) => version > (seen.get(contributionId) ?? Infinity))
    },

    /** Whatever of these people was ever decided anew, as it stands now: seldom anything, in one statement. */
    changesOf: (db: Db, personIds: readonly string[]): Promise<Change[]> => store.changes(db, personIds),

    /** Makes the projection again from the facts; gives the number of its rows. */
    rebuild: (db: Db): Promise<number> => store.rebuild(db)
  }
}

export type Contributions = ReturnType<typeof createContributions>
export type {
  Change,
  Confirmation,
  ConfirmerRole,
  Contribution,
  Version,
  VersionSignal,
  Volume
} from './app/ports.ts'
export type { DeskShift, DeskShifts } from './app/list-desk-shifts.ts'
export type { MyVersion } from './app/list-my-records.ts'
export type { MyHours, MyShift } from './app/show-my-hours.ts'
export type { AwaitingPerson, DecidedPerson, ShiftHours } from './app/show-shift-hours.ts'
export { CONFIRMER_ROLES, DECISIONS, type Decision } from './app/ports.ts'
export { MINUTES_MAX, REASON_CHARS_MAX, type Status } from './domain/decision.ts'
export { GRADES, type Grade, type Proof } from './domain/evidence.ts'
export { STAGES, type Stage } from './domain/stage.ts'
export { contributionsWords } from './messages/index.ts'
export { GRADE_TONES } from './ui/grade.ts'
