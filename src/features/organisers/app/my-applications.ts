import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { dayOf, failure, inForce, err, ok } from '#platform/prelude/index.ts'
import { id } from '#platform/validation.ts'
import { query } from '#platform/use-case.ts'
import {
  DECISION_DAYS,
  stepsFrom,
  waitingOf,
  type ApplicationStep,
  type Waiting
} from '../domain/application.ts'
import { isApplicant } from './policy.ts'
import type { Application, Ports, StepTaken } from './ports.ts'

const MY_APPLICATIONS_MAX = 50
const APPLICANT_STEPS: ReadonlySet<ApplicationStep> = new Set(['submit', 'amend', 'appeal', 'withdraw'])

/** A step as both sides see it: by which of them, never by whom. */
export interface HistoryLine {
  readonly at: Date
  readonly step: ApplicationStep
  readonly by: 'applicant' | 'front-office'
  readonly reason: string | null
}

export const historyOf = (steps: readonly StepTaken[]): HistoryLine[] =>
  steps.map(({ at, step, reason }) => ({
    at,
    step,
    by: APPLICANT_STEPS.has(step) ? 'applicant' : 'front-office',
    reason
  }))

export const waitingAt = (application: Application, now: Date): Waiting =>
  waitingOf(application.submittedAt, now, inForce(DECISION_DAYS, dayOf(now)).value)

/** The person's own applications, the latest first. */
export const listMyApplications = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'organisers.list-my-applications',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run(scope) {
      return ok(await store.applicationsOf(scope.db, scope.personId, MY_APPLICATIONS_MAX))
    }
  })

export interface MyApplication {
  readonly application: Application
  readonly history: readonly HistoryLine[]
  /** What the applicant can do now. */
  readonly steps: readonly ApplicationStep[]
  readonly waiting: Waiting
}

/** One of the person's own applications: how it stands, why, and what can be done. */
export const showMyApplication = (ports: Pick<Ports, 'store'>) =>
  query({
    name: 'organisers.show-my-application',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({ applicationId: id }),
    policy: isApplicant(ports),
    async run(scope, { applicationId }) {
      const application = await ports.store.application(scope.db, applicationId)
      if (!application) return err(failure.notFound('application-not-found'))
      const mine: MyApplication = {
        application,
        history: historyOf(await ports.store.steps(scope.db, applicationId)),
        steps: stepsFrom(application).filter((step) => APPLICANT_STEPS.has(step)),
        waiting: waitingAt(application, scope.now)
      }
      return ok(mine)
    }
  })
