import { createApp, type App } from '../../../src/boot/context.ts'
import { openDatabase } from '../../../src/platform/database/database.ts'
import { perform } from '../../../src/platform/use-case.ts'
import { numbers, type Bench, type Row } from '../bench.ts'
import { personId, shiftId } from '../ids.ts'
import { LIVE_PLACES } from '../size.ts'

const RATIO_MAX = 1.1
/** Each round confirms one shift with the log and one without, a person at a time; the first warms up. */
const ROUNDS = 12
/** Shifts of the bench world's own, numbered beyond all others. */
const FIRST_SHIFT = 900_000_000
const OUTBOX = /^insert into "outbox"/

/** A shift that ended an hour ago like the first of those that are on, where everybody came and left. */
async function endedShift({ pool }: Bench, n: number): Promise<string> {
  const shift = shiftId(FIRST_SHIFT + n)
  await pool.query(
    `insert into shift (shift_id, action_id, state, role, starts_at, ends_at, weekday, evening, capacity, taken)
     select $1, action_id, state, role, now() - interval '5 hours' - $3 * interval '5 hours',
       now() - interval '1 hour' - $3 * interval '5 hours', weekday, evening, capacity, taken
     from shift where shift_id = $2`,
    [shift, shiftId(1), n / 100]
  )
  await pool.query(
    `insert into attendance_event (person_id, shift_id, event_id, kind, method, at, server_at, recorded_by)
     select person_id, $1, gen_random_uuid(), kind, 'coordinator', at, at, created_by
     from unnest($2::uuid[]) as person_id, shift join action using (action_id)
     cross join lateral (values ('in', starts_at), ('out', ends_at)) as event (kind, at)
     where shift_id = $1`,
    [shift, peopleOf(n)]
  )
  return shift
}

const peopleOf = (n: number): string[] => numbers(LIVE_PLACES, 1 + n * LIVE_PLACES).map(personId)

/** The same product, whose confirmations leave nothing for the log: the row for it is never sent. */
function withoutLog({ resources, databaseUrl }: Bench) {
  let leftOut = 0
  const database = openDatabase(databaseUrl, () => {})
  database.pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    Object.assign(client, {
      query(first: unknown, ...others: unknown[]) {
        if (typeof first !== 'string' || !OUTBOX.test(first)) return query(first, ...others)
        leftOut += 1
        return Promise.resolve({ command: 'INSERT', rowCount: 1, rows: [] })
      }
    })
  })
  const app = createApp({ ...resources, db: database.db })
  return { app, leftOut: () => leftOut, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}

/** Milliseconds of each confirmation, one person after the other. */
async function confirmAll(bench: Bench, app: App, n: number): Promise<number[]> {
  const shift = await endedShift(bench, n)
  const { db } = app.runtime
  const facts = await app.opportunities.shiftFacts(db, shift)
  const [owner] = await app.organisers.staffOf(db, facts!.organiserId)
  const actor = { personId: owner!.personId, sessionId: null, address: '127.0.0.1', locale: 'kk' as const }
  const times: number[] = []
  for (const person of peopleOf(n)) {
    if (person === owner!.personId) continue
    const decisions = { [person]: { decision: 'confirm' } }
    const began = performance.now()
    const done = await perform(app.runtime, actor, app.contributions.commands.decideHours, {
      shiftId: shift,
      decisions
    })
    times.push(performance.now() - began)
    if (!done.ok) throw new Error(`a confirmation was refused: ${done.error.code}`)
  }
  return times
}

const quantile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]!

/** What the public log costs the coordinator who confirms. */
export const confirming: Row = {
  name: 'confirming',
  async run(bench) {
    await using before = withoutLog(bench)
    const withLog: number[] = []
    const without: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const ours = await confirmAll(bench, bench.app, round * 2)
      const theirs = await confirmAll(bench, before.app, round * 2 + 1)
      if (!round) continue
      withLog.push(...ours)
      without.push(...theirs)
    }
    if (before.leftOut() < without.length) throw new Error('nothing was left out on the other side')
    const ratio = quantile(withLog, 0.5) / quantile(without, 0.5)
    return [
      {
        name: 'confirming hours',
        unit: 'ms',
        median: quantile(withLog, 0.5),
        p95: quantile(withLog, 0.95),
        ratio,
        target: `median at most ${RATIO_MAX} times that without the log`,
        met: ratio <= RATIO_MAX,
        note: `median ${quantile(without, 0.5).toFixed(2)} ms without; ${withLog.length} of each, in turns, one at a time`
      }
    ]
  }
}
