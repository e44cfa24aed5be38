import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { OUR_DOCUMENTS } from '../src/features/credentials/domain/data-model.ts'
import { CLR_SCHEMA, OB_SCHEMA, SCHEMA_TYPE } from '../src/features/credentials/domain/open-badge.ts'
import { followsSchema } from '../src/features/credentials/domain/schemas.ts'
import type { JsonObject } from '../src/features/credentials/domain/strict-json.ts'

const HELP = `Holds our words of 1EdTech's schemas (credentials/domain/schemas.ts) against the schemas themselves: makes
documents from a schema, bends them, and asks both.

  npm install --prefix /tmp/ajv ajv@8 ajv-formats@3
  npx node tools/schemas.ts --ajv /tmp/ajv [--documents N] [--seed N] SCHEMA.json ...

SCHEMA.json is what 1EdTech publishes, one or both of
  ${OB_SCHEMA}
  ${CLR_SCHEMA}
The schemas are 1EdTech's and not in this tree, and nothing else here needs ajv. Ends with 1 when the two differ.`

/** Deeper than this only what is required is made. */
const DEPTH_MAX = 5
const BENDS_MAX = 2
const SHOWN_MAX = 10

/** What is used of ajv. */
interface Validate {
  (document: unknown): boolean
  readonly errors?: readonly { readonly keyword: string; readonly instancePath: string }[] | null
}
interface Ajv {
  compile(schema: unknown): Validate
}

/** The keywords that those schemas use. */
interface Schema {
  readonly $id?: string
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly contains?: Schema
  readonly items?: Schema | readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly propertyNames?: Schema
  readonly format?: string
  readonly pattern?: string
}

/** A small generator with a seed (mulberry32), so that what differs can be made again. */
function dice(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    below: (n: number): number => Math.floor(next() * n),
    chance: (p: number): boolean => next() < p,
    oneOf: <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!
  }
}
type Dice = ReturnType<typeof dice>

/** A text that each pattern of the schemas takes. */
const SAMPLES = [
  ...OUR_DOCUMENTS.contexts,
  '2026-01-02T03:04:05Z',
  '2026-01-02',
  'kk',
  'ext:mine',
  'a.b.c'
] as const

/** What a schema asks for, or nearly. */
function made(schema: Schema, root: Schema, at: Dice, depth = 0): unknown {
  const inner = (one: Schema) => made(one, root, at, depth + 1)
  if (schema.$ref) return made(root.$defs![schema.$ref.replace('#/$defs/', '')]!, root, at, depth)
  const choice = schema.oneOf ?? schema.anyOf
  if (choice) return made(depth > DEPTH_MAX ? choice[0]! : at.oneOf(choice), root, at, depth)
  if (schema.allOf) return schema.allOf.flatMap((one) => one.contains?.enum?.[0] ?? [])
  if (schema.enum) return at.oneOf(schema.enum)
  switch (schema.type) {
    case 'array':
      if (Array.isArray(schema.items)) return (schema.items as readonly Schema[]).map(inner)
      return [
        ...(schema.contains?.enum ?? []),
        ...Array.from({ length: at.below(3) }, () => inner((schema.items as Schema | undefined) ?? {}))
      ]
    case 'object':
      if (!schema.properties) return at.oneOf([{}, { en: 'text', 'ru-KZ': 'text' }])
      return Object.fromEntries(
        Object.entries(schema.properties)
          .filter(([name]) => schema.required?.includes(name) || (depth < DEPTH_MAX && at.chance(0.4)))
          .map(([name, one]) => [name, inner(one)])
      )
    case 'number':
      return 1.5
    case 'boolean':
      return true
    default:
      if (schema.format) return schema.format === 'date' ? '2026-01-02' : '2026-01-02T03:04:05Z'
      return schema.pattern ? SAMPLES.find((text) => new RegExp(schema.pattern!).test(text)) : 'text'
  }
}

const ODD: readonly unknown[] = [
  ...SAMPLES,
  '',
  'ext:',
  'ext:-',
  'kk-kz',
  'kk-Cyrl-KZ',
  'a..b',
  'a.b',
  'Image',
  'Profile',
  'CommunityService',
  'VerifiableCredential',
  '2026-13-02T03:04:05Z',
  '2026-01-02T03:04:05',
  0,
  true,
  null,
  [],
  ['text'],
  [1],
  {},
  { en: 'text' },
  { en: 1 },
  { EN: 'text' }
]

type Place = readonly [whole: Record<string, unknown>, name: string]

const placesIn = (value: unknown): Place[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [
        [value as Record<string, unknown>, name] as const,
        ...placesIn(inner)
      ])
    : []

/** Changes one place: another value, nothing, one thing more, a list of it, or what stands elsewhere. */
function bend(document: unknown, at: Dice): void {
  const places = placesIn(document)
  const [whole, name] = at.oneOf(places)
  const changes = [
    () => (whole[name] = structuredClone(at.oneOf(ODD))),
    () => (Array.isArray(whole) ? whole.splice(Number(name), 1) : delete whole[name]),
    () => (Array.isArray(whole) ? whole.push('extra') : (whole['extra'] = 1)),
    () => (whole[name] = [whole[name]]),
    () => {
      const [other, otherName] = at.oneOf(places)
      whole[name] = structuredClone(other[otherName])
    }
  ]
  at.oneOf(changes)()
}

/** The one thing that our words take more widely: badges that say the day alone (see `instantOrDay`). */
const isDayAlone = ({ errors }: Validate): boolean =>
  (errors ?? []).every(
    ({ keyword, instancePath }) => keyword === 'format' && /\/activity(Start|End)Date$/.test(instancePath)
  )

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    documents: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    ajv: { type: 'string' },
    help: { type: 'boolean', short: 'h' }
  }
})

if (values.help || !values.ajv || !positionals.length) console.log(HELP)
else {
  const bring = createRequire(resolve(values.ajv, 'package.json'))
  const { Ajv2019 } = bring('ajv/dist/2019.js') as { Ajv2019: new (options: object) => Ajv }
  const addFormats = bring('ajv-formats') as (ajv: Ajv) => void
  const ajv = new Ajv2019({ strict: false, allErrors: true })
  addFormats(ajv)
  for (const file of positionals) {
    const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema
    const validate = ajv.compile(schema)
    const at = dice(Number(values.seed))
    let [followed, differ] = [0, 0]
    for (let n = 0; n < Number(values.documents); n++) {
      const document = made(schema, schema, at) as JsonObject
      for (let bends = at.below(BENDS_MAX + 1); bends > 0; bends--) bend(document, at)
      const theirs = validate(document)
      const ours = followsSchema(document, { id: schema.$id, type: SCHEMA_TYPE })
      if (ours === 'unknown') throw new Error(`${schema.$id} is none of the two schemas`)
      if (theirs) followed++
      if (theirs === (ours === 'follows') || (!theirs && ours === 'follows' && isDayAlone(validate))) continue
      if (differ++ < SHOWN_MAX) console.log(JSON.stringify({ ours, theirs: validate.errors, document }))
    }
    console.log(`${schema.$id}
  ${values.documents} documents, ${followed} of them follow it; our words differ on ${differ}`)
    if (differ) process.exitCode = 1
  }
}
