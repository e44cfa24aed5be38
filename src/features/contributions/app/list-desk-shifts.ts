import { z } from 'zod'
import { manages } from '#features/organisers/index.ts'
import type { ShiftFacts } from '#features/opportunities/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { addMinutes, ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { DESK_DAYS_AHEAD, DESK_DAYS_BACK, DESK_SHIFTS_MAX } from './limits.ts'
import type { Ports } from './ports.ts'

const DAY_MINUTES = 24 * 60
/** A shift stays at hand so long after its end: people are still leaving. */
const LEAVING_MINUTES = 60

/** A shift of an organiser for which the actor answers. */
export interface DeskShift {
  readonly shift: ShiftFacts
  /** How many came. */
  readonly came: number
  /** Of whom nobody has decided yet. */
  readonly undecided: number
}

export interface DeskShifts {
  /** Under way or soon, the first one first. */
  readonly current: readonly DeskShift[]
  /** Over, with hours that wait for a decision; the latest first. */
  readonly awaiting: readonly DeskShift[]
}

const isCalledOff = ({ shiftState, actionState }: ShiftFacts): boolean =>
  shiftState === 'cancelled' || actionState === 'cancelled'

/** What a coordinator has to do today, over all their organisers. Numbers only: nobody's name is looked at. */
export const listDeskShifts = ({
  store,
  organisers,
  opportunities,
  attendance
}: Pick<Ports, 'store' | 'organisers' | 'opportunities' | 'attendance'>) =>
  query({
    name: 'contributions.list-desk-shifts',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: z.object({}),
    async run({ db, personId, now }) {
      const mine = await organisers.ofPerson(db, personId)
      const shifts = await opportunities.shiftsOfOrganisers(
        db,
        mine.filter(({ role }) => manages(role)).map(({ organiserId }) => organiserId),
        {
          from: addMinutes(now, -DESK_DAYS_BACK * DAY_MINUTES),
          to: addMinutes(now, DESK_DAYS_AHEAD * DAY_MINUTES)
        },
        DESK_SHIFTS_MAX
      )
      const shiftIds = shifts.map(({ shiftId }) => shiftId)
      const [came, decided] = await Promise.all([
        attendance.cameToShifts(db, shiftIds),
        store.decidedOfShifts(db, shiftIds)
      ])
      const all = shifts
        .map((shift): DeskShift => {
          const count = came.get(shift.shiftId) ?? 0
          return { shift, came: count, undecided: Math.max(0, count - (decided.get(shift.shiftId) ?? 0)) }
        })
        // Of what was called off, only where somebody had come: they leave, and keep their time.
        .filter(({ shift, came: people }) => !isCalledOff(shift) || people > 0)
      const isCurrent = ({ shift }: DeskShift) => addMinutes(shift.endsAt, LEAVING_MINUTES) > now
      return ok<DeskShifts>({
        current: all.filter(isCurrent).toSorted((a, b) => +a.shift.startsAt - +b.shift.startsAt),
        awaiting: all.filter((one) => !isCurrent(one) && one.undecided > 0)
      })
    }
  })
