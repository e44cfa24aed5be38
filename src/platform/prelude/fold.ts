/**
 * Folding of text for forgiving search. Kazakh is typed in Cyrillic with and without its own letters, in the Latin
 * spellings of 2018 (acutes) and 2021 (diaereses), in plain ASCII, and in Russian; all of them become one small
 * Latin alphabet, so that «таза әлем», "Taza Álem", "Taza älem" and "taza alem" are the same words.
 */

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

/** A folded text as words with one space between them, everything else left out. */
export const foldWords = (text: string): string =>
  fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
