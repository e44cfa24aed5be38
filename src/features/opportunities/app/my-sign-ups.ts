import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { isLive, stateNow } from '../domain/sign-up.ts'
import { tokenOf } from './calendar-feed.ts'
import type { Ports, ShiftFacts, SignUpRow } from './ports.ts'

/** Sign-ups shown on one page, live ones before history. */
export const MY_SIGN_UPS_MAX = 200

export interface MyShift {
  readonly shift: ShiftFacts
  readonly state: SignUpRow['state']
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
  /** Over, withdrawn, declined or cancelled; the latest first. */
  readonly past: readonly MyShift[]
  /** The secret part of my calendar's address; null until I ask for one. */
  readonly feedToken: string | null
}

/** What the signed-in person has signed up for, parted by what they may have to do. */
export const listMySignUps = (ports: Pick<Ports, 'store' | 'keystore'>) =>
  query({
    name: 'opportunities.list-my-sign-ups',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run(scope) {
      const { store } = ports
      const rows = await store.signUpsOf(scope.db, scope.personId, MY_SIGN_UPS_MAX)
      const parts = {
        offered: [] as MyShift[],
        coming: [] as MyShift[],
        waiting: [] as MyShift[],
        past: [] as MyShift[]
      }
      for (const { shift, ...signUp } of rows) {
        const state = stateNow(signUp, scope.now)
        const over = shift.endsAt <= scope.now || !isLive(state)
        const part = over ? 'past' : state === 'offered' || state === 'waiting' ? state : 'coming'
        const before = part === 'waiting' ? await store.waitingBefore(scope.db, signUp) : null
        parts[part].push({ shift, state, offeredUntil: signUp.offeredUntil, reason: signUp.reason, before })
      }
      for (const part of ['offered', 'coming', 'waiting'] as const)
        parts[part].sort((a, b) => +a.shift.startsAt - +b.shift.startsAt)
      parts.past.sort((a, b) => +b.shift.startsAt - +a.shift.startsAt)
      const feed = await store.feedOf(scope.db, scope.personId)
      return ok<MyShifts>({ ...parts, feedToken: feed && tokenOf(ports, scope.personId, feed.feedId) })
    }
  })
