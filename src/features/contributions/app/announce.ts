import type { WriteScope } from '#platform/use-case.ts'
import type { Contribution, Ports } from './ports.ts'

/** The mutation, typed as it was and as it is. */
export function auditVersion(scope: WriteScope, before: Contribution | null, after: Contribution): void {
  const facts = (one: Contribution) => ({
    personId: one.personId,
    shiftId: one.shiftId,
    version: one.version,
    status: one.status,
    minutes: one.minutes,
    grade: one.grade,
    reason: one.reason
  })
  scope.audit({
    action: `contributions.${PAST[after.decision]}`,
    subject: { kind: 'contribution', id: after.contributionId },
    before: before && facts(before),
    after: facts(after)
  })
}

const PAST = { confirm: 'confirmed', reject: 'rejected', amend: 'amended', revoke: 'revoked' } as const

/** Tells the volunteer what was decided, by whom, and why where there is a reason. */
export async function tellOutcome({ notices }: Pick<Ports, 'notices'>, scope: WriteScope, one: Contribution) {
  const kind =
    one.decision === 'confirm' ? (one.reason ? 'hours-adjusted' : 'hours-confirmed') : KINDS[one.decision]
  await notices.tell(scope, {
    to: one.personId,
    group: 'hours',
    kind,
    values: {
      title: one.title,
      volume: { minutes: one.minutes },
      name: one.confirmerName,
      ...(one.reason ? { reason: one.reason } : {})
    },
    path: '/me/hours'
  })
}

const KINDS = { reject: 'hours-rejected', amend: 'hours-amended', revoke: 'hours-revoked' } as const
