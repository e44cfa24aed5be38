import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import { id, optionalText } from '#platform/validation.ts'
import { command, type WriteScope } from '#platform/use-case.ts'
import { needsReason } from '../domain/application.ts'
import { NO_CONTACT } from '../domain/contact.ts'
import { REASON_CHARS_MAX } from './apply.ts'
import { mayDecide } from './policy.ts'
import type { Application, Organiser, Ports } from './ports.ts'
import { takeStep } from './take-step.ts'

export const DECISIONS = ['approve', 'return', 'refuse'] as const
export type Decision = (typeof DECISIONS)[number]

const TOLD: Readonly<Record<Decision, string>> = {
  approve: 'organiser-application-approved',
  return: 'organiser-application-returned',
  refuse: 'organiser-application-refused'
}

/** Notes that the office has compared the application with the register and with the person. */
export const checkApplication = (ports: Ports) =>
  command({
    name: 'organisers.check-application',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ applicationId: id }),
    policy: mayDecide(ports),
    async run(scope, { applicationId }) {
      const checked = await takeStep(ports, scope, { applicationId, step: 'check' })
      return checked.ok ? ok({ applicationId }) : checked
    }
  })

/** Approves an application, returns it to be mended, or refuses it; the last two with the reason. */
export const decideApplication = (ports: Ports) =>
  command({
    name: 'organisers.decide-application',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z
      .object({
        applicationId: id,
        decision: z.enum(DECISIONS),
        reason: optionalText(REASON_CHARS_MAX)
      })
      .superRefine(({ decision, reason }, context) => {
        if (needsReason(decision) && !reason)
          context.addIssue({ code: 'custom', message: 'application-reason-required', path: ['reason'] })
      }),
    policy: mayDecide(ports),
    async run(scope, { applicationId, decision, reason }) {
      const organiserId = decision === 'approve' ? scope.newId() : undefined
      const decided = await takeStep(ports, scope, { applicationId, step: decision, reason, organiserId })
      if (!decided.ok) return decided
      const application = decided.value
      if (organiserId) {
        const entered = await enter(ports, scope, application, organiserId)
        if (!entered.ok) return entered
      }
      await ports.notices.tell(scope, {
        to: application.applicantId,
        group: 'organiser',
        kind: TOLD[decision],
        values: { organiser: application.content.name, reason: reason ?? '' },
        path: organiserId ? `/desk/${organiserId}` : `/organisers/apply/${applicationId}`
      })
      return ok({ applicationId, state: application.state, organiserId: organiserId ?? null })
    }
  })

/** Enters the organiser of an approved application, with its applicant as the first owner. */
async function enter(
  { store }: Ports,
  scope: WriteScope,
  { applicationId, applicantId, content }: Application,
  organiserId: string
): Promise<Result<Organiser>> {
  const organiser: Organiser = {
    organiserId,
    applicationId,
    ...content,
    contact: NO_CONTACT,
    state: 'active',
    stateAt: scope.now,
    stateReason: null,
    since: scope.now
  }
  if (!(await store.addOrganiser(scope.db, organiser))) return err(failure.conflict('bin-taken'))
  await store.addStaff(scope.db, organiserId, { personId: applicantId, role: 'owner' }, scope.now)
  scope.audit({
    action: 'organisers.organiser-entered',
    subject: { kind: 'organiser', id: organiserId },
    before: null,
    after: { ...content, state: organiser.state, owner: applicantId }
  })
  return ok(organiser)
}
