import { err, failure, ok, type Failure, type Result } from '#platform/prelude/index.ts'
import type { Scope } from '#platform/use-case.ts'
import type { Ports, ShiftFacts } from './ports.ts'

type Needs = Pick<Ports, 'store' | 'organisers'>
type OfAction = { actionId: string }

const organiserOf = async ({ store }: Needs, scope: Scope, { actionId }: OfAction): Promise<string | null> =>
  (await store.action(scope.db, actionId))?.organiserId ?? null

/** May create actions for an organiser: its owners and coordinators, while it is active. */
export const managesOrganiser =
  ({ organisers }: Pick<Ports, 'organisers'>) =>
  (scope: Scope, { organiserId }: { organiserId: string }): Promise<Failure | null> =>
    organisers.mayManage(scope, organiserId)

/** May change an action: those who may create one for its organiser. */
export const managesAction =
  (ports: Needs) =>
  async (scope: Scope, input: OfAction): Promise<Failure | null> => {
    const organiserId = await organiserOf(ports, scope, input)
    return organiserId ? ports.organisers.mayManage(scope, organiserId) : failure.notFound('action-not-found')
  }

export const managesShift =
  (ports: Needs) =>
  async (scope: Scope, { shiftId }: { shiftId: string }): Promise<Failure | null> => {
    const managed = await managedShift(ports)(scope, shiftId)
    return managed.ok ? null : managed.error
  }

/** The shift, when the actor is an owner or coordinator of its active organiser; else why not. */
export const managedShift =
  ({ store, organisers }: Needs) =>
  async (scope: Scope, shiftId: string): Promise<Result<ShiftFacts>> => {
    const [shift] = await store.shiftFacts(scope.db, [shiftId])
    if (!shift) return err(failure.notFound('shift-not-found'))
    const refusal = await organisers.mayManage(scope, shift.organiserId)
    return refusal ? err(refusal) : ok(shift)
  }

/** May see the desk of an organiser, without the names of volunteers: everybody who works there. */
export const viewsOrganiser =
  ({ organisers }: Pick<Ports, 'organisers'>) =>
  (scope: Scope, { organiserId }: { organiserId: string }): Promise<Failure | null> =>
    organisers.mayView(scope, organiserId)

export const viewsAction =
  (ports: Needs) =>
  async (scope: Scope, input: OfAction): Promise<Failure | null> => {
    const organiserId = await organiserOf(ports, scope, input)
    return organiserId ? ports.organisers.mayView(scope, organiserId) : failure.notFound('action-not-found')
  }
