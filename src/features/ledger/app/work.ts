import type { Db } from '#platform/database/database.ts'
import { dayOf } from '#platform/prelude/index.ts'
import { totalsStatement } from '../domain/totals.ts'
import type { Cosigner } from './cosign.ts'
import { lead } from './lead.ts'
import type { Ports } from './ports.ts'
import { logKeyFacts, stateFacts } from './state-facts.ts'

/** A witness that was down is asked again; so are all after a failure of ours. */
const ASK_AGAIN_MS = 5_000
const UPKEEP_MS = 60_000
const THIN_MS = 60 * 60_000
/** Checkpoints older than this are thinned out to one an hour. */
const KEEP_ALL_MS = 24 * 60 * 60_000
const DAYS_AT_ONCE = 31

/** Keeps the log growing until the signal: sequences, asks witnesses, states totals; all beside, none waits for another. */
export async function work(ports: Ports, cosigner: Cosigner, db: Db, signal: AbortSignal): Promise<void> {
  const { warn, now } = ports
  let askedAt = 0
  let upkeptAt = now().getTime()
  let thinnedAt = 0
  const underWay = new Set<Promise<void>>()

  // First of all, so that a new log begins with its own key.
  beside('upkeep', () => upkeep(ports, db))
  await Promise.all(underWay)
  await lead(ports, {
    db,
    signal,
    warn,
    onStep(grown) {
      const at = now().getTime()
      // Either way, for a clock may go back.
      const isOver = (since: number, ms: number) => Math.abs(at - since) >= ms
      if (grown || isOver(askedAt, ASK_AGAIN_MS)) {
        askedAt = at
        beside('asking witnesses', async () => void (await cosigner.cosign(db)))
      }
      if (isOver(upkeptAt, UPKEEP_MS)) {
        upkeptAt = at
        beside('upkeep', () => upkeep(ports, db))
      }
      if (isOver(thinnedAt, THIN_MS)) {
        thinnedAt = at
        beside('thinning checkpoints', () => ports.store.thinCheckpoints(db, new Date(at - KEEP_ALL_MS)))
      }
    }
  })
  await Promise.all(underWay)

  function beside(name: string, task: () => Promise<void>): void {
    const running = task()
      .catch((error: unknown) => warn(error, `the log: ${name} failed`))
      .finally(() => underWay.delete(running))
    underWay.add(running)
  }
}

/** Public statements: what befell keys and status lists, and the totals of days that are over. */
export async function upkeep(ports: Ports, db: Db): Promise<void> {
  const { store, now } = ports
  await stateFacts(ports, db, [...logKeyFacts(ports, now()), ...(await ports.facts(db))])
  for (const day of await store.daysWithoutTotals(db, dayOf(now()), DAYS_AT_ONCE))
    await db.transaction().execute(async (within) => {
      // What is taken in afterwards is of a later day, because the statement stands in line by then.
      await store.holdBack(within)
      const document = totalsStatement(day, await store.totalsOf(within, day))
      await stateFacts(ports, within, [
        { type: 'daily-totals', subject: day, series: null, document, at: now() }
      ])
    })
}
