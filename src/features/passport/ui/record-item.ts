import type { RecordItem, Tone } from '#design/index.ts'

/** Grade and correction of a record, as they stand beside it. */
export const recordTags = (
  { grade, gradeTone }: { readonly grade: string; readonly gradeTone: Tone },
  correction: string | null
): RecordItem['tags'] => [
  { text: grade, tone: gradeTone },
  ...(correction ? [{ text: correction, tone: 'warning' } as const] : [])
]

/** Joins what there is of a line. */
export const line = (...parts: readonly (string | null)[]): string => parts.filter(Boolean).join(' · ')
