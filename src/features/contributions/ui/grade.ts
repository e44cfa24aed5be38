import type { Tone } from '#design/index.ts'
import type { Grade } from '../domain/evidence.ts'

/** Always beside the grade's word. */
export const GRADE_TONES: Record<Grade, Tone> = {
  strong: 'success',
  fair: 'info',
  weak: 'warning',
  paper: 'neutral'
}
