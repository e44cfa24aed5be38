/** How well an action fits somebody: the sum of the weights of its reasons. */
export const FIT_REASONS = ['region', 'near', 'direction', 'skill', 'language', 'availability'] as const
export type FitReason = (typeof FIT_REASONS)[number]

/**
 * Where it is outweighs all the rest together: volunteering is done in a place. `region` is one's own, `near` one
 * whose tile touches it, so that at most one of the two holds.
 */
export const FIT_WEIGHTS: Readonly<Record<FitReason, number>> = {
  region: 32,
  near: 16,
  direction: 6,
  skill: 4,
  language: 2,
  availability: 1
}

/** What a person has said of themselves. */
export interface FitWishes {
  readonly regionCode: string | null
  /** Regions whose tiles touch one's own, also at a corner. */
  readonly nearRegions: readonly string[]
  readonly directions: readonly string[]
  readonly skills: readonly string[]
  readonly languages: readonly string[]
  readonly availability: readonly string[]
}

export interface FitFacts {
  readonly regionCode: string
  readonly directions: readonly string[]
  readonly skills: readonly string[]
  readonly languages: readonly string[]
  /** Codes of the times its next shift falls into. */
  readonly times: readonly string[]
}

const meet = (a: readonly string[], b: readonly string[]): boolean => a.some((one) => b.includes(one))

/** The reasons, the weightiest first, always in the same order. */
export function fitReasons(wishes: FitWishes, facts: FitFacts): FitReason[] {
  const holds: Record<FitReason, boolean> = {
    region: wishes.regionCode === facts.regionCode,
    near: wishes.nearRegions.includes(facts.regionCode),
    direction: meet(wishes.directions, facts.directions),
    skill: meet(wishes.skills, facts.skills),
    language: meet(wishes.languages, facts.languages),
    availability: meet(wishes.availability, facts.times)
  }
  return FIT_REASONS.filter((reason) => holds[reason])
}

/** Which regions come first, and below which score the next of these begin. */
export function fitTiers({ regionCode, nearRegions }: FitWishes): FitTier[] {
  if (!regionCode) return [{ regions: null, except: [], least: 0 }]
  return [
    { regions: [regionCode], except: [], least: FIT_WEIGHTS.region },
    { regions: nearRegions, except: [], least: FIT_WEIGHTS.near },
    { regions: null, except: [regionCode, ...nearRegions], least: 0 }
  ]
}

export interface FitTier {
  /** null is all regions but `except`. */
  readonly regions: readonly string[] | null
  readonly except: readonly string[]
  /** The least score in it. */
  readonly least: number
}

export const fitScore = (reasons: readonly FitReason[]): number =>
  reasons.reduce((sum, reason) => sum + FIT_WEIGHTS[reason], 0)
