import { addMinutes, overlaps } from '#platform/prelude/index.ts'

/** What a confirmed record claims of somebody's life: so many minutes, somewhere between coming and leaving. */
export interface Claim {
  readonly startedAt: Date
  readonly endedAt: Date
  readonly minutes: number
}

/** Where the claimed minutes lie: between coming and leaving, and on from there when more were confirmed than passed. */
export const spanOf = ({ startedAt, endedAt, minutes }: Claim): { startsAt: Date; endsAt: Date } => ({
  startsAt: startedAt,
  endsAt: latest(endedAt, addMinutes(startedAt, minutes))
})

/**
 * Minutes that two claims count twice: what they claim together beyond the time that passed from the first coming to
 * the last leaving. 0 when both can be true: somebody left one shift late and came to the next one meanwhile.
 */
export function minutesTwice(one: Claim, other: Claim): number {
  const [a, b] = [spanOf(one), spanOf(other)]
  if (!overlaps(a, b)) return 0
  const passedMs = latest(a.endsAt, b.endsAt).getTime() - earliest(a.startsAt, b.startsAt).getTime()
  return Math.max(0, one.minutes + other.minutes - Math.ceil(passedMs / MINUTE_MS))
}

const MINUTE_MS = 60_000
const latest = (a: Date, b: Date): Date => (a > b ? a : b)
const earliest = (a: Date, b: Date): Date => (a < b ? a : b)
