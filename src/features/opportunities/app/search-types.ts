import type { Direction, ProgrammeSlug, RegionCode } from '#features/programmes/index.ts'
import type { LocalText } from '#platform/prelude/index.ts'
import type { JoinMode, Tag } from '../domain/action.ts'

export type { Criteria } from '../domain/criteria.ts'

/** An action in a list, with the next of its shifts that fits what was asked for. */
export interface FoundAction {
  readonly actionId: string
  readonly organiserId: string
  readonly title: LocalText
  readonly directions: readonly Direction[]
  readonly programme: ProgrammeSlug | null
  readonly regionCode: RegionCode
  readonly locality: string
  readonly languages: readonly string[]
  readonly skills: readonly string[]
  readonly minAge: number | null
  readonly tags: readonly Tag[]
  readonly joinMode: JoinMode
  readonly shift: {
    readonly shiftId: string
    readonly startsAt: Date
    readonly endsAt: Date
    readonly capacity: number
    readonly taken: number
  }
  /** 0 unless the list is sorted by fit. */
  readonly score: number
}

/** Where a list of found actions goes on: after this one. */
export interface SearchPlace {
  readonly score: number
  readonly startsAt: Date
  readonly shiftId: string
}
