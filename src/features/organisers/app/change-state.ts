import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import { id, text } from '#platform/validation.ts'
import { command, type WriteScope } from '#platform/use-case.ts'
import { organiserAfter, type OrganiserStep } from '../domain/organiser.ts'
import { REASON_CHARS_MAX } from './apply.ts'
import { isOwner, mayOversee } from './policy.ts'
import type { Organiser, Ports } from './ports.ts'

const TOLD: Readonly<Record<OrganiserStep, string>> = {
  suspend: 'organiser-suspended',
  resume: 'organiser-resumed',
  close: 'organiser-closed'
}

/** Stops an organiser from acting; its record and its people's hours stay as they are. */
export const suspendOrganiser = (ports: Ports) =>
  command({
    name: 'organisers.suspend',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ organiserId: id, reason: text(REASON_CHARS_MAX) }),
    policy: mayOversee(ports),
    run: (scope, { organiserId, reason }) => change(ports, scope, organiserId, 'suspend', reason)
  })

export const resumeOrganiser = (ports: Ports) =>
  command({
    name: 'organisers.resume',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ organiserId: id, reason: text(REASON_CHARS_MAX) }),
    policy: mayOversee(ports),
    run: (scope, { organiserId, reason }) => change(ports, scope, organiserId, 'resume', reason)
  })

/** Closes an organiser for good, by an owner; its BIN is free for another record afterwards. */
export const closeOrganiser = (ports: Ports) =>
  command({
    name: 'organisers.close',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ organiserId: id, reason: text(REASON_CHARS_MAX) }),
    policy: isOwner(ports),
    run: (scope, { organiserId, reason }) => change(ports, scope, organiserId, 'close', reason)
  })

async function change(
  { store, notices, hasComing, tellSignedUp }: Ports,
  scope: WriteScope,
  organiserId: string,
  step: OrganiserStep,
  reason: string
): Promise<Result<Pick<Organiser, 'organiserId' | 'state'>>> {
  const before = await store.lockOrganiser(scope.db, organiserId)
  if (!before) return err(failure.notFound('organiser-not-found'))
  const state = organiserAfter(before.state, step)
  if (!state) return err(failure.conflict('organiser-moved-on'))
  // Nobody could call an action of a closed organiser off, and people would come to it.
  if (step === 'close' && (await hasComing(scope.db, organiserId, scope.now)))
    return err(failure.conflict('organiser-has-coming-actions'))
  await store.setState(scope.db, organiserId, { state, stateAt: scope.now, stateReason: reason })
  const staff = (await store.staffOf(scope.db, organiserId)).map(({ personId }) => personId)
  await notices.tell(scope, {
    to: staff.filter((personId) => personId !== scope.personId),
    group: 'organiser',
    kind: TOLD[step],
    values: { organiser: before.name, reason },
    path: `/desk/${organiserId}`
  })
  // Nobody else may tell them: whoever works there may not act. A closed one has nothing coming.
  if (step !== 'close')
    await tellSignedUp(scope, before, step === 'suspend' ? 'shifts-suspended' : 'shifts-resumed')
  scope.audit({
    action: `organisers.${TOLD[step]}`,
    subject: { kind: 'organiser', id: organiserId },
    before: { state: before.state, reason: before.stateReason },
    after: { state, reason }
  })
  return ok({ organiserId, state })
}
