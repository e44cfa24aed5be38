import { z } from 'zod'
import { CODE_DIGITS } from '../domain/code.ts'
import { WALK_UP_DIGITS } from './codes.ts'

/** Digits as people type them: spaces and dashes between are no mistake. */
const digits = (count: number, code: string) =>
  z
    .string()
    .max(40)
    .transform((typed) => typed.replace(/[\s-]/g, ''))
    .pipe(z.string().regex(new RegExp(`^\\d{${count}}$`), code))

export const sixDigits = digits(CODE_DIGITS, 'shift-code-form')
export const walkUpDigits = digits(WALK_UP_DIGITS, 'walk-up-number-form')
/** Coming or leaving. */
export const way = z.enum(['in', 'out'])
