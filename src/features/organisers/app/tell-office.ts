import type { WriteScope } from '#platform/use-case.ts'
import type { Application, OfficeRegion, Ports } from './ports.ts'

/** People of one office who are told of an application. */
const OFFICERS_TOLD_MAX = 50

/** Tells the office whose turn it is; a region without a front office is served by the national one. */
export async function tellOffice(
  { store, notices }: Pick<Ports, 'store' | 'notices'>,
  scope: WriteScope,
  { applicationId, applicantId, content, level }: Application
): Promise<void> {
  // Nobody decides on their own application: where the applicant is the office, there is none.
  const othersIn = async (region: OfficeRegion) =>
    (await store.officersOf(scope.db, region, OFFICERS_TOLD_MAX)).filter((officer) => officer !== applicantId)
  const regional = level === 'region' ? await othersIn(content.regionCode) : []
  await notices.tell(scope, {
    to: regional.length ? regional : await othersIn('all'),
    group: 'organiser',
    kind: level === 'region' ? 'organiser-application-handed-in' : 'organiser-application-appealed',
    values: { organiser: content.name },
    path: `/office/applications/${applicationId}`
  })
}
