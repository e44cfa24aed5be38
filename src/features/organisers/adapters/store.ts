import { sql, type SelectQueryBuilder } from 'kysely'
import type { RegionCode } from '#features/programmes/index.ts'
import type { Db } from '#platform/database/database.ts'
import { foldWords, LOCALES, type LocalText } from '#platform/prelude/index.ts'
import type {
  AnyInvitation,
  Application,
  ApplicationContent,
  Invitation,
  InvitationEnd,
  NameOrBin,
  OfficeRegion,
  OfficerInvitation,
  Organiser,
  OrganiserBrief,
  OrganiserStore
} from '../app/ports.ts'
import type { ApplicationLevel, ApplicationState, ApplicationStep } from '../domain/application.ts'
import type { OrganiserKind, OrganiserState } from '../domain/organiser.ts'
import type { Role } from '../domain/staff.ts'

export type OrganisersTables = {
  organiser: {
    organiser_id: string
    application_id: string
    kind: OrganiserKind
    bin: string | null
    name: LocalText
    name_folded: string
    about: LocalText
    region_code: RegionCode
    state: OrganiserState
    state_at: Date
    state_reason: string | null
    since: Date
    email: string | null
    phone: string | null
    site: string | null
  }
  organiser_application: {
    application_id: string
    applicant_id: string
    kind: OrganiserKind
    bin: string | null
    name: LocalText
    name_folded: string
    about: LocalText
    region_code: RegionCode
    state: ApplicationState
    level: ApplicationLevel
    created_at: Date
    submitted_at: Date
    organiser_id: string | null
  }
  organiser_application_step: {
    application_id: string
    step_id: string
    at: Date
    actor_id: string
    step: ApplicationStep
    reason: string | null
    content: ApplicationContent | null
  }
  organiser_staff: { person_id: string; organiser_id: string; role: Role; since: Date }
  organiser_invitation: InvitationColumns & { organiser_id: string; role: Role }
  front_office_role: { person_id: string; region_code: OfficeRegion; since: Date }
  front_office_invitation: InvitationColumns & { region_code: OfficeRegion }
}

interface InvitationColumns {
  invitation_id: string
  token_hash: Buffer
  invited_by: string
  created_at: Date
  expires_at: Date
  accepted_by: string | null
  accepted_at: Date | null
  cancelled_at: Date | null
}

const tables = (db: Db) => db.withTables<OrganisersTables>()

const OPEN: readonly ApplicationState[] = ['submitted', 'checked', 'returned']
const QUEUED: readonly ApplicationState[] = ['submitted', 'checked']

/** Names in all their languages, so that a search in one finds them all. */
const foldName = (name: LocalText): string =>
  LOCALES.flatMap((locale) => (name[locale] ? [foldWords(name[locale])] : [])).join(' | ')

const briefOf = (
  row: Pick<OrganisersTables['organiser'], 'organiser_id' | 'kind' | 'name' | 'bin' | 'region_code' | 'state'>
): OrganiserBrief => ({
  organiserId: row.organiser_id,
  kind: row.kind,
  name: row.name,
  bin: row.bin,
  regionCode: row.region_code,
  state: row.state
})

const organiserOf = (row: OrganisersTables['organiser']): Organiser => ({
  ...briefOf(row),
  applicationId: row.application_id,
  about: row.about,
  contact: { email: row.email, phone: row.phone, site: row.site },
  stateAt: row.state_at,
  stateReason: row.state_reason,
  since: row.since
})

const applicationOf = (row: OrganisersTables['organiser_application']): Application => ({
  applicationId: row.application_id,
  applicantId: row.applicant_id,
  content: {
    kind: row.kind,
    bin: row.bin,
    name: row.name,
    about: row.about,
    regionCode: row.region_code
  },
  state: row.state,
  level: row.level,
  createdAt: row.created_at,
  submittedAt: row.submitted_at,
  organiserId: row.organiser_id
})

const contentColumns = ({ kind, bin, name, about, regionCode }: ApplicationContent) => ({
  kind,
  bin,
  name,
  name_folded: foldName(name),
  about,
  region_code: regionCode
})

const anyInvitationOf = (row: InvitationColumns): AnyInvitation => ({
  invitationId: row.invitation_id,
  invitedBy: row.invited_by,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  acceptedAt: row.accepted_at,
  acceptedBy: row.accepted_by,
  cancelledAt: row.cancelled_at
})

const invitationColumns = (invitation: AnyInvitation, tokenHash: Buffer): InvitationColumns => ({
  invitation_id: invitation.invitationId,
  token_hash: tokenHash,
  invited_by: invitation.invitedBy,
  created_at: invitation.createdAt,
  expires_at: invitation.expiresAt,
  accepted_by: invitation.acceptedBy,
  accepted_at: invitation.acceptedAt,
  cancelled_at: invitation.cancelledAt
})

const endColumns = (how: InvitationEnd): Partial<InvitationColumns> =>
  'acceptedBy' in how
    ? { accepted_by: how.acceptedBy, accepted_at: how.at }
    : { cancelled_at: how.cancelledAt }

const invitationOf = (row: OrganisersTables['organiser_invitation']): Invitation => ({
  ...anyInvitationOf(row),
  organiserId: row.organiser_id,
  role: row.role
})

const officerInvitationOf = (row: OrganisersTables['front_office_invitation']): OfficerInvitation => ({
  ...anyInvitationOf(row),
  region: row.region_code
})

/** Narrows a list of organisers or applications to a name or a BIN. A folded text has no wildcard in it. */
function matching<T extends 'organiser' | 'organiser_application', O>(
  query: SelectQueryBuilder<OrganisersTables, T, O>,
  match: NameOrBin | null
): SelectQueryBuilder<OrganisersTables, T, O> {
  if (!match) return query
  return 'bin' in match
    ? query.where(sql<boolean>`bin like ${`${match.bin}%`}`)
    : query.where(sql<boolean>`name_folded like ${`%${match.folded}%`}`)
}

const oneApplication = (db: Db, applicationId: string) =>
  tables(db).selectFrom('organiser_application').selectAll().where('application_id', '=', applicationId)

const oneOrganiser = (db: Db, organiserId: string) =>
  tables(db).selectFrom('organiser').selectAll().where('organiser_id', '=', organiserId)

const BRIEF = ['organiser_id', 'kind', 'name', 'bin', 'region_code', 'state'] as const

export const organiserStore: OrganiserStore = {
  async addApplication(db, application) {
    await tables(db)
      .insertInto('organiser_application')
      .values({
        application_id: application.applicationId,
        applicant_id: application.applicantId,
        ...contentColumns(application.content),
        state: application.state,
        level: application.level,
        created_at: application.createdAt,
        submitted_at: application.submittedAt,
        organiser_id: null
      })
      .execute()
  },

  async application(db, applicationId) {
    const row = await oneApplication(db, applicationId).executeTakeFirst()
    return row ? applicationOf(row) : null
  },

  async lockApplication(db, applicationId) {
    const row = await oneApplication(db, applicationId).forUpdate().executeTakeFirst()
    return row ? applicationOf(row) : null
  },

  async saveApplication(db, application) {
    await tables(db)
      .updateTable('organiser_application')
      .set({
        ...contentColumns(application.content),
        state: application.state,
        level: application.level,
        submitted_at: application.submittedAt,
        organiser_id: application.organiserId
      })
      .where('application_id', '=', application.applicationId)
      .execute()
  },

  async addStep(db, applicationId, step) {
    await tables(db)
      .insertInto('organiser_application_step')
      .values({
        application_id: applicationId,
        step_id: step.stepId,
        at: step.at,
        actor_id: step.actorId,
        step: step.step,
        reason: step.reason,
        content: step.content
      })
      .execute()
  },

  async steps(db, applicationId) {
    const rows = await tables(db)
      .selectFrom('organiser_application_step')
      .selectAll()
      .where('application_id', '=', applicationId)
      .orderBy('step_id')
      .execute()
    return rows.map((row) => ({
      stepId: row.step_id,
      at: row.at,
      actorId: row.actor_id,
      step: row.step,
      reason: row.reason,
      content: row.content
    }))
  },

  async applicationsOf(db, applicantId, count) {
    const rows = await tables(db)
      .selectFrom('organiser_application')
      .selectAll()
      .where('applicant_id', '=', applicantId)
      .orderBy('application_id', 'desc')
      .limit(count)
      .execute()
    return rows.map(applicationOf)
  },

  async lockApplicant(db, applicantId) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`applicant ${applicantId}`}, 0))`.execute(db)
  },

  async countOpenOf(db, applicantId) {
    const { count } = await tables(db)
      .selectFrom('organiser_application')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('applicant_id', '=', applicantId)
      .where('state', 'in', OPEN)
      .executeTakeFirstOrThrow()
    return count
  },

  async queue(db, { regions, match }, after, count) {
    let query = tables(db)
      .selectFrom('organiser_application')
      .selectAll()
      .where('state', 'in', QUEUED)
      .orderBy('submitted_at')
      .orderBy('application_id')
      .limit(count)
    if (regions !== 'all') query = query.where('region_code', 'in', regions).where('level', '=', 'region')
    if (after)
      query = query.where(
        sql<boolean>`(submitted_at, application_id) > (${after.submittedAt}, ${after.applicationId}::uuid)`
      )
    return (await matching(query, match).execute()).map(applicationOf)
  },

  async countOthersWithBin(db, bin, applicationId) {
    const { count } = await tables(db)
      .selectFrom('organiser_application')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('bin', '=', bin)
      .where('state', 'in', OPEN)
      .where('application_id', '!=', applicationId)
      .executeTakeFirstOrThrow()
    return count
  },

  async addOrganiser(db, organiser) {
    const { numInsertedOrUpdatedRows } = await tables(db)
      .insertInto('organiser')
      .values({
        organiser_id: organiser.organiserId,
        application_id: organiser.applicationId,
        ...contentColumns(organiser),
        state: organiser.state,
        state_at: organiser.stateAt,
        state_reason: organiser.stateReason,
        since: organiser.since,
        ...organiser.contact
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow()
    return numInsertedOrUpdatedRows === 1n
  },

  async organiser(db, organiserId) {
    const row = await oneOrganiser(db, organiserId).executeTakeFirst()
    return row ? organiserOf(row) : null
  },

  async lockOrganiser(db, organiserId) {
    const row = await oneOrganiser(db, organiserId).forUpdate().executeTakeFirst()
    return row ? organiserOf(row) : null
  },

  async holderOfBin(db, bin) {
    const row = await tables(db)
      .selectFrom('organiser')
      .select(BRIEF)
      .where('bin', '=', bin)
      .where('state', '!=', 'closed')
      .executeTakeFirst()
    return row ? briefOf(row) : null
  },

  async setContact(db, organiserId, { email, phone, site }) {
    await tables(db)
      .updateTable('organiser')
      .set({ email, phone, site })
      .where('organiser_id', '=', organiserId)
      .execute()
  },

  async setState(db, organiserId, { state, stateAt, stateReason }) {
    await tables(db)
      .updateTable('organiser')
      .set({ state, state_at: stateAt, state_reason: stateReason })
      .where('organiser_id', '=', organiserId)
      .execute()
  },

  async briefs(db, organiserIds) {
    if (!organiserIds.length) return []
    const rows = await tables(db)
      .selectFrom('organiser')
      .select(BRIEF)
      .where('organiser_id', 'in', organiserIds)
      .execute()
    return rows.map(briefOf)
  },

  async directory(db, { regionCode, kind, match, states, regions }, after, count) {
    let query = tables(db)
      .selectFrom('organiser')
      .selectAll()
      .where('state', 'in', states)
      .orderBy('organiser_id', 'desc')
      .limit(count)
    if (regionCode) query = query.where('region_code', '=', regionCode)
    if (regions && regions !== 'all') query = query.where('region_code', 'in', regions)
    if (kind) query = query.where('kind', '=', kind)
    if (after) query = query.where('organiser_id', '<', after)
    return (await matching(query, match).execute()).map(organiserOf)
  },

  async countsByRegion(db) {
    const rows = await tables(db)
      .selectFrom('organiser')
      .select((select) => ['region_code', select.fn.countAll<number>().as('count')])
      .where('state', '=', 'active')
      .groupBy('region_code')
      .execute()
    return new Map(rows.map((row) => [row.region_code, row.count]))
  },

  async roleOf(db, personId, organiserId) {
    const row = await tables(db)
      .selectFrom('organiser_staff')
      .select('role')
      .where('person_id', '=', personId)
      .where('organiser_id', '=', organiserId)
      .executeTakeFirst()
    return row?.role ?? null
  },

  async staffOf(db, organiserId) {
    const rows = await tables(db)
      .selectFrom('organiser_staff')
      .select(['person_id', 'role', 'since'])
      .where('organiser_id', '=', organiserId)
      .orderBy('since')
      .orderBy('person_id')
      .execute()
    return rows.map((row) => ({ personId: row.person_id, role: row.role, since: row.since }))
  },

  async ofPerson(db, personId, count) {
    const rows = await tables(db)
      .selectFrom('organiser_staff')
      .select(['organiser_id', 'role'])
      .where('person_id', '=', personId)
      .orderBy('organiser_id')
      .limit(count)
      .execute()
    return rows.map((row) => ({ organiserId: row.organiser_id, role: row.role }))
  },

  async addStaff(db, organiserId, { personId, role }, since) {
    const { numInsertedOrUpdatedRows } = await tables(db)
      .insertInto('organiser_staff')
      .values({ person_id: personId, organiser_id: organiserId, role, since })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow()
    return numInsertedOrUpdatedRows === 1n
  },

  async setRole(db, organiserId, { personId, role }) {
    await tables(db)
      .updateTable('organiser_staff')
      .set({ role })
      .where('person_id', '=', personId)
      .where('organiser_id', '=', organiserId)
      .execute()
  },

  async removeStaff(db, organiserId, personId) {
    await tables(db)
      .deleteFrom('organiser_staff')
      .where('person_id', '=', personId)
      .where('organiser_id', '=', organiserId)
      .execute()
  },

  async addInvitation(db, invitation, tokenHash) {
    await tables(db)
      .insertInto('organiser_invitation')
      .values({
        ...invitationColumns(invitation, tokenHash),
        organiser_id: invitation.organiserId,
        role: invitation.role
      })
      .execute()
  },

  async invitation(db, organiserId, invitationId) {
    const row = await tables(db)
      .selectFrom('organiser_invitation')
      .selectAll()
      .where('organiser_id', '=', organiserId)
      .where('invitation_id', '=', invitationId)
      .executeTakeFirst()
    return row ? invitationOf(row) : null
  },

  async invitationByToken(db, tokenHash) {
    const row = await tables(db)
      .selectFrom('organiser_invitation')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst()
    return row ? invitationOf(row) : null
  },

  async openInvitations(db, organiserId, now, count) {
    const rows = await tables(db)
      .selectFrom('organiser_invitation')
      .selectAll()
      .where('organiser_id', '=', organiserId)
      .where('accepted_at', 'is', null)
      .where('cancelled_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('invitation_id', 'desc')
      .limit(count)
      .execute()
    return rows.map(invitationOf)
  },

  async endInvitation(db, { organiserId, invitationId }, how) {
    const { numUpdatedRows } = await tables(db)
      .updateTable('organiser_invitation')
      .set(endColumns(how))
      .where('organiser_id', '=', organiserId)
      .where('invitation_id', '=', invitationId)
      .where('accepted_at', 'is', null)
      .where('cancelled_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  async officeRegions(db, personId) {
    const rows = await tables(db)
      .selectFrom('front_office_role')
      .select('region_code')
      .where('person_id', '=', personId)
      .orderBy('region_code')
      .execute()
    const codes = rows.map((row) => row.region_code)
    return codes.includes('all') ? 'all' : (codes as RegionCode[])
  },

  async officersOf(db, region, count) {
    const rows = await tables(db)
      .selectFrom('front_office_role')
      .select('person_id')
      .where('region_code', '=', region)
      .orderBy('person_id')
      .limit(count)
      .execute()
    return rows.map((row) => row.person_id)
  },

  async lockNational(db) {
    await tables(db)
      .selectFrom('front_office_role')
      .select('person_id')
      .where('region_code', '=', 'all')
      .orderBy('person_id')
      .forUpdate()
      .execute()
  },

  async officers(db, count) {
    const rows = await tables(db)
      .selectFrom('front_office_role')
      .selectAll()
      .orderBy('region_code')
      .orderBy('person_id')
      .limit(count)
      .execute()
    return rows.map((row) => ({ personId: row.person_id, region: row.region_code, since: row.since }))
  },

  async addOfficer(db, personId, region, since) {
    const { numInsertedOrUpdatedRows } = await tables(db)
      .insertInto('front_office_role')
      .values({ person_id: personId, region_code: region, since })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow()
    return numInsertedOrUpdatedRows === 1n
  },

  async removeOfficer(db, personId, region) {
    const { numDeletedRows } = await tables(db)
      .deleteFrom('front_office_role')
      .where('person_id', '=', personId)
      .where('region_code', '=', region)
      .executeTakeFirst()
    return numDeletedRows === 1n
  },

  async addOfficerInvitation(db, invitation, tokenHash) {
    await tables(db)
      .insertInto('front_office_invitation')
      .values({ ...invitationColumns(invitation, tokenHash), region_code: invitation.region })
      .execute()
  },

  async officerInvitation(db, invitationId) {
    const row = await tables(db)
      .selectFrom('front_office_invitation')
      .selectAll()
      .where('invitation_id', '=', invitationId)
      .executeTakeFirst()
    return row ? officerInvitationOf(row) : null
  },

  async officerInvitationByToken(db, tokenHash) {
    const row = await tables(db)
      .selectFrom('front_office_invitation')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst()
    return row ? officerInvitationOf(row) : null
  },

  async openOfficerInvitations(db, now, count) {
    const rows = await tables(db)
      .selectFrom('front_office_invitation')
      .selectAll()
      .where('accepted_at', 'is', null)
      .where('cancelled_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('expires_at')
      .limit(count)
      .execute()
    return rows.map(officerInvitationOf)
  },

  async endOfficerInvitation(db, invitationId, how) {
    const { numUpdatedRows } = await tables(db)
      .updateTable('front_office_invitation')
      .set(endColumns(how))
      .where('invitation_id', '=', invitationId)
      .where('accepted_at', 'is', null)
      .where('cancelled_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }
}
