import { fold } from '#platform/prelude/index.ts'

/** Longer runs of letters are cut: no word of the three languages is longer. */
const WORD_CHARS_MAX = 40
/** Different words kept of one text. */
export const WORDS_MAX = 400

/** The different folded words of a text, in the order in which they first stand, at most {@link WORDS_MAX}. */
export function words(text: string): string[] {
  const found = new Set<string>()
  for (const [word] of fold(text).matchAll(/[\p{L}\p{N}]+/gu)) {
    if (found.size === WORDS_MAX) break
    found.add(word.slice(0, WORD_CHARS_MAX))
  }
  return [...found]
}

/** A shorter word is found only as it is typed: with one letter changed it would be half of all words. */
const TYPO_CHARS_MIN = 4
/** Of longer words only the beginning is compared; endings of inflection come after it. */
const TYPO_CHARS_MAX = 12

/**
 * What a typed word and a word of the vocabulary share when one is the other's beginning with at most one letter
 * changed, left out, added or swapped with its neighbour: both, with each letter left out in turn.
 */
export function typoKeys(typed: string): string[] {
  if (typed.length < TYPO_CHARS_MIN) return []
  return withOneLeftOut(typed.slice(0, TYPO_CHARS_MAX))
}

/** The keys under which a word of the vocabulary is found: those of each of its beginnings. */
export function vocabularyKeys(word: string): string[] {
  const keys = new Set<string>()
  for (let length = TYPO_CHARS_MIN - 1; length <= Math.min(word.length, TYPO_CHARS_MAX + 1); length += 1)
    for (const key of withOneLeftOut(word.slice(0, length))) keys.add(key)
  return [...keys]
}

function withOneLeftOut(word: string): string[] {
  const keys = new Set([word])
  for (let at = 0; at < word.length; at += 1) keys.add(word.slice(0, at) + word.slice(at + 1))
  return [...keys]
}
