import type { RegionCode } from '#features/programmes/index.ts'
import type { Db } from '#platform/database/database.ts'
import { dayOf, inForce } from '#platform/prelude/index.ts'
import { amendApplication, appealRefusal, applyAsOrganiser, withdrawApplication } from './app/apply.ts'
import { closeOrganiser, resumeOrganiser, suspendOrganiser } from './app/change-state.ts'
import { checkApplication, decideApplication } from './app/decide.ts'
import { listMyOrganisers, MEMBERSHIPS_MAX, showDesk } from './app/desk.ts'
import { countByRegion, searchOrganisers, showOrganiser } from './app/directory.ts'
import { acceptInvitation, cancelInvitation, invite, showInvitation } from './app/invite.ts'
import { listMyApplications, showMyApplication } from './app/my-applications.ts'
import { listOverseen, listQueue, showApplication, showOverseen } from './app/office.ts'
import {
  cancelOfficerInvitation,
  dismissOfficer,
  inviteOfficer,
  joinOffice,
  listOfficers,
  showOfficerInvitation
} from './app/officers.ts'
import { mayManage, mayView } from './app/policy.ts'
import type { Membership, OrganiserBrief, OfficeRegion, Ports } from './app/ports.ts'
import { setContact } from './app/set-contact.ts'
import { changeRole, listStaff, removeStaff } from './app/staff.ts'
import { DECISION_DAYS } from './domain/application.ts'
import type { OfficeRegions } from './domain/office.ts'
import type { Role, StaffMember } from './domain/staff.ts'

/** Organisers: organisations, initiative groups and state bodies, who works in them, and the front offices. */
export function createOrganisers(ports: Ports) {
  const { store } = ports
  return {
    commands: {
      apply: applyAsOrganiser(ports),
      amend: amendApplication(ports),
      withdraw: withdrawApplication(ports),
      appeal: appealRefusal(ports),
      check: checkApplication(ports),
      decide: decideApplication(ports),
      suspend: suspendOrganiser(ports),
      resume: resumeOrganiser(ports),
      close: closeOrganiser(ports),
      setContact: setContact(ports),
      invite: invite(ports),
      cancelInvitation: cancelInvitation(ports),
      acceptInvitation: acceptInvitation(ports),
      changeRole: changeRole(ports),
      removeStaff: removeStaff(ports),
      inviteOfficer: inviteOfficer(ports),
      cancelOfficerInvitation: cancelOfficerInvitation(ports),
      joinOffice: joinOffice(ports),
      dismissOfficer: dismissOfficer(ports)
    },
    queries: {
      search: searchOrganisers(ports),
      organiser: showOrganiser(ports),
      countsByRegion: countByRegion(ports),
      mine: listMyOrganisers(ports),
      desk: showDesk(ports),
      staff: listStaff(ports),
      invitation: showInvitation(ports),
      myApplications: listMyApplications(ports),
      myApplication: showMyApplication(ports),
      queue: listQueue(ports),
      application: showApplication(ports),
      overseenList: listOverseen(ports),
      overseen: showOverseen(ports),
      officers: listOfficers(ports),
      officerInvitation: showOfficerInvitation(ports)
    },

    mayManage: mayManage(ports),
    mayView: mayView(ports),

    roleOf: (db: Db, personId: string, organiserId: string): Promise<Role | null> =>
      store.roleOf(db, personId, organiserId),

    /** Organisers by id; ids of none are left out. */
    async briefs(db: Db, organiserIds: readonly string[]): Promise<Map<string, OrganiserBrief>> {
      const briefs = await store.briefs(db, organiserIds)
      return new Map(briefs.map((brief) => [brief.organiserId, brief]))
    },

    /** Everybody who works for an organiser, owners among them. */
    async staffOf(db: Db, organiserId: string): Promise<StaffMember[]> {
      const staff = await store.staffOf(db, organiserId)
      return staff.map(({ personId, role }) => ({ personId, role }))
    },

    ofPerson: (db: Db, personId: string): Promise<Membership[]> =>
      store.ofPerson(db, personId, MEMBERSHIPS_MAX),

    /** Regions that the person serves as a front office; 'all' for the national one, none for everybody else. */
    frontOfficeRegions: (db: Db, personId: string): Promise<OfficeRegions<RegionCode>> =>
      store.officeRegions(db, personId),

    /** Puts somebody into a front office: how the first of the national one begins. The others come by a link. */
    async appointOfficer(db: Db, personId: string, region: OfficeRegion, since: Date): Promise<void> {
      await store.addOfficer(db, personId, region, since)
    }
  }
}

/** Calendar days in which a front office answers an application handed in now. */
export const decisionDays = (now: Date): number => inForce(DECISION_DAYS, dayOf(now)).value

export type Organisers = ReturnType<typeof createOrganisers>
export { DECISIONS, type Decision } from './app/decide.ts'
export type { Desk } from './app/desk.ts'
export type { ShownInvitation } from './app/invite.ts'
export type { HistoryLine } from './app/my-applications.ts'
export type { OfficeApplication, QueuedApplication } from './app/office.ts'
export type { OfficersPage } from './app/officers.ts'
export type { Application, ApplicationContent, Organiser, OrganiserBrief, OfficeRegion } from './app/ports.ts'
export type { ApplicationState, ApplicationStep } from './domain/application.ts'
export { INVITATION_DAYS } from './domain/invitation.ts'
export { generateBin } from './domain/bin.ts'
export { ORGANISER_KINDS, type OrganiserKind, type OrganiserState } from './domain/organiser.ts'
export { manages, ROLES, type Role } from './domain/staff.ts'
export { organisersWords } from './messages/index.ts'
