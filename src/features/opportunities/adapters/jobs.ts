import type { JobKind } from '#platform/jobs/jobs.ts'
import { perform, type Actor, type Runtime } from '#platform/use-case.ts'
import type { Opportunities } from '../index.ts'

/** Shifts, or actions, seen to in one run; the next minute takes the rest. */
const DONE_AT_ONCE_MAX = 200

/** The clock itself. */
const CLOCK: Actor = { personId: null, sessionId: null, address: 'clock', locale: 'kk' }

/** Offers of places that were not answered in time end, and the next in line is asked. */
export async function expireOffers(runtime: Runtime, { chores }: Opportunities): Promise<number> {
  const shiftIds = await chores.lapsedOffers(runtime.db, runtime.now(), DONE_AT_ONCE_MAX)
  for (const shiftId of shiftIds) await perform(runtime, CLOCK, chores.lapseOffers, { shiftId })
  return shiftIds.length
}

/** Actions are over after their last shift. */
export async function finishActions(runtime: Runtime, { chores }: Opportunities): Promise<number> {
  const actionIds = await chores.endedActions(runtime.db, runtime.now(), DONE_AT_ONCE_MAX)
  for (const actionId of actionIds) await perform(runtime, CLOCK, chores.finishAction, { actionId })
  return actionIds.length
}

/** Owners of saved searches learn of new actions. */
export async function tellSearchers(runtime: Runtime, { chores }: Opportunities): Promise<number> {
  let done = 0
  while (done < DONE_AT_ONCE_MAX && (await perform(runtime, CLOCK, chores.tellSearchers, {})).ok) done += 1
  return done
}

const EVERY_MINUTE = '* * * * *'

export const opportunityJobs = (runtime: Runtime, opportunities: Opportunities): JobKind[] =>
  Object.entries({
    'opportunities.expire-offers': expireOffers,
    'opportunities.finish-actions': finishActions,
    'opportunities.tell-searchers': tellSearchers
  }).map(([name, run]) => ({
    name,
    every: EVERY_MINUTE,
    run: async () => void (await run(runtime, opportunities))
  }))
