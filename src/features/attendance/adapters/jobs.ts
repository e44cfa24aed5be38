import { perform, type Actor, type Runtime } from '#platform/use-case.ts'
import type { Attendance } from '../index.ts'

/** Nobody: the clock does it. */
const CLOCK: Actor = { personId: null, sessionId: null, address: 'job', locale: 'kk' }

/** Proposes the ends of forgotten check-outs; gives the number of shifts it closed. To be run every few minutes. */
export async function proposeForgottenEnds(
  runtime: Runtime,
  { queries, commands }: Pick<Attendance, 'queries' | 'commands'>
): Promise<number> {
  const forgotten = await perform(runtime, CLOCK, queries.forgottenEnds, {})
  if (!forgotten.ok) return 0
  let closed = 0
  for (const shiftId of forgotten.value) {
    const done = await perform(runtime, CLOCK, commands.proposeEnds, { shiftId })
    if (done.ok) closed += 1
  }
  return closed
}
