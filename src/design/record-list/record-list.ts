import type { Tone } from '../tag/tag.ts'

/** One record of a passport or of what is disclosed of it, all written out. */
export interface RecordItem {
  readonly id: string
  readonly title: string
  readonly href?: string
  readonly time: string
  /** What, where, by whom: a softer line each. */
  readonly lines: readonly string[]
  /** Its evidence grade, what was corrected. */
  readonly tags: readonly { readonly text: string; readonly tone: Tone }[]
}
