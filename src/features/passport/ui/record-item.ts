import type { Tone } from '#design/index.ts'

/** One record of a list, all written out: of a passport for its holder, or of an extract for its reader. */
export interface RecordItem {
  readonly id: string
  readonly title: string
  readonly href?: string
  readonly time: string
  /** What, where, by whom: a softer line each. */
  readonly lines: readonly string[]
  readonly grade: string
  readonly gradeTone: Tone
  /** What was corrected; null for most. */
  readonly correction: string | null
}

/** Joins what there is of a line. */
export const line = (...parts: readonly (string | null)[]): string => parts.filter(Boolean).join(' · ')
