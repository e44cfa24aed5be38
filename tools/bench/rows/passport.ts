import { perform } from '../../../src/platform/use-case.ts'
import { load, LOAD_MS, numbers, recordStatements, WARM_MS, type Bench, type Row } from '../bench.ts'
import { cookieOf, personId, sessionId } from '../ids.ts'
import { wire, type LoadResult } from '../plan.ts'
import { FULL_SHARE } from '../size.ts'

const CLIENTS = 8
const RATIO_MIN = 0.5
const GROWTH_MAX = 1.2

/** Passports of people all over the first tenth, or all over everybody. */
const sample = (people: number): number[] => numbers(2_000).map((n) => 1 + ((n * 7_919) % people))

async function overHttp({ port }: Bench, people: readonly number[]): Promise<LoadResult> {
  const requests = people.map((n) => wire({ path: '/api/me/passport', cookie: cookieOf(n) }))
  const plan = { kind: 'http', port, clients: CLIENTS, requests, once: false } as const
  await load({ ...plan, maxMs: WARM_MS }, ['200'])
  return load({ ...plan, maxMs: LOAD_MS }, ['200'])
}

let atTenth: LoadResult | null = null

export const passport: Row = {
  name: 'passport',

  async before(bench) {
    atTenth = await overHttp(bench, sample(bench.size.people / FULL_SHARE))
  },

  async run(bench) {
    const { app, pool, databaseUrl, size } = bench
    const people = sample(size.people)
    const one = people[0]!
    const statements = await recordStatements(pool, async () => {
      const actor = await app.actorOf(cookieOf(one).split('=')[1], '127.0.0.1', 'kk')
      const shown = await perform(app.runtime, actor, app.passport.queries.myPassport, {})
      if (!shown.ok) throw new Error(shown.error.code)
    })
    const http = await overHttp(bench, people)
    const raw = await load(
      {
        kind: 'sql',
        url: databaseUrl,
        clients: CLIENTS,
        statements,
        bindings: people.map((n) => ({ [personId(one)]: personId(n), [sessionId(one)]: sessionId(n) })),
        fresh: [],
        once: false,
        maxMs: LOAD_MS
      },
      ['done']
    )
    const ratio = http.perSecond / raw.perSecond
    const growth = http.p95 / atTenth!.p95
    const times = { unit: 'ms', median: http.median, p95: http.p95 }
    return [
      {
        name: 'passport as JSON',
        ...times,
        ratio,
        target: `at least ${RATIO_MIN} of its raw SQL`,
        met: ratio >= RATIO_MIN,
        note: `${Math.round(http.perSecond)}/s against ${Math.round(raw.perSecond)}/s of ${statements.length} statements, ${CLIENTS} clients`
      },
      {
        name: 'passport as it grows',
        ...times,
        ratio: growth,
        target: `p95 at most ${GROWTH_MAX} times that at a tenth`,
        met: growth <= GROWTH_MAX,
        note: `p95 ${http.p95.toFixed(1)} ms against ${atTenth!.p95.toFixed(1)} ms at ${(size.people / FULL_SHARE) * size.contributionsEach} contributions`
      }
    ]
  }
}
