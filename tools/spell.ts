import { spawnSync } from 'node:child_process'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'

const HELP = `Checks the Kazakh and Russian texts with Debian's hunspell and a reviewed word list.

  npm run spell                 words that neither the dictionary nor tools/spell/{kk,ru}.txt knows; exits 1 if any
  npm run spell -- --accept     adds them to the lists, to be read through before they are committed

Needs hunspell, hunspell-kk and hunspell-ru: sudo apt-get install -y hunspell hunspell-kk hunspell-ru`

const LANGUAGES = [
  { locale: 'kk', dictionary: 'kk_KZ' },
  { locale: 'ru', dictionary: 'ru_RU' }
] as const
type Language = (typeof LANGUAGES)[number]

const wordList = (locale: string) => new URL(`spell/${locale}.txt`, import.meta.url)
const WORD = /\p{Script=Cyrillic}+(?:-\p{Script=Cyrillic}+)*/gu

/** Every word of a language in messages and reference data, without placeholders. */
async function wordsOf({ locale }: Language): Promise<Set<string>> {
  const texts: string[] = []
  for await (const file of glob(`src/**/messages/${locale}.json`)) texts.push(...stringsOf(await json(file)))
  for await (const file of glob('data/**/*.json')) texts.push(...textsIn(await json(file), locale))
  // Names of placeholders and of plural forms are not words; the texts inside plurals are.
  const plain = texts.map((text) => text.replace(/\{\w+(?:, \w+,)?/g, ' '))
  return new Set(plain.join('\n').match(WORD))
}

const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))

const stringsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : value && typeof value === 'object'
      ? Object.values(value).flatMap(stringsOf)
      : []

/** Texts that stand under the key of their language: `{ "kk": "…", "ru": "…" }`. */
function textsIn(value: unknown, locale: string): string[] {
  if (!value || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === locale ? stringsOf(inner) : textsIn(inner, locale)
  )
}

function unknownTo(dictionary: string, words: Set<string>): string[] {
  const { stdout, error, status, stderr } = spawnSync('hunspell', ['-d', dictionary, '-i', 'utf-8', '-l'], {
    input: [...words].join('\n'),
    encoding: 'utf8'
  })
  if (error || status !== 0) throw new Error(`${HELP}\n\n${error?.message ?? stderr}`)
  return [...new Set(stdout.split('\n').filter(Boolean))].sort(new Intl.Collator('kk').compare)
}

const { values } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, accept: { type: 'boolean' } }
})
if (values.help) console.log(HELP)
else
  for (const language of LANGUAGES) {
    const words = await wordsOf(language)
    const list = (await readFile(wordList(language.locale), 'utf8').catch(() => ''))
      .split('\n')
      .filter(Boolean)
    const reviewed = new Set(list.map((word) => word.toLowerCase()))
    const unknown = unknownTo(language.dictionary, words).filter((word) => !reviewed.has(word.toLowerCase()))
    console.log(`${language.locale}: ${words.size} words, ${unknown.length} unknown`)
    if (values.accept) {
      // A reviewed word that is used no longer goes. Of a word with hyphens hunspell names the parts.
      const used = new Set(
        [...words].flatMap((word) => [word, ...word.split('-')]).map((word) => word.toLowerCase())
      )
      const kept = [...list.filter((word) => used.has(word.toLowerCase())), ...unknown]
      const lines = [...new Set(kept)].sort(new Intl.Collator('kk').compare)
      await writeFile(wordList(language.locale), lines.join('\n') + '\n')
    } else if (unknown.length) {
      console.log(unknown.map((word) => `  ${word}`).join('\n'))
      process.exitCode = 1
    }
  }
