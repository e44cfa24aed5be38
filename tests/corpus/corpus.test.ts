import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalCheck } from '#features/credentials/adapters/canonical-check.ts'
import { linkedData } from '#features/credentials/adapters/data-integrity.ts'
import { nodePrimitives } from '#features/credentials/adapters/node-primitives.ts'
import { fromUtf8, utf8 } from '#features/credentials/domain/bytes.ts'
import { check, type Checkers } from '#features/credentials/domain/check.ts'
import type { Issuer } from '#features/credentials/domain/keys.ts'
import type { Trust } from '#features/credentials/domain/trust.ts'
import type { Verdict } from '#features/credentials/domain/verdict.ts'
import { pagePrimitives } from '#features/credentials/ui/browser-verifier/index.ts'
import { pageLog } from '#features/ledger/ui/page-log.ts'
import kept from './issued.json' with { type: 'json' }
import refused from './refused.json' with { type: 'json' }

const now = new Date('2026-11-23T00:00:00Z')
const DATES = ['createdAt', 'retiredAt', 'revokedAt']
const issuer = JSON.parse(JSON.stringify(kept.issuer), (name, value: unknown) =>
  DATES.includes(name) && typeof value === 'string' ? new Date(value) : value
) as Issuer

const log = pageLog(kept.log, async (indexes) =>
  indexes.map((index) => ({
    index,
    since: new Date(kept.issuedAt),
    amended: 'no' as const,
    amendedBy: null
  }))
)!

const trust: Trust = {
  issuers: [issuer],
  now,
  statusOf: async () => ({ revoked: false, asOf: now, until: new Date(now.getTime() + 60_000) }),
  log
}

const server: Checkers = { primitives: nodePrimitives, linkedData }
const page: Checkers = { primitives: pagePrimitives, linkedData: canonicalCheck(pagePrimitives) }

/** What both parts say; they have to agree. */
async function verdictOf(input: string | Uint8Array, name: string): Promise<Verdict> {
  const here = await check(input, trust, server)
  const there = await check(input, trust, page)
  assert.deepEqual(codes(there), codes(here), name)
  assert.deepEqual(there.disclosed, here.disclosed, name)
  return here
}

const codes = ({ findings }: Verdict): string[] =>
  findings.flatMap(({ check: name, problems }) => problems.map(({ code }) => `${name} ${code}`))

const pdf = new Uint8Array(Buffer.from(kept.pdf, 'base64'))

for (const [form, text] of Object.entries(kept.credentials))
  test(`what was issued once goes on holding: ${form}`, async () => {
    assert.equal(Buffer.from(text).toString(), text)
    for (const input of [text, utf8(text)]) {
      const verdict = await verdictOf(input, form)
      assert.deepEqual([verdict.outcome, codes(verdict)], ['holds', []])
      assert.ok(verdict.disclosed)
    }
  })

test('what was issued once goes on holding: a PDF with three of them', async () => {
  const verdict = await verdictOf(pdf, 'pdf')
  assert.deepEqual(codes(verdict), ['form print-not-checked'])
  assert.deepEqual(
    verdict.parts.map(({ name, verdict: { outcome } }) => [name, outcome]),
    [
      ['extract.sd-jwt', 'holds'],
      ['badge.json', 'holds'],
      ['record.tlog-proof', 'holds']
    ]
  )
})

interface Refused {
  readonly name: string
  readonly text?: string
  readonly base64?: string
  readonly repeat?: unknown[]
  readonly problems: readonly string[]
}

function inputOf({ text, base64, repeat }: Refused): string | Uint8Array {
  if (text !== undefined) return text
  if (base64 !== undefined) return new Uint8Array(Buffer.from(base64, 'base64'))
  const [head, part, times, tail] = repeat as [string, string, number, string]
  const whole = head + part.repeat(times) + tail
  return whole.startsWith('%PDF-') ? utf8(whole) : whole
}

for (const one of refused as readonly Refused[])
  test(`refused by name: ${one.name}`, async () => {
    const verdict = await verdictOf(inputOf(one), one.name)
    assert.equal(verdict.outcome, 'fails')
    const said = new Set(verdict.findings.flatMap(({ problems }) => problems.map(({ code }) => code)))
    assert.deepEqual([...said], one.problems)
  })

test('nothing is fetched, whatever a document names', async () => {
  const { fetch } = globalThis
  const asked: unknown[] = []
  globalThis.fetch = async (url) => {
    asked.push(url)
    throw new TypeError('nothing is fetched')
  }
  try {
    for (const one of refused as readonly Refused[]) await verdictOf(inputOf(one), one.name)
    const badge = kept.credentials.badge
    for (const [from, to] of [
      ['https://purl.imsglobal.org/spec/ob/v3p0/extensions.json', 'https://evil.example/extensions.json'],
      ['https://purl.imsglobal.org/spec/ob/v3p0/schema', 'https://evil.example/schema'],
      ['/status/bitstring/', '/elsewhere/'],
      ['did:web:erikti.example', 'did:web:evil.example']
    ] as const)
      assert.equal((await verdictOf(badge.replaceAll(from, to), to)).outcome, 'fails')
    assert.deepEqual(asked, [])
  } finally {
    globalThis.fetch = fetch
  }
})

const flip = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))

/** One bit of every byte, another from byte to byte. */
for (const [form, text] of Object.entries(kept.credentials))
  test(`a bit flipped in any byte of it takes it down: ${form}`, async () => {
    const bytes = utf8(text)
    // Canonicalising a record takes long; it is made of badges, of which every byte was bent.
    for (let at = 0; at < bytes.length; at += form === 'clr' ? 16 : 1) {
      const verdict = await check(flip(bytes, at * 8 + ((at * 5) % 8)), trust, server)
      assertDown(verdict, `byte ${at}`)
    }
  })

/** A line of a key that nobody knows is passed over, as signed notes say: a witness is gone then, and that is shown. */
const assertDown = ({ outcome, form, log: found }: Verdict, name: string): void =>
  assert.ok(outcome !== 'holds' || (form === 'log-proof' && found?.witnessed === 'not-yet'), name)

test('a bit flipped in a PDF: it never holds more than it did', async () => {
  for (let at = 0; at < pdf.length; at += 9) {
    const { outcome, disclosed } = await check(flip(pdf, at * 8 + ((at * 3) % 8)), trust, {
      ...server,
      linkedData: { check: async () => 'changed', isChanged: () => false }
    })
    assert.ok(outcome !== 'holds' && (outcome === 'open' || !disclosed), `byte ${at}`)
  }
})

const WORDS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  '~',
  '.',
  ',',
  ':',
  '\n',
  '\n\n',
  '=',
  '\u0000',
  'ERIKTI1:',
  '— ',
  '0',
  'eyJ'
]

const seeds: readonly Uint8Array[] = [
  ...Object.values(kept.credentials).map(utf8),
  pdf,
  ...(refused as readonly Refused[])
    .filter(({ repeat }) => !repeat)
    .map((one) => inputOf(one))
    .map((input) => (typeof input === 'string' ? utf8(input) : input))
]

interface Mutation {
  readonly kind: 'flip' | 'cut' | 'insert' | 'double' | 'splice'
  readonly at: number
  readonly length: number
  readonly word: string
  readonly other: number
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'insert', 'double', 'splice'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.nat({ max: 200 }),
  word: fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 4 })),
  other: fc.nat({ max: seeds.length - 1 })
})

function mutate(bytes: Uint8Array, { kind, at, length, word, other }: Mutation): Uint8Array {
  const place = Math.floor(at * bytes.length)
  const [head, tail] = [bytes.subarray(0, place), bytes.subarray(place)]
  if (kind === 'flip') return bytes.length ? flip(bytes, Math.floor(at * bytes.length * 8)) : bytes
  const between =
    kind === 'insert'
      ? utf8(word)
      : kind === 'double'
        ? tail.subarray(0, length)
        : kind === 'splice'
          ? seeds[other]!.subarray(0, length * 20)
          : new Uint8Array()
  return Buffer.concat([head, between, kind === 'cut' ? tail.subarray(length) : tail])
}

/** True when the two say the same in other words: white space of JSON, a line end at the end. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  const spelled = (bytes: Uint8Array) => {
    const text = fromUtf8(bytes)?.trim().replaceAll('\r\n', '\n') ?? ''
    try {
      return JSON.stringify(JSON.parse(text))
    } catch {
      return text
    }
  }
  return spelled(a) === spelled(b)
}

test('whatever is done to what we know, nothing throws, nothing changed holds, and both parts agree', async () => {
  const any = fc.tuple(fc.nat({ max: seeds.length - 1 }), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  await fc.assert(
    fc.asyncProperty(any, async ([seed, mutations]) => {
      const input = new Uint8Array(mutations.reduce(mutate, seeds[seed]!))
      const verdict = await verdictOf(input, 'mutated')
      if (!seeds.some((one) => isSame(one, input))) assertDown(verdict, 'a changed one holds')
    }),
    { numRuns: 1_000 }
  )
})
