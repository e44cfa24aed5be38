import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '#platform/database/database.ts'
import type { Ports } from './ports.ts'
import { BATCH_ENTRIES_MAX, beginSequencing } from './sequence.ts'

/** How long a confirmation waits for its checkpoint at most, when there is little to do. */
const POLL_MS = 500
/** How often a process that does not sequence asks whether it should. */
const STANDBY_MS = 5_000

export interface LeadOptions {
  readonly db: Db
  readonly signal: AbortSignal
  /** After each step of the one that leads; says whether the tree grew. */
  readonly onStep?: (grown: boolean) => void
  readonly warn: (error: unknown, message: string) => void
}

/**
 * Sequences whenever no other process does, until the signal. One connection holds the lock and signs: when it is
 * lost, so is the lock, and whatever was under way has not happened.
 */
export async function lead(ports: Ports, { db, signal, onStep, warn }: LeadOptions): Promise<void> {
  while (!signal.aborted) {
    await db
      .connection()
      .execute((connection) => leadOn(connection))
      .catch((error: unknown) => warn(error, 'the log stands still; trying again'))
    await pause(STANDBY_MS)
  }

  async function leadOn(connection: Db): Promise<void> {
    if (!(await ports.store.tryLock(connection))) return
    try {
      const sequencer = await beginSequencing(ports, connection, db)
      while (!signal.aborted) {
        const { taken } = await sequencer.step()
        onStep?.(taken > 0)
        if (taken < BATCH_ENTRIES_MAX) await pause(POLL_MS)
      }
    } finally {
      // On a lost connection there is nothing to unlock, and the error that lost it matters more.
      await ports.store.unlock(connection).catch(() => {})
    }
  }

  async function pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal }).catch(() => {})
  }
}
