import { shortName } from '#features/people/index.ts'
import { err, failure, ok, type Failure, type Result } from '#platform/prelude/index.ts'
import type { Scope } from '#platform/use-case.ts'
import type { ConfirmerRole, Ports } from './ports.ts'

/** Who decides: the actor, in the role in which they may. */
export interface Confirmer {
  readonly confirmerId: string
  readonly confirmerRole: ConfirmerRole
  readonly confirmerName: string
}

/** The actor as a confirmer for an organiser: its owner or coordinator while it is active; else why not. */
export async function confirmerFor(
  { organisers, people }: Pick<Ports, 'organisers' | 'people'>,
  scope: Scope,
  organiserId: string
): Promise<Result<Confirmer>> {
  const refusal = await organisers.mayManage(scope, organiserId)
  if (refusal) return err(refusal)
  const role = await organisers.roleOf(scope.db, scope.personId, organiserId)
  // Between the two questions the role may have been taken away.
  if (role !== 'owner' && role !== 'coordinator') return err(failure.forbidden('organiser-role-too-small'))
  const card = (await people.cards(scope.db, [scope.personId])).get(scope.personId)
  return ok({
    confirmerId: scope.personId,
    confirmerRole: role,
    confirmerName: card ? shortName(card) : ''
  })
}

/**
 * Why the actor decides nothing about some people although they may for the organiser, by person: nobody confirms
 * themselves or their ward.
 */
export async function separationOfDuties(
  { people }: Pick<Ports, 'people'>,
  scope: Scope,
  personIds: readonly string[]
): Promise<ReadonlyMap<string, Failure>> {
  const refusals = new Map<string, Failure>()
  for (const wardId of await people.wardsAmong(scope.db, scope.personId, personIds))
    refusals.set(wardId, failure.forbidden('hours-of-ward'))
  if (personIds.includes(scope.personId)) refusals.set(scope.personId, failure.forbidden('hours-of-oneself'))
  return refusals
}
