import type { ShiftFacts } from '#features/opportunities/index.ts'
import type { Scope } from '#platform/use-case.ts'
import { attendancePolicyAt } from '../domain/policy.ts'
import { isOpen } from '../domain/window.ts'
import type { Ports } from './ports.ts'

/** The shifts that the actor has a place in and that take a check-in or a check-out at this moment. */
export async function myOpenShifts(
  { opportunities }: Pick<Ports, 'opportunities'>,
  scope: Scope
): Promise<ShiftFacts[]> {
  const signUps = await opportunities.signUpsOf(scope.db, scope.personId)
  const joined = signUps.filter((signUp) => signUp.state === 'joined').map((signUp) => signUp.shiftId)
  if (!joined.length) return []
  const shifts = await opportunities.shiftsFacts(scope.db, joined)
  const policy = attendancePolicyAt(scope.now)
  return [...shifts.values()]
    .filter((shift) => isOpen(shift, scope.now, policy))
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
}
