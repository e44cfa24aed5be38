import { manages } from '#features/organisers/index.ts'
import { cursorAfter, placeAt, type ShiftFacts } from '#features/opportunities/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { addMinutes, ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { page, pageOf } from '#platform/validation.ts'
import { DESK_DAYS_AHEAD, DESK_SHIFTS_MAX } from './limits.ts'
import type { Ports, ShiftCounts } from './ports.ts'

const DAY_MINUTES = 24 * 60
/** A shift stays at hand so long after its end: people are still leaving. */
const LEAVING_MINUTES = 60

/** A shift of an organiser for which the actor answers, with how many came, and about how many nobody has decided. */
export interface DeskShift extends ShiftCounts {
  readonly shift: ShiftFacts
}

export interface DeskShifts {
  /** Under way or soon, the first one first. They stand on the first page only. */
  readonly current: readonly DeskShift[]
  /** There are more of them than that. */
  readonly more: boolean
  /** One page of those that are over, with hours that wait for a decision, however long ago; the latest first. */
  readonly awaiting: readonly DeskShift[]
  readonly next: string | null
}

/** What a coordinator has to do today, over all their organisers. Numbers only: nobody's name is looked at. */
export const listDeskShifts = ({
  store,
  organisers,
  opportunities
}: Pick<Ports, 'store' | 'organisers' | 'opportunities'>) =>
  query({
    name: 'contributions.list-desk-shifts',
    access: 'signed-in',
    limit: LIMITS.desk,
    input: page,
    async run({ db, personId, now }, { cursor, size }) {
      const mine = await organisers.ofPerson(db, personId)
      const organiserIds = mine.filter(({ role }) => manages(role)).map(({ organiserId }) => organiserId)
      const after = placeAt(cursor)
      const until = addMinutes(now, -LEAVING_MINUTES)
      const to = addMinutes(now, DESK_DAYS_AHEAD * DAY_MINUTES)
      const current = after
        ? []
        : await store.currentShifts(db, organiserIds, { from: until, to, count: DESK_SHIFTS_MAX + 1 })
      const undecided = await store.undecidedShifts(db, organiserIds, { until, after, count: size + 1 })
      const facts = await opportunities.shiftsFacts(
        db,
        [...current, ...undecided].map(({ shiftId }) => shiftId)
      )
      const withFacts = (counts: readonly ShiftCounts[]): DeskShift[] =>
        counts.map((one) => ({ ...one, shift: facts.get(one.shiftId)! }))
      const { items, next } = pageOf(withFacts(undecided), size, cursorAfter)
      return ok<DeskShifts>({
        current: withFacts(current.slice(0, DESK_SHIFTS_MAX)),
        more: current.length > DESK_SHIFTS_MAX,
        awaiting: items,
        next
      })
    }
  })
