import type { ShiftFacts } from '#features/opportunities/index.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import type { Scope } from '#platform/use-case.ts'
import type { Ports } from './ports.ts'

/** The shift, when the actor is an owner or coordinator of its organiser; else why not. */
export async function shiftForDesk(
  { opportunities, organisers }: Pick<Ports, 'opportunities' | 'organisers'>,
  scope: Scope,
  shiftId: string
): Promise<Result<ShiftFacts>> {
  const shift = await opportunities.shiftFacts(scope.db, shiftId)
  if (!shift) return err(failure.notFound('shift-not-found'))
  const refusal = await organisers.mayManage(scope, shift.organiserId)
  return refusal ? err(refusal) : ok(shift)
}
