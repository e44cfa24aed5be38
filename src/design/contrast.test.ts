import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

type Theme = ReadonlyMap<string, string>

function block(from: number): Map<string, string> {
  const open = css.indexOf('{', css.indexOf(':root', from))
  const body = css.slice(open + 1, css.indexOf('}', open))
  return new Map(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? ''])
  )
}

const light: Theme = block(0)
const darkAt = css.indexOf('@media screen and (prefers-color-scheme: dark)')
const dark: Theme = new Map([...light, ...block(darkAt)])

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [pale = 0, deep = 0] = [luminance(one), luminance(other)].sort((left, right) => right - left)
  return (pale + 0.05) / (deep + 0.05)
}

const grounds = ['page', 'surface', 'band', 'wash', 'paper']

/** WCAG 2.2 AA, 1.4.3: words. */
const words: [string, string][] = [
  ...grounds.flatMap((ground): [string, string][] => [
    ['text', ground],
    ['text-soft', ground],
    ['link', ground],
    ['link-hover', ground]
  ]),
  ['danger', 'page'],
  ['danger', 'surface'],
  ['text', 'neutral-wash'],
  ['text-soft', 'neutral-wash'],
  ['action-text', 'action'],
  ['action-text', 'action-hover'],
  ['danger-text', 'danger'],
  ['danger-text', 'danger-hover'],
  ['success', 'success-wash'],
  ['danger', 'danger-wash'],
  ['warning', 'warning-wash'],
  ['info', 'info-wash'],
  ['text', 'guilloche'],
  ['text-soft', 'guilloche'],
  ['cover-text', 'cover'],
  ['cover-soft', 'cover'],
  ['ink', 'sun'],
  ['stamp-a', 'paper'],
  ['stamp-b', 'paper'],
  ['stamp-c', 'paper'],
  ...[0, 1, 2, 3, 4].map((level): [string, string] => [`level-${level}-text`, `level-${level}`])
]

/** WCAG 2.2 AA, 1.4.11: edges of controls, marks of state, the focus ring. */
const shapes: [string, string][] = [
  ...grounds.slice(0, 4).flatMap((ground): [string, string][] => [
    ['line-strong', ground],
    ['focus', ground],
    ['action', ground]
  ]),
  ['surface', 'info'],
  ['surface', 'success'],
  ['surface', 'warning'],
  ['surface', 'danger'],
  ['focus', 'focus-gap'],
  ['ink', 'sky']
]

for (const [name, theme] of [
  ['light', light],
  ['dark', dark]
] as const) {
  for (const [pairs, least] of [
    [words, 4.5],
    [shapes, 3]
  ] as const) {
    for (const [front, ground] of pairs) {
      test(`${name}: ${front} on ${ground} is at least ${least}`, () => {
        const one = theme.get(front)
        const other = theme.get(ground)
        assert.ok(one && other, `no such colour: ${one ? ground : front}`)
        const ratio = contrast(one, other)
        assert.ok(ratio >= least, `${one} on ${other} is ${ratio.toFixed(2)}`)
      })
    }
  }
}

test('sky carries no words: no rule sets it as a colour of text', () => {
  assert.ok(!/[^-]color:\s*var\(--sky\)/.test(css))
})

test('dark is for screens: of a sheet that is printed from one the tags were black', () => {
  assert.ok(darkAt > 0)
  assert.equal(css.split('prefers-color-scheme').length, 2)
})
