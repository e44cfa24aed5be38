import assert from 'node:assert/strict'
import { perform, type Command, type Query } from '#platform/use-case.ts'
import type { z } from 'zod'
import { aConfirmedContribution } from '../support/contributions.ts'
import { cookieFor } from '../support/http.ts'
import { takeIntoLog } from '../support/ledger-world.ts'
import { aShift, signedUp } from '../support/opportunities.ts'
import { anOrganiser, frontOfficer } from '../support/organisers.ts'
import { aPerson } from '../support/people.ts'
import type { TestWorld } from '../support/world.ts'

/** Everybody a route may meet. The organiser, its action and the application stand in region 71. */
export const ROLES = [
  'anonymous',
  /** Whose sign-up, contribution, extract, application, notice and session it is. */
  'holder',
  /** Another volunteer, with nothing to do with any of it. */
  'stranger',
  'minor',
  'guardian',
  'owner',
  'coordinator',
  'viewer',
  /** Owner of another organiser. */
  'rival',
  'officer',
  'officer-elsewhere',
  'national'
] as const
export type Role = (typeof ROLES)[number]

/** The ids of all that happened, by the names that paths give them. */
export interface Facts {
  readonly people: Record<Exclude<Role, 'anonymous'>, string>
  readonly organiserId: string
  readonly applicationId: string
  readonly invitationId: string
  readonly token: string
  readonly officeInvitationId: string
  readonly officeToken: string
  readonly actionId: string
  readonly shiftId: string
  readonly contributionId: string
  readonly extractId: string
  readonly extractToken: string
  readonly paperId: string
  readonly offerId: string
  readonly readingId: string
  readonly noticeId: string
  readonly sessionId: string
  readonly guardianInvitationId: string
  readonly guardianToken: string
  readonly guardianshipId: string
  readonly consentVersion: string
  readonly searchId: string
  /** The world's clock when all this had happened. */
  readonly at: string
}

/** Lives through one of everything, by the real use cases. */
export async function makeCast(world: TestWorld): Promise<Facts> {
  const { app } = world
  const as = async <P extends z.ZodType, O>(
    personId: string,
    what: Query<P, O> | Command<P, O>,
    input: unknown
  ) => {
    const done = await perform(app.runtime, world.actor(personId), what, input)
    assert.ok(done.ok, `${what.name}: ${JSON.stringify(done)}`)
    return done.value
  }
  const last = (path: string): string => path.split('/').at(-1)!

  const { organiserId, ownerId: owner } = await anOrganiser(world, { region: '71' })
  const { ownerId: rival } = await anOrganiser(world, { region: '75' })
  const [holder, stranger, guardian] = [await aPerson(world), await aPerson(world), await aPerson(world)]
  const minor = await aPerson(world, { birthDate: '2012-05-05' })
  const [coordinator, viewer] = [await aPerson(world), await aPerson(world)]

  const { commands: run, queries } = app.organisers
  const invite = async (role: string) => {
    const { invitationId } = await as(owner, run.invite, { organiserId, role })
    const { invitations } = await as(owner, queries.staff, { organiserId })
    const shown = invitations.find((one) => one.invitationId === invitationId)
    return { invitationId, token: shown!.token }
  }
  for (const [person, role] of [
    [coordinator, 'coordinator'],
    [viewer, 'viewer']
  ] as const)
    await as(person, run.acceptInvitation, { token: (await invite(role)).token })
  const { invitationId, token } = await invite('viewer')
  const { applicationId } = await as(holder, run.apply, {
    kind: 'initiative-group',
    name: { kk: 'Жақсы көршілер' },
    about: { kk: 'Көршілерге көмектесеміз.' },
    regionCode: '71'
  })

  const { contributionId } = await aConfirmedContribution(world, {
    personId: holder,
    organiserId,
    coordinatorId: coordinator
  })
  await takeIntoLog(app)
  const { actionId, shiftId } = await aShift(world, { organiserId, coordinatorId: coordinator })
  await signedUp(world, holder, shiftId)
  await as(holder, app.opportunities.commands.startFeed, {})
  const { searchId } = await as(holder, app.opportunities.commands.saveSearch, {
    name: 'Астанадағы акциялар',
    region: '71'
  })

  const passport = app.passport
  const { extractId } = await as(holder, passport.commands.makeExtract, {
    purpose: 'grant',
    reader: 'Комиссия',
    list: true,
    validDays: 30
  })
  const extract = await as(holder, passport.queries.myExtract, { extractId })
  const extractToken = last(extract.link)
  const { readingId } = await as(stranger, passport.queries.readExtract, { token: extractToken })

  const { extractId: paperId } = await as(holder, passport.commands.makePaper, {})
  const { offerId } = await as(holder, app.credentials.commands.offerToWallet, {})

  const people = app.people
  const wardLink = async () => {
    const { invitationId } = await as(minor, people.commands.inviteGuardian, { organiserId })
    const { invitations } = await as(minor, people.queries.myGuardians, {})
    return { invitationId, token: last(invitations.find((one) => one.invitationId === invitationId)!.link) }
  }
  const confirmed = await as(guardian, people.commands.confirmGuardianship, {
    token: (await wardLink()).token
  })
  const other = await anOrganiser(world, { region: '71' })
  const { invitationId: guardianInvitationId } = await as(minor, people.commands.inviteGuardian, {
    organiserId: other.organiserId
  })
  const open = await as(minor, people.queries.myGuardians, {})
  const guardianToken = last(open.invitations.find((one) => one.invitationId === guardianInvitationId)!.link)

  const inbox = await as(holder, app.notices.queries.myNotices, {})
  const sessionId = (await cookieFor(world, holder)).split('.')[1]!
  const consent = await as(holder, people.queries.myConsent, {})
  const national = await frontOfficer(world, 'all')
  const { invitationId: officeInvitationId } = await as(national, run.inviteOfficer, { region: '55' })
  const { invitations: offices } = await as(national, queries.officers, {})

  return {
    people: {
      holder,
      stranger,
      minor,
      guardian,
      owner,
      coordinator,
      viewer,
      rival,
      officer: await frontOfficer(world, '71'),
      'officer-elsewhere': await frontOfficer(world, '75'),
      national
    },
    organiserId,
    applicationId,
    invitationId,
    token,
    officeInvitationId,
    officeToken: offices[0]!.token,
    actionId,
    shiftId,
    contributionId,
    extractId,
    extractToken,
    paperId,
    offerId,
    readingId: readingId!,
    noticeId: inbox.items[0]!.noticeId,
    sessionId,
    guardianInvitationId,
    guardianToken,
    guardianshipId: confirmed.guardianshipId,
    consentVersion: consent.terms.version,
    searchId,
    at: world.now().toISOString()
  }
}
