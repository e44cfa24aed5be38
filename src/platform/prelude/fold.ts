/**
 * Folds a text for forgiving search: people type without Kazakh keys, in Latin of any of its orthographies, or
 * with Russian letters. Everything becomes lower-case ASCII words: «Қазақ үйі», "Kazak ui" and "Qazaq úıi" meet.
 */
export function foldText(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[а-яёәғқңөұүһіŋşığ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/kh|gh|zh|[qwxy]/g, (letters) => LATIN[letters]!)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'аa әa бb вv гg ғg дd еe ёe жj зz иi йi кk қk лl мm нn ңn оo өo пp рr сs тt уu ұu үu фf хh һh цts чch шsh щsh ' +
    'ъ ыi іi ь эe юiu яia ŋn şsh ıi ğg'
  )
    .split(' ')
    .map((pair) => [pair[0]!, pair.slice(1)])
)

const LATIN: Readonly<Record<string, string>> = { kh: 'h', gh: 'g', zh: 'j', q: 'k', w: 'u', x: 'h', y: 'i' }
