import type { WriteScope } from '#platform/use-case.ts'
import type { Application, Ports } from './ports.ts'

/** People of one office who are told of an application. */
const OFFICERS_TOLD_MAX = 50

/** Tells the office whose turn it is; a region without a front office is served by the national one. */
export async function tellOffice(
  { store, notices }: Pick<Ports, 'store' | 'notices'>,
  scope: WriteScope,
  { applicationId, applicantId, content, level }: Application
): Promise<void> {
  const regional =
    level === 'region' ? await store.officersOf(scope.db, content.regionCode, OFFICERS_TOLD_MAX) : []
  const officers = regional.length ? regional : await store.officersOf(scope.db, 'all', OFFICERS_TOLD_MAX)
  await notices.tell(scope, {
    to: officers.filter((officer) => officer !== applicantId),
    group: 'organiser',
    kind: level === 'region' ? 'organiser-application-handed-in' : 'organiser-application-appealed',
    values: { organiser: content.name },
    path: `/office/applications/${applicationId}`
  })
}
