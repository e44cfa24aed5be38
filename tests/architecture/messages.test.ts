import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { IntlMessageFormat } from 'intl-messageformat'
import { LOCALES, type Locale } from '#platform/prelude/index.ts'

const root = resolve(import.meta.dirname, '../..')

type Messages = Record<string, string>
interface Catalogue {
  folder: string
  messages: Record<Locale, Messages>
}

async function catalogues(): Promise<Catalogue[]> {
  const found: Catalogue[] = []
  for await (const file of glob('src/**/messages/kk.json', { cwd: root })) {
    const folder = dirname(file)
    const read = async (locale: Locale) =>
      JSON.parse(await readFile(join(root, folder, `${locale}.json`), 'utf8')) as Messages
    found.push({ folder, messages: { kk: await read('kk'), ru: await read('ru'), en: await read('en') } })
  }
  return found
}

/** Names of the placeholders of an ICU message, those inside plurals too. */
function placeholders(message: string, locale: Locale): string[] {
  const names = new Set<string>()
  const walk = (
    parts: readonly { type: number; value?: unknown; options?: Record<string, { value: never[] }> }[]
  ) => {
    for (const part of parts) {
      if (part.type !== 0 && part.type !== 7 && typeof part.value === 'string') names.add(part.value)
      for (const option of Object.values(part.options ?? {})) walk(option.value)
    }
  }
  walk(new IntlMessageFormat(message, locale).getAst() as never)
  return [...names].sort()
}

/** Words that mix Latin and Cyrillic letters: almost always a letter typed on the wrong keyboard. */
const mixedWords = (text: string): string[] =>
  (text.match(/[\p{Script=Latin}\p{Script=Cyrillic}]+/gu) ?? []).filter(
    (word) => /\p{Script=Latin}/u.test(word) && /\p{Script=Cyrillic}/u.test(word)
  )

/**
 * «{city}да», "{city}-ға": a case ending follows vowel harmony, so it may never be glued to a placeholder. A number
 * before its noun («1-ауысым») has none.
 */
const gluedSuffix = /\}(?!-(?:ауысым|нұсқа|тізім))['’-]?\p{Script=Cyrillic}/u

test('kk, ru and en are complete, with the same placeholders', async () => {
  const all = await catalogues()
  assert.ok(all.length > 1)
  for (const { folder, messages } of all) {
    const keys = Object.keys(messages.kk).sort()
    for (const locale of LOCALES) {
      assert.deepEqual(Object.keys(messages[locale]).sort(), keys, `${folder}/${locale}.json`)
      for (const key of keys) {
        assert.ok(messages[locale][key]!.trim(), `${folder}/${locale}.json: "${key}" is empty`)
        assert.deepEqual(
          placeholders(messages[locale][key]!, locale),
          placeholders(messages.kk[key]!, 'kk'),
          `${folder}/${locale}.json: placeholders of "${key}"`
        )
      }
    }
  }
})

test('a label with a colon has it in all three languages, a sentence its full stop', async () => {
  const sign = (message: string) => /[.:?!…]$/.exec(message.trim())?.[0] ?? ''
  for (const { folder, messages } of await catalogues())
    for (const key of Object.keys(messages.kk))
      for (const locale of LOCALES)
        assert.equal(
          sign(messages[locale][key]!),
          sign(messages.kk[key]!),
          `${folder}/${locale}.json: the end of "${key}"`
        )
})

test('no word mixes Latin and Cyrillic letters', async () => {
  for (const { folder, messages } of await catalogues())
    for (const locale of LOCALES)
      for (const [key, message] of Object.entries(messages[locale]))
        assert.deepEqual(mixedWords(message), [], `${folder}/${locale}.json: "${key}"`)
  assert.deepEqual(mixedWords('волонтeр'), ['волонтeр'])
})

test('Kazakh glues no ending to a placeholder', async () => {
  for (const { folder, messages } of await catalogues())
    for (const [key, message] of Object.entries(messages.kk))
      assert.doesNotMatch(message, gluedSuffix, `${folder}/kk.json: "${key}"`)
  assert.match('{city}-да', gluedSuffix)
  assert.doesNotMatch('{number}-ауысым', gluedSuffix)
})

test('a message of one key stands in one catalogue only, where it is found by its key alone', async () => {
  const owner = new Map<string, string>()
  for (const { folder, messages } of await catalogues())
    for (const key of Object.keys(messages.kk)) {
      if (!/^(errors|notices|looks)\./.test(key)) continue
      assert.equal(owner.get(key), undefined, `${key} stands in ${owner.get(key)} and ${folder}`)
      owner.set(key, folder)
    }
})

test('no word promises seniority, and nobody is shouted at', async () => {
  const seniority = /стаж|өтіл(?!\p{L})|өтілі|seniority/iu
  for (const { folder, messages } of await catalogues())
    for (const locale of LOCALES)
      for (const [key, message] of Object.entries(messages[locale])) {
        if (key !== 'not-seniority')
          assert.doesNotMatch(message, seniority, `${folder}/${locale}.json: "${key}"`)
        assert.doesNotMatch(message, /!(?!=)/, `${folder}/${locale}.json: "${key}"`)
      }
})
