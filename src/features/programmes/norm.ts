import data from '#data/constitutional-norm.json' with { type: 'json' }
import type { Day, Locale } from '#platform/prelude/index.ts'

export interface NormStage {
  readonly on: Day
  readonly text: Readonly<Record<Locale, string>>
}

/** What the Constitution says of volunteering, and how it came to say so. */
export interface ConstitutionalNorm {
  readonly text: Readonly<Record<Locale, string>>
  /** The official database of law, in each language. */
  readonly link: Readonly<Record<Locale, string>>
  /** Oldest first. */
  readonly stages: readonly NormStage[]
}

export const CONSTITUTIONAL_NORM: ConstitutionalNorm = data.norm

/** The latest stage that has come by a day; null before the first. */
export const normStageOn = (on: Day): NormStage | null =>
  CONSTITUTIONAL_NORM.stages.findLast((stage) => stage.on <= on) ?? null
