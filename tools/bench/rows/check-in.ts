import { perform } from '../../../src/platform/use-case.ts'
import { freshIds, load, LOAD_MS, numbers, recordStatements, type Bench, type Row } from '../bench.ts'
import { cookieOf, personId, sessionId, shiftId } from '../ids.ts'
import { wire } from '../plan.ts'
import { LIVE_PLACES } from '../size.ts'

const CLIENTS = 32
const RATIO_MIN = 0.5
const CODE_WINDOW_MS = 30_000

/** Who has a place in a shift that is on, and in which; the last of all people, see seed.ts. */
const placeOf = ({ size }: Bench, n: number) => ({
  person: size.people - n + 1,
  shift: Math.floor((n - 1) / LIVE_PLACES) + 1
})

/** The code of a shift as its coordinator sees it: the owner of the bench world's organiser. */
async function codesOf({ app, size }: Bench): Promise<Map<number, string>> {
  // A code shown now is taken for thirty seconds at least; the load is over before.
  const left = CODE_WINDOW_MS - (Date.now() % CODE_WINDOW_MS)
  if (left < 5_000) await new Promise((resolve) => setTimeout(resolve, left))
  const codes = new Map<number, string>()
  for (const shift of numbers(size.live)) {
    const facts = await app.opportunities.shiftFacts(app.runtime.db, shiftId(shift))
    const [owner] = await app.organisers.staffOf(app.runtime.db, facts!.organiserId)
    const shown = await perform(app.runtime, actorOf(owner!.personId), app.attendance.queries.shiftCode, {
      shiftId: shiftId(shift)
    })
    if (!shown.ok) throw new Error(shown.error.code)
    codes.set(shift, shown.value.code)
  }
  return codes
}

const actorOf = (person: string) => ({
  personId: person,
  sessionId: null,
  address: '127.0.0.1',
  locale: 'kk' as const
})

export const checkIn: Row = {
  name: 'check-in',
  async run(bench) {
    const { app, pool, port, databaseUrl, size } = bench
    // Half of the places for each side, and the first for the recording.
    const places = numbers(size.live * LIVE_PLACES - 1, 2).map((n) => placeOf(bench, n))
    const [forHttp, forSql] = [places.filter((_, n) => n % 2 === 0), places.filter((_, n) => n % 2 === 1)]

    const one = placeOf(bench, 1)
    const first = { person: personId(one.person), session: sessionId(one.person), shift: shiftId(one.shift) }
    const code = (await codesOf(bench)).get(one.shift)!
    const statements = await recordStatements(pool, async () => {
      const cookie = cookieOf(one.person).split('=')[1]
      const actor = await app.actorOf(cookie, '127.0.0.1', 'kk')
      const input = { shiftId: first.shift, code, kind: 'in' }
      const done = await perform(app.runtime, actor, app.attendance.commands.checkInByCode, input)
      if (!done.ok) throw new Error(`the check-in to be recorded was refused: ${done.error.code}`)
    })

    const raw = await load(
      {
        kind: 'sql',
        url: databaseUrl,
        clients: CLIENTS,
        statements,
        bindings: forSql.map(({ person, shift }) => ({
          [first.person]: personId(person),
          [first.session]: sessionId(person),
          [first.shift]: shiftId(shift)
        })),
        fresh: freshIds(statements),
        once: true,
        maxMs: LOAD_MS
      },
      ['done']
    )
    const codes = await codesOf(bench)
    const http = await load(
      {
        kind: 'http',
        port,
        clients: CLIENTS,
        requests: forHttp.map(({ person, shift }) =>
          wire({
            method: 'POST',
            path: '/api/check-ins',
            cookie: cookieOf(person),
            body: { shiftId: shiftId(shift), code: codes.get(shift), kind: 'in' }
          })
        ),
        once: true,
        maxMs: LOAD_MS
      },
      ['201']
    )
    const ratio = http.perSecond / raw.perSecond
    return [
      {
        name: 'check-in',
        unit: 'ms',
        median: http.median,
        p95: http.p95,
        ratio,
        target: `at least ${RATIO_MIN} of raw pg`,
        met: ratio >= RATIO_MIN,
        note: `${Math.round(http.perSecond)}/s against ${Math.round(raw.perSecond)}/s of ${statements.length} statements, ${CLIENTS} clients`
      }
    ]
  }
}
