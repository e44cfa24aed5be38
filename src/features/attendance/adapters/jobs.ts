import type { JobKind } from '#platform/jobs/jobs.ts'
import { perform, type Actor, type Runtime } from '#platform/use-case.ts'
import type { Attendance } from '../index.ts'

/** Nobody: the clock does it. */
const CLOCK: Actor = { personId: null, sessionId: null, address: 'job', locale: 'kk' }

/** Proposes the ends of forgotten check-outs; a shift closed by another process meanwhile is no mistake. */
export async function proposeForgottenEnds(
  runtime: Runtime,
  { queries, commands }: Pick<Attendance, 'queries' | 'commands'>
): Promise<void> {
  const forgotten = await perform(runtime, CLOCK, queries.forgottenEnds, {})
  if (!forgotten.ok) throw new Error(`forgotten check-outs could not be looked for: ${forgotten.error.code}`)
  for (const shiftId of forgotten.value) await perform(runtime, CLOCK, commands.proposeEnds, { shiftId })
}

export const attendanceJobs = (runtime: Runtime, attendance: Attendance): JobKind[] => [
  {
    name: 'attendance.propose-forgotten-ends',
    every: '*/5 * * * *',
    run: () => proposeForgottenEnds(runtime, attendance)
  }
]
