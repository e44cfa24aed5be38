import { isAdult } from '#features/people/index.ts'
import { dayOf, failure, type Failure } from '#platform/prelude/index.ts'
import type { Scope } from '#platform/use-case.ts'
import { serves, servesAny } from '../domain/office.ts'
import { whyNotActive } from '../domain/organiser.ts'
import { manages, type StaffMember } from '../domain/staff.ts'
import type { Application, Ports } from './ports.ts'

type Store = Pick<Ports, 'store'>
type OfOrganiser = { organiserId: string }
type OfApplication = { applicationId: string }

/** Whoever answers for an organiser or serves in a front office is of age: full capacity at 18 (Civil Code, art. 17). */
export async function isOfAge(
  { people }: Pick<Ports, 'people'>,
  scope: Scope,
  personId: string
): Promise<boolean> {
  const card = (await people.cards(scope.db, [personId])).get(personId)
  return card !== undefined && isAdult(card.birthDate, dayOf(scope.now))
}

/** Why somebody may not have a role at an organiser: an owner answers for it. */
export const whyNotRole = async (
  ports: Pick<Ports, 'people'>,
  scope: Scope,
  { personId, role }: StaffMember
): Promise<Failure | null> =>
  role !== 'owner' || (await isOfAge(ports, scope, personId)) ? null : failure.conflict('owner-not-adult')

/** May see the desk of an organiser: anyone who works there, whatever has become of it. */
export const mayView =
  ({ store }: Store) =>
  async (scope: Scope, organiserId: string): Promise<Failure | null> =>
    (await store.roleOf(scope.db, scope.personId, organiserId))
      ? null
      : failure.forbidden('organiser-not-yours')

/** May run actions of an organiser: its owners and coordinators, while it is active. */
export const mayManage =
  ({ store }: Store) =>
  async (scope: Scope, organiserId: string): Promise<Failure | null> => {
    const role = await store.roleOf(scope.db, scope.personId, organiserId)
    if (!role) return failure.forbidden('organiser-not-yours')
    if (!manages(role)) return failure.forbidden('organiser-role-too-small')
    const [brief] = await store.briefs(scope.db, [organiserId])
    return brief ? whyNotActive(brief.state) : failure.notFound('organiser-not-found')
  }

/** May say who works for an organiser: its owners. */
export const isOwner =
  ({ store }: Store) =>
  async (scope: Scope, { organiserId }: OfOrganiser): Promise<Failure | null> => {
    const role = await store.roleOf(scope.db, scope.personId, organiserId)
    if (!role) return failure.forbidden('organiser-not-yours')
    return role === 'owner' ? null : failure.forbidden('organiser-owners-only')
  }

/** Serves in a front office, of whatever region. */
export const isOfficer =
  ({ store }: Store) =>
  async (scope: Scope): Promise<Failure | null> =>
    servesAny(await store.officeRegions(scope.db, scope.personId))
      ? null
      : failure.forbidden('front-office-only')

/** Serves in the national front office, which says who serves in the others. */
export const isNational =
  ({ store }: Store) =>
  async (scope: Scope): Promise<Failure | null> =>
    (await store.officeRegions(scope.db, scope.personId)) === 'all'
      ? null
      : failure.forbidden('front-office-national-only')

/** Serves in the front office of this organiser's region and does not work for it. */
export const mayOversee =
  ({ store }: Store) =>
  async (scope: Scope, { organiserId }: OfOrganiser): Promise<Failure | null> => {
    const regions = await store.officeRegions(scope.db, scope.personId)
    if (!servesAny(regions)) return failure.forbidden('front-office-only')
    const [brief] = await store.briefs(scope.db, [organiserId])
    if (!brief) return failure.notFound('organiser-not-found')
    if (!serves(regions, brief.regionCode)) return failure.forbidden('front-office-other-region')
    return (await store.roleOf(scope.db, scope.personId, organiserId))
      ? failure.forbidden('front-office-own-organiser')
      : null
  }

/** Is the one who applied. To everybody else the application is not there. */
export const isApplicant =
  ({ store }: Store) =>
  async (scope: Scope, { applicationId }: OfApplication): Promise<Failure | null> => {
    const application = await store.application(scope.db, applicationId)
    return application?.applicantId === scope.personId ? null : failure.notFound('application-not-found')
  }

/** May read an application at the office: that of its region, or the national one. */
export const mayReadApplication =
  ({ store }: Store) =>
  async (scope: Scope, { applicationId }: OfApplication): Promise<Failure | null> => {
    const regions = await store.officeRegions(scope.db, scope.personId)
    if (!servesAny(regions)) return failure.forbidden('front-office-only')
    const application = await store.application(scope.db, applicationId)
    if (!application) return failure.notFound('application-not-found')
    return serves(regions, application.content.regionCode)
      ? null
      : failure.forbidden('front-office-other-region')
  }

/**
 * May decide an application: its office, but never the applicant; and after an appeal the national office, but
 * nobody who has already refused it.
 */
export const mayDecide =
  (ports: Store) =>
  async (scope: Scope, input: OfApplication): Promise<Failure | null> => {
    const unread = await mayReadApplication(ports)(scope, input)
    if (unread) return unread
    const application = (await ports.store.application(scope.db, input.applicationId))!
    return whyNotDecide(ports, scope, application)
  }

export async function whyNotDecide(
  { store }: Store,
  scope: Scope,
  application: Application
): Promise<Failure | null> {
  if (application.applicantId === scope.personId) return failure.forbidden('application-own')
  if (application.level === 'region') return null
  if ((await store.officeRegions(scope.db, scope.personId)) !== 'all')
    return failure.forbidden('application-appealed')
  const steps = await store.steps(scope.db, application.applicationId)
  return steps.some(({ step, actorId }) => step === 'refuse' && actorId === scope.personId)
    ? failure.forbidden('application-refused-by-you')
    : null
}
