import { subscriberOf } from './address.ts'
import { failure, type Failure } from './prelude/index.ts'
import type { Actor } from './scope.ts'

/** So many calls in so many seconds, for each person, or for each subscriber's address when nobody is signed in. */
export interface RateLimit {
  readonly calls: number
  readonly seconds: number
  /** Every call, unless it says that only refused ones count: who brings the right key is not guessing. */
  readonly counts?: 'refusals'
}

/** The usual limits, by how costly or how guessable a call is. */
export const LIMITS = {
  /** Reading lists and pages. */
  read: { calls: 600, seconds: 60 },
  /** Ordinary changes by a person. */
  write: { calls: 120, seconds: 60 },
  /** Bulk work of a coordinator: a hundred people checked in within minutes. */
  desk: { calls: 1200, seconds: 60 },
  /** Whatever can be guessed: codes, tokens, sign-in. */
  guess: { calls: 30, seconds: 60 },
  /** The same where one office may rightly open many in a minute: only wrong keys count. */
  wrongGuess: { calls: 30, seconds: 60, counts: 'refusals' }
} as const satisfies Record<string, RateLimit>

/** Windows kept at once; beyond it the oldest are dropped, so memory stays bounded under a flood. */
const WINDOWS_MAX = 100_000

type Caller = Pick<Actor, 'personId' | 'address'>

export interface Limiter {
  /** Counts one call; the refusal when there were too many in this window. */
  take(name: string, limit: RateLimit, actor: Caller): Failure | null
  /** The refusal when one more call would be too many; counts nothing. */
  peek(name: string, limit: RateLimit, actor: Caller): Failure | null
}

/** Fixed windows in the memory of one process: enough to stop guessing, and nothing to keep. */
export function createLimiter(nowMs: () => number): Limiter {
  const windows = new Map<string, { endsMs: number; calls: number }>()
  const keyOf = (name: string, actor: Caller): string =>
    `${name} ${actor.personId ?? subscriberOf(actor.address)}`
  const tooMany = (window: { endsMs: number }): Failure =>
    failure.limited('too-many-requests', {
      args: { seconds: Math.ceil((window.endsMs - nowMs()) / 1000) }
    })
  return {
    take(name, limit, actor) {
      const key = keyOf(name, actor)
      const now = nowMs()
      let window = windows.get(key)
      if (!window || window.endsMs <= now) {
        window = { endsMs: now + limit.seconds * 1000, calls: 0 }
        windows.delete(key)
        windows.set(key, window)
        if (windows.size > WINDOWS_MAX) windows.delete(windows.keys().next().value!)
      }
      window.calls += 1
      return window.calls <= limit.calls ? null : tooMany(window)
    },
    peek(name, limit, actor) {
      const window = windows.get(keyOf(name, actor))
      return window && window.endsMs > nowMs() && window.calls >= limit.calls ? tooMany(window) : null
    }
  }
}
