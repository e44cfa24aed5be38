import { addMinutes, overlaps } from '#platform/prelude/index.ts'

/** What a confirmed record claims of somebody's life: so many minutes, somewhere between coming and leaving. */
export interface Claim {
  readonly startedAt: Date
  readonly endedAt: Date
  readonly minutes: number
}

interface Span {
  readonly startsAt: Date
  readonly endsAt: Date
}

/** How far to each side of a claim records are looked at that hang together over their overlaps. */
export const HANGS_TOGETHER_MINUTES = 2 * 24 * 60

/** Where the claimed minutes lie: between coming and leaving, and on from there when more were confirmed than passed. */
export const spanOf = ({ startedAt, endedAt, minutes }: Claim): Span => ({
  startsAt: startedAt,
  endsAt: latest([endedAt, addMinutes(startedAt, minutes)])
})

/** Minutes that would count twice, and when the other records claim them. */
export interface CountedTwice extends Span {
  readonly minutes: number
}

/**
 * What a claim counts twice beside the other ones of the same person: wherever they hang together, no stretch of time
 * holds more minutes than passed in it. null when all of them can be true: somebody left one shift late and came to
 * the next one meanwhile.
 */
export function minutesTwice(claim: Claim, others: readonly Claim[]): CountedTwice | null {
  const own = spanOf(claim)
  const near = hangingTogether(
    own,
    others.map((other) => ({ ...spanOf(other), minutes: other.minutes }))
  )
  let worst: CountedTwice | null = null
  for (const startsAt of [own, ...near].map((one) => one.startsAt).filter((start) => start <= own.startsAt))
    for (const endsAt of [own, ...near].map((one) => one.endsAt).filter((end) => end >= own.endsAt)) {
      const within = near.filter((one) => one.startsAt >= startsAt && one.endsAt <= endsAt)
      const claimed = within.reduce((sum, one) => sum + one.minutes, claim.minutes)
      const passed = Math.ceil((endsAt.getTime() - startsAt.getTime()) / MINUTE_MS)
      const minutes = Math.min(claim.minutes, claimed - passed)
      if (minutes > (worst?.minutes ?? 0)) worst = { minutes, ...hullOf(within) }
    }
  return worst
}

/** Of these spans the ones that overlap the first one, or one that does. */
function hangingTogether<S extends Span>(first: Span, spans: readonly S[]): readonly S[] {
  const near = spans.filter((span) => overlaps(span, first))
  const wider = hullOf([first, ...near])
  return +wider.startsAt === +first.startsAt && +wider.endsAt === +first.endsAt
    ? near
    : hangingTogether(wider, spans)
}

/** From the first coming to the last leaving. */
export const hullOf = (spans: readonly Span[]): Span => ({
  startsAt: new Date(Math.min(...spans.map(({ startsAt }) => startsAt.getTime()))),
  endsAt: latest(spans.map(({ endsAt }) => endsAt))
})

const MINUTE_MS = 60_000
const latest = (instants: readonly Date[]): Date => new Date(Math.max(...instants.map(Number)))
