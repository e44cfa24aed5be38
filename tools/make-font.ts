#!/usr/bin/env node
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync, copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import subsetFont from 'subset-font'

const HELP = `Makes the house typeface of src/design/fonts from the full TTFs of Geologica (SIL OFL 1.1).

  node tools/make-font.ts --masters <folder> [--out src/design/fonts] [--python python3]

--masters  a folder node_modules/@expo-google-fonts/geologica of version 0.4.2; install it in a
           scratch folder (npm i @expo-google-fonts/geologica), it is no dependency of Erikti
--out      where the files go (default src/design/fonts)
--python   a Python that has fonttools 4.x and brotli (python3 -m venv v && v/bin/pip install fonttools brotli);
           it joins three weights into one variable font, which no Node package does

Writes geologica.woff2 (weights 300-700), pdf-regular.ttf, pdf-bold.ttf.`

// Letters, figures and marks that our three languages use; a new sign is added here and nowhere else.
const LATIN = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('')
const RUSSIAN = Array.from({ length: 64 }, (_, at) => String.fromCharCode(0x410 + at)).join('') + 'Ёё'
const KAZAKH = 'ӘәҒғҚқҢңӨөҰұҮүҺһІі'
// Names of people and places from neighbouring languages, so that a name never falls into another typeface.
const NAMES =
  Array.from({ length: 64 }, (_, at) => String.fromCharCode(0xc0 + at)).join('') + 'ĞğİıŞşŪūŊŋÇçÑñЎўҲҳЇїЄєҐґ'
const MARKS = '\u00a0\u202f«»–—‘’“”„…°×·№₸−•§©→←↑↓≥≤'
const TEXT = LATIN + RUSSIAN + KAZAKH + NAMES + MARKS

// Only what a reader can see: a weight-bound feature (rvrn) would keep the weights from joining.
const FEATURES = ['kern', 'mark', 'mkmk', 'ccmp', 'locl', 'tnum', 'calt']

const MASTERS = [
  { weight: 300, file: '300Light/Geologica_300Light.ttf' },
  { weight: 400, file: '400Regular/Geologica_400Regular.ttf' },
  { weight: 700, file: '700Bold/Geologica_700Bold.ttf' }
]

async function subset(path: string, targetFormat: 'truetype' | 'woff2'): Promise<Buffer> {
  return subsetFont(readFileSync(path), TEXT, { targetFormat, keepFeatures: FEATURES, noHinting: true })
}

function designspace(): string {
  const sources = MASTERS.map(
    ({ weight }) =>
      `<source filename="${weight}.ttf"><location><dimension name="Weight" xvalue="${weight}"/></location></source>`
  )
  return `<?xml version="1.0"?><designspace format="4.1"><axes><axis tag="wght" name="Weight" minimum="300"
    maximum="700" default="400"/></axes><sources>${sources.join('')}</sources></designspace>`
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      masters: { type: 'string' },
      out: { type: 'string', default: 'src/design/fonts' },
      python: { type: 'string', default: 'python3' },
      help: { type: 'boolean', short: 'h' }
    }
  })
  if (values.help || !values.masters) {
    console.log(HELP)
    process.exitCode = values.help ? 0 : 2
    return
  }
  const work = mkdtempSync(join(tmpdir(), 'erikti-font-'))
  mkdirSync(values.out, { recursive: true })
  for (const { weight, file } of MASTERS) {
    writeFileSync(join(work, `${weight}.ttf`), await subset(join(values.masters, file), 'truetype'))
  }
  writeFileSync(join(work, 'geologica.designspace'), designspace())
  const joined = join(work, 'joined.ttf')
  execFileSync(
    values.python,
    [
      '-m',
      'fontTools.varLib',
      '--master-finder',
      '{stem}.ttf',
      '-o',
      joined,
      join(work, 'geologica.designspace')
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] }
  )
  writeFileSync(join(values.out, 'geologica.woff2'), await subset(joined, 'woff2'))
  // pdfmake reads static TTFs only, and shows the default figures, so its weights are plain instances.
  copyFileSync(join(work, '400.ttf'), join(values.out, 'pdf-regular.ttf'))
  copyFileSync(join(work, '700.ttf'), join(values.out, 'pdf-bold.ttf'))
  console.log(`written to ${values.out}`)
}

await main()
