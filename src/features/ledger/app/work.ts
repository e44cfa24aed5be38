import type { Db } from '#platform/database/database.ts'
import { dayOf } from '#platform/prelude/index.ts'
import { formatVerifierKey } from '../domain/note.ts'
import { totalsStatement } from '../domain/totals.ts'
import type { Cosigner } from './cosign.ts'
import { lead } from './lead.ts'
import type { Ports, StatementType } from './ports.ts'

/** A witness that was down is asked again. */
const ASK_AGAIN_MS = 5_000
const UPKEEP_MS = 10 * 60_000
/** Checkpoints older than this are thinned out to one an hour. */
const KEEP_ALL_MS = 24 * 60 * 60_000
const DAYS_AT_ONCE = 31

/** Keeps the log growing until the signal: sequences, asks witnesses, states totals; all beside, none waits for another. */
export async function work(ports: Ports, cosigner: Cosigner, db: Db, signal: AbortSignal): Promise<void> {
  const { warn, now } = ports
  let witnessed = false
  let asking = false
  let askedAt = 0
  let upkeptAt = 0
  const underWay = new Set<Promise<void>>()

  await lead(ports, {
    db,
    signal,
    warn,
    onStep(grown) {
      if (grown) witnessed = false
      const at = now().getTime()
      if (!asking && !witnessed && (grown || at - askedAt >= ASK_AGAIN_MS)) {
        asking = true
        askedAt = at
        witnessed = true
        beside('asking witnesses', async () => {
          const all = await cosigner.cosign(db).finally(() => (asking = false))
          witnessed &&= all // unless the tree has grown meanwhile
        })
      }
      if (at - upkeptAt >= UPKEEP_MS) {
        upkeptAt = at
        beside('upkeep', () => upkeep(ports, db))
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

/** What the log says of itself: its keys, and the totals of days that are over. */
export async function upkeep(ports: Ports, db: Db): Promise<void> {
  const { store, signers, now } = ports
  const origin = signers[0].key.name
  for (const { key } of signers) {
    const vkey = formatVerifierKey(key)
    await state(ports, db, 'key-event', vkey, {
      v: 'erikti/key-event/v1',
      log: origin,
      event: 'begins',
      key: vkey
    })
  }
  for (const day of await store.daysWithoutTotals(db, dayOf(now()), DAYS_AT_ONCE))
    await state(ports, db, 'daily-totals', day, totalsStatement(day, await store.totalsOf(db, day)))
  await store.thinCheckpoints(db, new Date(now().getTime() - KEEP_ALL_MS))
}

/** Puts a public statement in line for the log; false when there is one of this type and subject already. */
export const state = (
  { store, canonicalize, newId, now }: Ports,
  db: Db,
  type: StatementType,
  subject: string,
  document: unknown
): Promise<boolean> =>
  store.addStatement(db, { statementId: newId(), type, subject, document: canonicalize(document), at: now() })
