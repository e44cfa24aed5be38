import { z } from 'zod'
import { REGION_CODES } from '#features/programmes/index.ts'
import { endpoint, localTextOut, pageOut, type Endpoint } from '#platform/http/endpoint.ts'
import type { LocalText } from '#platform/prelude/index.ts'
import type { Application, ApplicationContent, Organiser, OrganiserBrief } from '../app/ports.ts'
import type { HistoryLine } from '../app/my-applications.ts'
import { APPLICATION_STATES, APPLICATION_STEPS, type Waiting } from '../domain/application.ts'
import type { Contact } from '../domain/contact.ts'
import { ORGANISER_KINDS, ORGANISER_STATES } from '../domain/organiser.ts'
import { ROLES } from '../domain/staff.ts'
import type { Organisers } from '../index.ts'

const instant = z.iso.datetime()
const regionCode = z.enum(REGION_CODES)
const regions = z.union([z.literal('all'), z.array(regionCode)])
const officeRegion = z.enum(['all', ...REGION_CODES])

const textOf = ({ kk, ru, en }: LocalText) => ({ kk, ru, en })

const briefOut = z.object({
  organiserId: z.uuid(),
  kind: z.enum(ORGANISER_KINDS),
  name: localTextOut,
  bin: z.string().nullable(),
  regionCode,
  state: z.enum(ORGANISER_STATES)
})
const presentBrief = (brief: OrganiserBrief) => ({
  organiserId: brief.organiserId,
  kind: brief.kind,
  name: textOf(brief.name),
  bin: brief.bin,
  regionCode: brief.regionCode,
  state: brief.state
})

/** What everybody may see; why an organiser was suspended is between it and its front office. */
const contactOut = z.object({
  email: z.string().nullable(),
  phone: z.string().nullable(),
  site: z.string().nullable()
})
const presentContact = ({ email, phone, site }: Contact) => ({ email, phone, site })

const publicOut = briefOut.extend({ about: localTextOut, contact: contactOut, since: instant })
const presentPublic = (organiser: Organiser) => ({
  ...presentBrief(organiser),
  about: textOf(organiser.about),
  contact: presentContact(organiser.contact),
  since: organiser.since.toISOString()
})

const insideOut = publicOut.extend({ stateAt: instant, stateReason: z.string().nullable() })
const presentInside = (organiser: Organiser) => ({
  ...presentPublic(organiser),
  stateAt: organiser.stateAt.toISOString(),
  stateReason: organiser.stateReason
})

const contentOut = z.object({
  kind: z.enum(ORGANISER_KINDS),
  bin: z.string().nullable(),
  name: localTextOut,
  about: localTextOut,
  regionCode
})
const presentContent = (content: ApplicationContent) => ({
  kind: content.kind,
  bin: content.bin,
  name: textOf(content.name),
  about: textOf(content.about),
  regionCode: content.regionCode
})

const applicationOut = z.object({
  applicationId: z.uuid(),
  content: contentOut,
  state: z.enum(APPLICATION_STATES),
  level: z.enum(['region', 'national']),
  createdAt: instant,
  submittedAt: instant,
  organiserId: z.uuid().nullable()
})
const presentApplication = (application: Application) => ({
  applicationId: application.applicationId,
  content: presentContent(application.content),
  state: application.state,
  level: application.level,
  createdAt: application.createdAt.toISOString(),
  submittedAt: application.submittedAt.toISOString(),
  organiserId: application.organiserId
})

const waitingOut = z.object({ days: z.int(), dueAt: instant, overdue: z.boolean() })
const presentWaiting = ({ days, dueAt, overdue }: Waiting) => ({ days, dueAt: dueAt.toISOString(), overdue })

const historyOut = z.array(
  z.object({
    at: instant,
    step: z.enum(APPLICATION_STEPS),
    by: z.enum(['applicant', 'front-office']),
    reason: z.string().nullable()
  })
)
const presentHistory = (history: readonly HistoryLine[]) =>
  history.map(({ at, step, by, reason }) => ({ at: at.toISOString(), step, by, reason }))

const applicationRef = z.object({ applicationId: z.uuid() })
const presentApplicationRef = ({ applicationId }: { applicationId: string }) => ({ applicationId })
const stateOut = z.object({ organiserId: z.uuid(), state: z.enum(ORGANISER_STATES) })
const presentState = ({ organiserId, state }: Pick<Organiser, 'organiserId' | 'state'>) => ({
  organiserId,
  state
})

export function organisersApi({ queries, commands }: Organisers): Endpoint[] {
  const tag = 'organisers'
  return [
    endpoint({
      method: 'get',
      path: '/organisers',
      summary: 'Search active organisers by name, BIN, region and kind',
      tag,
      useCase: queries.search,
      output: pageOut(publicOut),
      present: ({ items, next }) => ({ items: items.map(presentPublic), next })
    }),
    endpoint({
      method: 'get',
      path: '/organisers/{organiserId}',
      summary: 'Show an organiser',
      tag,
      useCase: queries.organiser,
      output: publicOut,
      present: presentPublic
    }),
    endpoint({
      method: 'get',
      path: '/organiser-counts',
      summary: 'Count active organisers by region',
      tag,
      useCase: queries.countsByRegion,
      output: z.object({ regions: z.array(z.object({ regionCode, organisers: z.int() })) }),
      present: (counts) => ({
        regions: REGION_CODES.map((code) => ({ regionCode: code, organisers: counts.get(code) ?? 0 }))
      })
    }),
    endpoint({
      method: 'get',
      path: '/me/organisers',
      summary: 'List the organisers that I work for',
      tag,
      useCase: queries.mine,
      output: z.object({ items: z.array(z.object({ organiser: briefOut, role: z.enum(ROLES) })) }),
      present: (mine) => ({
        items: mine.map(({ organiser, role }) => ({ organiser: presentBrief(organiser), role }))
      })
    }),
    endpoint({
      method: 'get',
      path: '/organisers/{organiserId}/desk',
      summary: 'Show the desk of an organiser that I work for',
      tag,
      useCase: queries.desk,
      output: z.object({ organiser: insideOut, myRole: z.enum(ROLES), staffCount: z.int() }),
      present: ({ organiser, myRole, staffCount }) => ({
        organiser: presentInside(organiser),
        myRole,
        staffCount
      })
    }),
    endpoint({
      method: 'put',
      path: '/organisers/{organiserId}/contact',
      summary: 'Say how everybody can reach an organiser',
      tag,
      useCase: commands.setContact,
      output: z.object({ organiserId: z.uuid(), contact: contactOut }),
      present: ({ organiserId, contact }) => ({ organiserId, contact: presentContact(contact) })
    }),
    endpoint({
      method: 'post',
      path: '/organisers/{organiserId}/close',
      summary: 'Close an organiser for good',
      tag,
      useCase: commands.close,
      output: stateOut,
      present: presentState
    }),
    endpoint({
      method: 'get',
      path: '/organisers/{organiserId}/people',
      summary: 'List who works for an organiser, and its open invitations if I am an owner',
      tag,
      useCase: queries.staff,
      output: z.object({
        organiser: briefOut,
        myRole: z.enum(ROLES),
        people: z.array(
          z.object({ personId: z.uuid(), name: z.string(), role: z.enum(ROLES), since: instant })
        ),
        invitations: z.array(
          z.object({ invitationId: z.uuid(), role: z.enum(ROLES), expiresAt: instant, token: z.string() })
        )
      }),
      present: ({ organiser, myRole, people, invitations }) => ({
        organiser: presentBrief(organiser),
        myRole,
        people: people.map(({ personId, name, role, since }) => ({
          personId,
          name,
          role,
          since: since.toISOString()
        })),
        invitations: invitations.map(({ invitationId, role, expiresAt, token }) => ({
          invitationId,
          role,
          expiresAt: expiresAt.toISOString(),
          token
        }))
      })
    }),
    endpoint({
      method: 'put',
      path: '/organisers/{organiserId}/people/{personId}',
      summary: 'Change the role of somebody who works for an organiser',
      tag,
      useCase: commands.changeRole,
      output: z.object({ personId: z.uuid(), role: z.enum(ROLES).nullable() }),
      present: ({ personId, role }) => ({ personId, role })
    }),
    endpoint({
      method: 'delete',
      path: '/organisers/{organiserId}/people/{personId}',
      summary: 'Take somebody, or myself, out of an organiser',
      tag,
      useCase: commands.removeStaff,
      status: 204,
      output: z.null(),
      present: () => null
    }),
    endpoint({
      method: 'post',
      path: '/organisers/{organiserId}/invitations',
      summary: 'Make a link that invites one person with a role',
      tag,
      useCase: commands.invite,
      status: 201,
      output: z.object({ invitationId: z.uuid() }),
      present: ({ invitationId }) => ({ invitationId })
    }),
    endpoint({
      method: 'delete',
      path: '/organisers/{organiserId}/invitations/{invitationId}',
      summary: 'Cancel an invitation',
      tag,
      useCase: commands.cancelInvitation,
      status: 204,
      output: z.null(),
      present: () => null
    }),
    endpoint({
      method: 'get',
      path: '/invitations/{token}',
      summary: 'Show what an invitation is for',
      tag,
      useCase: queries.invitation,
      output: z.object({ organiser: briefOut, role: z.enum(ROLES), expiresAt: instant }),
      present: ({ organiser, role, expiresAt }) => ({
        organiser: presentBrief(organiser),
        role,
        expiresAt: expiresAt.toISOString()
      })
    }),
    endpoint({
      method: 'post',
      path: '/invitations/{token}/accept',
      summary: 'Accept an invitation',
      tag,
      useCase: commands.acceptInvitation,
      output: z.object({ organiserId: z.uuid(), role: z.enum(ROLES) }),
      present: ({ organiserId, role }) => ({ organiserId, role })
    }),
    endpoint({
      method: 'post',
      path: '/me/organiser-applications',
      summary: 'Apply to be an organiser',
      tag,
      useCase: commands.apply,
      status: 201,
      output: applicationRef,
      present: presentApplicationRef
    }),
    endpoint({
      method: 'get',
      path: '/me/organiser-applications',
      summary: 'List my applications, the latest first',
      tag,
      useCase: queries.myApplications,
      output: z.object({ items: z.array(applicationOut) }),
      present: (applications) => ({ items: applications.map(presentApplication) })
    }),
    endpoint({
      method: 'get',
      path: '/me/organiser-applications/{applicationId}',
      summary: 'Show one of my applications with its history',
      tag,
      useCase: queries.myApplication,
      output: z.object({
        application: applicationOut,
        history: historyOut,
        steps: z.array(z.enum(APPLICATION_STEPS)),
        waiting: waitingOut
      }),
      present: ({ application, history, steps, waiting }) => ({
        application: presentApplication(application),
        history: presentHistory(history),
        steps: [...steps],
        waiting: presentWaiting(waiting)
      })
    }),
    endpoint({
      method: 'put',
      path: '/me/organiser-applications/{applicationId}',
      summary: 'Hand a returned application in again, mended',
      tag,
      useCase: commands.amend,
      output: applicationRef,
      present: presentApplicationRef
    }),
    endpoint({
      method: 'post',
      path: '/me/organiser-applications/{applicationId}/withdraw',
      summary: 'Withdraw my application',
      tag,
      useCase: commands.withdraw,
      output: applicationRef,
      present: presentApplicationRef
    }),
    endpoint({
      method: 'post',
      path: '/me/organiser-applications/{applicationId}/appeal',
      summary: 'Appeal against a refusal to the national front office',
      tag,
      useCase: commands.appeal,
      output: applicationRef,
      present: presentApplicationRef
    }),
    endpoint({
      method: 'get',
      path: '/office/applications',
      summary: 'List applications that wait for my front office, the longest waiting first',
      tag,
      useCase: queries.queue,
      output: pageOut(z.object({ application: applicationOut, waiting: waitingOut })).extend({ regions }),
      present: (queue) => ({
        regions: queue.regions === 'all' ? ('all' as const) : [...queue.regions],
        items: queue.items.map(({ application, waiting }) => ({
          application: presentApplication(application),
          waiting: presentWaiting(waiting)
        })),
        next: queue.next
      })
    }),
    endpoint({
      method: 'get',
      path: '/office/applications/{applicationId}',
      summary: 'Show an application to its front office with the checks made of it',
      tag,
      useCase: queries.application,
      output: z.object({
        application: applicationOut,
        applicant: z.object({
          familyName: z.string(),
          givenName: z.string(),
          patronymic: z.string().nullable(),
          age: z.int(),
          adult: z.boolean()
        }),
        binHolder: briefOut.nullable(),
        othersWithBin: z.int(),
        history: historyOut,
        waiting: waitingOut,
        steps: z.array(z.enum(APPLICATION_STEPS))
      }),
      present: (shown) => ({
        application: presentApplication(shown.application),
        applicant: {
          familyName: shown.applicant.familyName,
          givenName: shown.applicant.givenName,
          patronymic: shown.applicant.patronymic,
          age: shown.applicant.age,
          adult: shown.applicant.adult
        },
        binHolder: shown.binHolder && presentBrief(shown.binHolder),
        othersWithBin: shown.othersWithBin,
        history: presentHistory(shown.history),
        waiting: presentWaiting(shown.waiting),
        steps: [...shown.steps]
      })
    }),
    endpoint({
      method: 'post',
      path: '/office/applications/{applicationId}/check',
      summary: 'Note that an application has been checked',
      tag,
      useCase: commands.check,
      output: applicationRef,
      present: presentApplicationRef
    }),
    endpoint({
      method: 'post',
      path: '/office/applications/{applicationId}/decision',
      summary: 'Approve, return or refuse an application',
      tag,
      useCase: commands.decide,
      output: z.object({
        applicationId: z.uuid(),
        state: z.enum(APPLICATION_STATES),
        organiserId: z.uuid().nullable()
      }),
      present: ({ applicationId, state, organiserId }) => ({ applicationId, state, organiserId })
    }),
    endpoint({
      method: 'get',
      path: '/office/organisers',
      summary: 'List the organisers of my front office, whatever their state',
      tag,
      useCase: queries.overseenList,
      output: pageOut(insideOut).extend({ regions }),
      present: (list) => ({
        regions: list.regions === 'all' ? ('all' as const) : [...list.regions],
        items: list.items.map(presentInside),
        next: list.next
      })
    }),
    endpoint({
      method: 'get',
      path: '/office/organisers/{organiserId}',
      summary: 'Show an organiser to its front office',
      tag,
      useCase: queries.overseen,
      output: z.object({ organiser: insideOut, steps: z.array(z.enum(['suspend', 'resume', 'close'])) }),
      present: ({ organiser, steps }) => ({ organiser: presentInside(organiser), steps: [...steps] })
    }),
    endpoint({
      method: 'post',
      path: '/office/organisers/{organiserId}/suspend',
      summary: 'Suspend an organiser with a reason',
      tag,
      useCase: commands.suspend,
      output: stateOut,
      present: presentState
    }),
    endpoint({
      method: 'post',
      path: '/office/organisers/{organiserId}/resume',
      summary: 'Let a suspended organiser act again, with a reason',
      tag,
      useCase: commands.resume,
      output: stateOut,
      present: presentState
    }),
    endpoint({
      method: 'get',
      path: '/office/officers',
      summary: 'List who serves in the front offices, and the open links to join them',
      tag,
      useCase: queries.officers,
      output: z.object({
        officers: z.array(
          z.object({ personId: z.uuid(), name: z.string(), region: officeRegion, since: instant })
        ),
        invitations: z.array(
          z.object({ invitationId: z.uuid(), region: officeRegion, expiresAt: instant, token: z.string() })
        )
      }),
      present: ({ officers, invitations }) => ({
        officers: officers.map(({ personId, name, region, since }) => ({
          personId,
          name,
          region,
          since: since.toISOString()
        })),
        invitations: invitations.map((invitation) => ({
          invitationId: invitation.invitationId,
          region: invitation.region,
          expiresAt: invitation.expiresAt.toISOString(),
          token: invitation.token
        }))
      })
    }),
    endpoint({
      method: 'post',
      path: '/office/officers/{personId}/dismissal',
      summary: 'Take an office from somebody, with a reason',
      tag,
      useCase: commands.dismissOfficer,
      output: z.object({ personId: z.uuid(), region: officeRegion }),
      present: ({ personId, region }) => ({ personId, region })
    }),
    endpoint({
      method: 'post',
      path: '/office/invitations',
      summary: 'Make a link by which one person joins a front office',
      tag,
      useCase: commands.inviteOfficer,
      status: 201,
      output: z.object({ invitationId: z.uuid() }),
      present: ({ invitationId }) => ({ invitationId })
    }),
    endpoint({
      method: 'delete',
      path: '/office/invitations/{invitationId}',
      summary: 'Cancel a link to a front office',
      tag,
      useCase: commands.cancelOfficerInvitation,
      status: 204,
      output: z.null(),
      present: () => null
    }),
    endpoint({
      method: 'get',
      path: '/office-invitations/{token}',
      summary: 'Show which front office a link leads to',
      tag,
      useCase: queries.officerInvitation,
      output: z.object({ region: officeRegion, expiresAt: instant }),
      present: ({ region, expiresAt }) => ({ region, expiresAt: expiresAt.toISOString() })
    }),
    endpoint({
      method: 'post',
      path: '/office-invitations/{token}/accept',
      summary: 'Join a front office by a link',
      tag,
      useCase: commands.joinOffice,
      output: z.object({ region: officeRegion }),
      present: ({ region }) => ({ region })
    })
  ]
}
