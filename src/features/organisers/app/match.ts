import { z } from 'zod'
import { foldWords } from '#platform/prelude/index.ts'
import type { NameOrBin } from './ports.ts'

const WORDS_CHARS_MAX = 100
/** So many digits are the beginning of a BIN and not part of a name. */
const BIN_DIGITS_MIN = 4

export const words = z.string().max(WORDS_CHARS_MAX).optional()

/** What somebody looks for: the beginning of a BIN when it is digits, else a part of a name. */
export function matchOf(typed: string | undefined): NameOrBin | null {
  const digits = (typed ?? '').replace(/[\s-]/g, '')
  if (new RegExp(`^\\d{${BIN_DIGITS_MIN},}$`).test(digits)) return { bin: digits }
  const folded = foldWords(typed ?? '')
  return folded ? { folded } : null
}
