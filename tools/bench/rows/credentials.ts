import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { readPaper } from '../../../src/features/credentials/domain/paper.ts'
import { parseSdJwt } from '../../../src/features/credentials/domain/sd-jwt.ts'
import type { JsonObject } from '../../../src/features/credentials/domain/strict-json.ts'
import { fullName } from '../../../src/features/people/index.ts'
import { statementOf, type Algorithm, type Statement } from '../../../src/features/credentials/index.ts'
import type { BarePlan } from '../bare-checks.ts'
import { load, LOAD_MS, numbers, WARM_MS, type Bench, type Figure, type Row } from '../bench.ts'
import { personId } from '../ids.ts'
import { wire } from '../plan.ts'

const CLIENTS = 16
const CREDENTIALS = 100
/** Signing one takes as long as checking one, and each is some 20 ms. */
const BADGES = 20
/** Fewer than one address may ask in a minute. */
const CALLS_AN_ADDRESS = 100
const SIGNATURES_RATIO_MIN = 0.5
const LIBRARY_RATIO_MIN = 0.8

/** What the passport of somebody states, as the product gathers it. */
export async function aStatement({ app }: Bench, n: number): Promise<Statement> {
  const { db } = app.runtime
  const person = personId(n)
  const card = (await app.people.cards(db, [person])).get(person)!
  const records = await app.contributions.confirmedOf(db, person)
  return statementOf(
    { personId: person, passportId: card.passportId, name: fullName(card) },
    records.map((record) => ({ ...record, confirmedAt: record.decidedAt }))
  )
}

const scopeOf = ({ app }: Bench) => ({
  db: app.runtime.db,
  now: app.runtime.now(),
  newId: app.runtime.newId
})

/** An extract as SD-JWT VC with everything in it disclosed. */
export async function anExtract(bench: Bench, n: number): Promise<string> {
  return bench.app.credentials.token(scopeOf(bench), {
    kind: 'extract',
    subjectId: bench.app.runtime.newId(),
    statement: await aStatement(bench, n),
    log: new Map(),
    validUntil: new Date(Date.now() + 86_400_000),
    holderJwk: null
  })
}

async function keyOf({ app }: Bench, algorithm: Algorithm) {
  const { did, keys } = await app.credentials.issuer()
  return { did, key: keys.findLast((key) => key.algorithm === algorithm)! }
}

async function bare(plan: BarePlan): Promise<number> {
  const child = fork(fileURLToPath(new URL('../bare-checks.ts', import.meta.url)), {
    serialization: 'advanced'
  })
  child.send(plan)
  const answer = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [number]
  if (child.exitCode) throw new Error('the bare checks failed')
  return answer[0]
}

/** Strangers who send what they were given; each asks a little from an address of their own. */
async function overHttp({ port }: Bench, texts: readonly string[]) {
  const requests = texts.map((credential) =>
    wire({ method: 'POST', path: '/api/verify', body: { credential } })
  )
  const answer = await fetch(`http://127.0.0.1:${port}/api/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ credential: texts[0] })
  })
  const { outcome, findings } = (await answer.json()) as { outcome: string; findings: unknown }
  if (outcome !== 'holds') throw new Error(`the verdict is ${outcome}: ${JSON.stringify(findings)}`)
  const plan = {
    kind: 'http',
    port,
    clients: CLIENTS,
    requests,
    once: false,
    callsAnAddress: CALLS_AN_ADDRESS
  } as const
  await load({ ...plan, maxMs: WARM_MS }, ['200'])
  return load({ ...plan, maxMs: LOAD_MS }, ['200'])
}

interface Measured {
  readonly name: string
  readonly texts: readonly string[]
  readonly limit: BarePlan
  readonly of: string
  readonly ratioMin: number
}

async function measured(bench: Bench, { name, texts, limit, of, ratioMin }: Measured): Promise<Figure> {
  const perSecond = await bare(limit)
  const ours = await overHttp(bench, texts)
  const ratio = ours.perSecond / perSecond
  return {
    name,
    unit: 'ms',
    median: ours.median,
    p95: ours.p95,
    ratio,
    target: `at least ${ratioMin} of ${of}`,
    met: ratio >= ratioMin,
    note: `${Math.round(ours.perSecond)}/s over HTTP, ${CLIENTS} clients, against ${Math.round(perSecond)}/s`
  }
}

export const credentials: Row = {
  name: 'credentials',
  async run(bench) {
    const { app } = bench
    const es256 = await keyOf(bench, 'ES256')
    const ed25519 = await keyOf(bench, 'Ed25519')
    const extracts = await Promise.all(numbers(CREDENTIALS).map((n) => anExtract(bench, n)))
    const statements = await Promise.all(numbers(CREDENTIALS).map((n) => aStatement(bench, n)))
    const papers: string[] = []
    for (const statement of statements)
      papers.push(await app.credentials.paperSummary(scopeOf(bench), statement))
    const badges: string[] = []
    for (const { holder, records } of statements.slice(0, BADGES))
      badges.push(
        await app.credentials.badge(scopeOf(bench), {
          holder,
          record: records[0]!,
          logEntry: null,
          locale: 'kk'
        })
      )
    const jwts = extracts.map((text) => {
      const parsed = parseSdJwt(text)
      if (!parsed.ok) throw new Error(parsed.error)
      return parsed.value.jwt
    })
    const codes = papers.map((text) => {
      const paper = readPaper(text)
      if (!paper.ok) throw new Error(paper.error)
      return paper.value
    })
    return [
      await measured(bench, {
        name: 'check of an SD-JWT extract',
        texts: extracts,
        limit: {
          kind: 'signatures',
          key: es256.key,
          signed: jwts.map(({ signed, signature }) => ({ data: signed, signature })),
          maxMs: LOAD_MS
        },
        of: 'bare ES256 checks',
        ratioMin: SIGNATURES_RATIO_MIN
      }),
      await measured(bench, {
        name: 'check of an Open Badge',
        texts: badges,
        limit: {
          kind: 'documents',
          key: ed25519.key,
          did: ed25519.did,
          documents: badges.map((text) => JSON.parse(text) as JsonObject),
          maxMs: LOAD_MS
        },
        of: 'the library alone',
        ratioMin: LIBRARY_RATIO_MIN
      }),
      await measured(bench, {
        name: 'check of a paper QR',
        texts: papers,
        limit: {
          kind: 'signatures',
          key: ed25519.key,
          signed: codes.map(({ toVerify, signature }) => ({ data: toVerify, signature })),
          maxMs: LOAD_MS
        },
        of: 'bare Ed25519 checks',
        ratioMin: SIGNATURES_RATIO_MIN
      })
    ]
  }
}
