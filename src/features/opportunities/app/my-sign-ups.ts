import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { page, pageOf } from '#platform/validation.ts'
import { stateNow } from '../domain/sign-up.ts'
import { tokenOf } from './calendar-feed.ts'
import type { Ports, ShiftFacts, SignUpAtShift, SignUpRow } from './ports.ts'
import { cursorAfter, placeAt } from './shift-place.ts'
import { suspendedAmong } from './suspension.ts'

/** More than anybody can have before them, since they may not overlap. */
export const COMING_SIGN_UPS_MAX = 200

export interface MyShift {
  readonly shift: ShiftFacts
  readonly state: SignUpRow['state']
  /** It is not over, and its organiser may not run it now. */
  readonly suspended: boolean
  readonly offeredUntil: Date | null
  readonly reason: string | null
  /** How many wait before me; null unless I wait. */
  readonly before: number | null
}

export interface MyShifts {
  /** Answers are due: places offered to me. */
  readonly offered: readonly MyShift[]
  /** Joined and applied, the next first. */
  readonly coming: readonly MyShift[]
  readonly waiting: readonly MyShift[]
  /** One page of what is over, withdrawn, declined or cancelled; the latest first. */
  readonly past: readonly MyShift[]
  /** Where the past goes on. What is before me stands on the first page only. */
  readonly next: string | null
  /** The secret part of my calendar's address; null until I ask for one. */
  readonly feedToken: string | null
}

/** What the signed-in person has signed up for, parted by what they may have to do. */
export const listMySignUps = (ports: Pick<Ports, 'store' | 'keystore' | 'organisers'>) =>
  query({
    name: 'opportunities.list-my-sign-ups',
    access: 'signed-in',
    limit: LIMITS.read,
    input: page,
    async run({ db, personId, now }, { cursor, size }) {
      const { store } = ports
      const after = placeAt(cursor)
      const coming = after ? [] : await store.comingSignUps(db, personId, now, COMING_SIGN_UPS_MAX)
      const past = pageOf(
        await store.pastSignUps(db, personId, { now, after, count: size + 1 }),
        size,
        cursorAfter
      )
      const suspended = await suspendedAmong(
        ports,
        db,
        coming.map(({ shift }) => shift)
      )
      const mine = async ({ shift, ...signUp }: SignUpAtShift): Promise<MyShift> => {
        const state = stateNow(signUp, now)
        const before =
          state === 'waiting' && shift.endsAt > now ? await store.waitingBefore(db, signUp) : null
        return {
          shift,
          state,
          suspended: suspended.has(shift.organiserId) && shift.endsAt > now,
          offeredUntil: signUp.offeredUntil,
          reason: signUp.reason,
          before
        }
      }
      const parted = Object.groupBy(await Promise.all(coming.map(mine)), ({ state }) =>
        state === 'offered' || state === 'waiting' ? state : 'coming'
      )
      const feed = await store.feedOf(db, personId)
      return ok<MyShifts>({
        offered: parted.offered ?? [],
        coming: parted.coming ?? [],
        waiting: parted.waiting ?? [],
        past: await Promise.all(past.items.map(mine)),
        next: past.next,
        feedToken: feed && tokenOf(ports, personId, feed.feedId)
      })
    }
  })
