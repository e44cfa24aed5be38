import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Failure } from '#platform/prelude/index.ts'
import { id, text } from '#platform/validation.ts'
import { command, type WriteScope } from '#platform/use-case.ts'
import { checkBinOfKind, contentOf, contentShape } from './content-input.ts'
import { isApplicant, isOfAge } from './policy.ts'
import type { Application, ApplicationContent, Ports } from './ports.ts'
import { takeStep } from './take-step.ts'
import { tellOffice } from './tell-office.ts'

/** Applications of one person that wait for somebody. */
export const OPEN_APPLICATIONS_MAX = 5
export const REASON_CHARS_MAX = 1000

async function whyNotTake(
  { store }: Pick<Ports, 'store'>,
  scope: WriteScope,
  { bin }: ApplicationContent
): Promise<Failure | null> {
  return bin && (await store.holderOfBin(scope.db, bin))
    ? failure.conflict('bin-taken', { field: 'bin' })
    : null
}

/** Asks to be an organiser. */
export const applyAsOrganiser = (ports: Ports) =>
  command({
    name: 'organisers.apply',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object(contentShape).superRefine(checkBinOfKind),
    policy: async (scope) =>
      (await isOfAge(ports, scope, scope.personId)) ? null : failure.forbidden('applicant-under-age'),
    async run(scope, input) {
      const { store } = ports
      await store.lockApplicant(scope.db, scope.personId)
      if ((await store.countOpenOf(scope.db, scope.personId)) >= OPEN_APPLICATIONS_MAX)
        return err(failure.conflict('application-too-many', { args: { max: OPEN_APPLICATIONS_MAX } }))
      const content = contentOf(input)
      const taken = await whyNotTake(ports, scope, content)
      if (taken) return err(taken)
      const application: Application = {
        applicationId: scope.newId(),
        applicantId: scope.personId,
        content,
        state: 'submitted',
        level: 'region',
        createdAt: scope.now,
        submittedAt: scope.now,
        organiserId: null
      }
      await store.addApplication(scope.db, application)
      await store.addStep(scope.db, application.applicationId, {
        stepId: scope.newId(),
        at: scope.now,
        actorId: scope.personId,
        step: 'submit',
        reason: null,
        content
      })
      await tellOffice(ports, scope, application)
      scope.audit({
        action: 'organisers.application-submitted',
        subject: { kind: 'organiser-application', id: application.applicationId },
        before: null,
        after: { ...content, state: application.state, level: application.level }
      })
      return ok({ applicationId: application.applicationId })
    }
  })

/** Hands a returned application in again, mended. */
export const amendApplication = (ports: Ports) =>
  command({
    name: 'organisers.amend-application',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ applicationId: id, ...contentShape }).superRefine(checkBinOfKind),
    policy: isApplicant(ports),
    async run(scope, input) {
      const content = contentOf(input)
      const taken = await whyNotTake(ports, scope, content)
      if (taken) return err(taken)
      const amended = await takeStep(ports, scope, {
        applicationId: input.applicationId,
        step: 'amend',
        content
      })
      if (!amended.ok) return amended
      await tellOffice(ports, scope, amended.value)
      return ok({ applicationId: input.applicationId })
    }
  })

export const withdrawApplication = (ports: Ports) =>
  command({
    name: 'organisers.withdraw-application',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ applicationId: id }),
    policy: isApplicant(ports),
    async run(scope, { applicationId }) {
      const withdrawn = await takeStep(ports, scope, { applicationId, step: 'withdraw' })
      return withdrawn.ok ? ok({ applicationId }) : withdrawn
    }
  })

/** Takes a refusal to the national front office, once. */
export const appealRefusal = (ports: Ports) =>
  command({
    name: 'organisers.appeal-refusal',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ applicationId: id, reason: text(REASON_CHARS_MAX) }),
    policy: isApplicant(ports),
    async run(scope, { applicationId, reason }) {
      const appealed = await takeStep(ports, scope, { applicationId, step: 'appeal', reason })
      if (!appealed.ok) return appealed
      await tellOffice(ports, scope, appealed.value)
      return ok({ applicationId })
    }
  })
