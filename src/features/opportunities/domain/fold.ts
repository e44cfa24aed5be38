/**
 * Folding of text for search. Kazakh is typed in Cyrillic with and without its own letters, in the Latin spellings
 * of 2018 (acutes) and 2021 (diaereses), in plain ASCII, and in Russian; all of them become one small Latin
 * alphabet, so that «таза әлем», "Taza Álem", "Taza älem" and "taza alem" are the same words.
 */

/** Longer runs of letters are cut: no word of the three languages is longer. */
const WORD_CHARS_MAX = 40
/** Different words kept of one text. */
export const WORDS_MAX = 400

/** Letters that fold to more than their bare form. What stands in no row loses its accent and stays. */
// prettier-ignore
const LETTERS: Readonly<Record<string, string>> = {
  а: 'a', ә: 'a', б: 'b', в: 'v', г: 'g', ғ: 'g', д: 'd', е: 'e', ё: 'e', ж: 'j', з: 'z', и: 'i', й: 'i',
  к: 'k', қ: 'k', л: 'l', м: 'm', н: 'n', ң: 'n', о: 'o', ө: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u',
  ұ: 'u', ү: 'u', ф: 'f', х: 'h', һ: 'h', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'sh', ъ: '', ы: 'i', і: 'i', ь: '',
  э: 'e', ю: 'iu', я: 'ia',
  // Latin of 2018: ý is «у», ǵ is «ғ»; of 2021: ş is «ш»; both: ı, i and y are vowels of one kind.
  ý: 'u', ǵ: 'g', ş: 'sh', ç: 'ch', ı: 'i', y: 'i', w: 'u', q: 'k', x: 'h'
}

/** Folds a text. Folding what is folded changes nothing. */
export function fold(text: string): string {
  let folded = ''
  for (const letter of text.normalize('NFC').toLowerCase().normalize('NFC'))
    folded += LETTERS[letter] ?? [...letter.normalize('NFD').replace(/\p{M}/gu, '')].map(bare).join('')
  return (
    folded
      // Two Latin letters that stand for one: kh, gh, zh; and "iia" against "ia" for «ия».
      .replace(/k+h+/g, 'h')
      .replace(/g+h+/g, 'g')
      .replace(/z+h+/g, 'j')
      .replace(/i+/g, 'i')
  )
}

const bare = (letter: string): string => LETTERS[letter] ?? letter

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
