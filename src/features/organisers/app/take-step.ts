import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import type { WriteScope } from '#platform/use-case.ts'
import { standingAfter, type ApplicationStep } from '../domain/application.ts'
import type { Application, ApplicationContent, Ports } from './ports.ts'

interface Step {
  readonly applicationId: string
  readonly step: ApplicationStep
  readonly reason?: string | undefined
  /** The new content, when the step says it anew. */
  readonly content?: ApplicationContent
  readonly organiserId?: string
}

/** Takes a step of an application: held against others, checked against the rules, written down, audited. */
export async function takeStep(
  { store }: Pick<Ports, 'store'>,
  scope: WriteScope,
  { applicationId, step, reason, content, organiserId }: Step
): Promise<Result<Application>> {
  const before = await store.lockApplication(scope.db, applicationId)
  if (!before) return err(failure.notFound('application-not-found'))
  const standing = standingAfter(before, step)
  if (!standing) return err(failure.conflict('application-moved-on'))
  const handedIn = step === 'amend' || step === 'appeal'
  const after: Application = {
    ...before,
    ...standing,
    content: content ?? before.content,
    submittedAt: handedIn ? scope.now : before.submittedAt,
    organiserId: organiserId ?? before.organiserId
  }
  await store.saveApplication(scope.db, after)
  await store.addStep(scope.db, applicationId, {
    stepId: scope.newId(),
    at: scope.now,
    actorId: scope.personId,
    step,
    reason: reason ?? null,
    content: content ?? null
  })
  scope.audit({
    action: `organisers.application-${PAST[step]}`,
    subject: { kind: 'organiser-application', id: applicationId },
    before: { ...before.content, state: before.state, level: before.level },
    after: { ...after.content, state: after.state, level: after.level, reason: reason ?? null }
  })
  return ok(after)
}

const PAST: Readonly<Record<ApplicationStep, string>> = {
  submit: 'submitted',
  check: 'checked',
  approve: 'approved',
  return: 'returned',
  refuse: 'refused',
  amend: 'amended',
  appeal: 'appealed',
  withdraw: 'withdrawn'
}
