import type { Tone } from '../tag/tag.ts'

/** One person of a desk's list. */
export interface RollRow {
  id: string
  name: string
  /** Times and the like, on the same line where there is room. */
  detail?: string
  tag?: { text: string; tone: Tone }
  /** Has a box to be chosen by. */
  choosable?: boolean
  chosen?: boolean
  error?: string | undefined
}
