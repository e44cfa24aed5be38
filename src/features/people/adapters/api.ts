import { z } from 'zod'
import { direction, regionCode } from '#features/programmes/index.ts'
import { endpoint, localTextOut, type Endpoint } from '#platform/http/endpoint.ts'
import { LOCALES } from '#platform/prelude/index.ts'
import { AVAILABILITIES, LANGUAGES, SKILLS } from '../domain/vocabulary.ts'
import type { People } from '../index.ts'

const tag = 'people'
const at = z.iso.datetime()
const done = z.object({})

const profile = z.object({
  personId: z.uuid(),
  passportId: z.uuid(),
  familyName: z.string(),
  givenName: z.string(),
  patronymic: z.string().nullable(),
  birthDate: z.iso.date(),
  /** Only the last two digits. */
  iinMasked: z.string(),
  assurance: z.string(),
  locale: z.enum(LOCALES),
  email: z.string().nullable(),
  regionCode: regionCode.nullable(),
  locality: z.string().nullable(),
  languages: z.array(z.enum(LANGUAGES)),
  directions: z.array(direction),
  skills: z.array(z.enum(SKILLS)),
  availability: z.array(z.enum(AVAILABILITIES))
})

const answer = z.object({
  at,
  answer: z.enum(['given', 'declined', 'withdrawn']),
  version: z.string(),
  locale: z.enum(LOCALES),
  validTo: z.iso.date().nullable()
})

const guardianship = z.object({
  guardianshipId: z.uuid(),
  name: z.string().nullable(),
  organiser: localTextOut.nullable(),
  confirmedAt: at,
  withdrawnAt: at.nullable()
})

/** A person's own data over HTTP. Passkeys and signing in are for browsers. */
export const peopleApi = ({ queries, commands }: People): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/me',
    summary: 'Show my profile',
    tag,
    useCase: queries.myProfile,
    output: profile,
    present: (mine) => ({
      personId: mine.personId,
      passportId: mine.passportId,
      familyName: mine.familyName,
      givenName: mine.givenName,
      patronymic: mine.patronymic,
      birthDate: mine.birthDate,
      iinMasked: mine.iinMasked,
      assurance: mine.assurance,
      locale: mine.locale,
      email: mine.email,
      regionCode: mine.regionCode,
      locality: mine.locality,
      languages: [...mine.languages],
      directions: [...mine.directions],
      skills: [...mine.skills],
      availability: [...mine.availability]
    })
  }),
  endpoint({
    method: 'patch',
    path: '/me',
    summary: 'Change what I say of myself; what is left out stays',
    tag,
    useCase: commands.updateMyProfile,
    output: done,
    status: 204,
    present: () => ({})
  }),
  endpoint({
    method: 'get',
    path: '/me/consent',
    summary: 'Show my consent to the processing of personal data, its terms and my earlier answers',
    tag,
    useCase: queries.myConsent,
    output: z.object({
      holds: z.boolean(),
      open: z.boolean(),
      operator: z.object({ name: localTextOut, bin: z.string() }),
      subjectName: z.string(),
      terms: z.object({
        version: z.string(),
        years: z.int(),
        data: z.array(z.string()),
        thirdParties: z.array(z.string()),
        crossBorder: z.boolean(),
        publicSources: z.boolean()
      }),
      answers: z.array(answer)
    }),
    present: ({ holds, open, operator, subjectName, terms, answers }) => ({
      holds,
      open,
      operator: { name: operator.name, bin: operator.bin },
      subjectName,
      terms: {
        version: terms.version,
        years: terms.years,
        data: [...terms.data],
        thirdParties: [...terms.thirdParties],
        crossBorder: terms.crossBorder,
        publicSources: terms.publicSources
      },
      answers: answers.map((one) => ({
        at: one.at.toISOString(),
        answer: one.answer,
        version: one.version,
        locale: one.locale,
        validTo: one.validTo
      }))
    })
  }),
  endpoint({
    method: 'post',
    path: '/me/consent',
    summary: 'Give my consent, in the version and language that I have read',
    tag,
    useCase: commands.giveConsent,
    output: done,
    status: 204,
    present: () => ({})
  }),
  endpoint({
    method: 'post',
    path: '/me/consent/decline',
    summary: 'Say no for now',
    tag,
    useCase: commands.declineConsent,
    output: done,
    status: 204,
    present: () => ({})
  }),
  endpoint({
    method: 'delete',
    path: '/me/consent',
    summary: 'Withdraw my consent',
    tag,
    useCase: commands.withdrawConsent,
    output: done,
    status: 204,
    present: () => ({})
  }),
  endpoint({
    method: 'get',
    path: '/me/guardians',
    summary: 'List who answers for me, for whom I answer, and my open links',
    tag,
    useCase: queries.myGuardians,
    output: z.object({
      consentAge: z.int(),
      needed: z.boolean(),
      guardians: z.array(guardianship),
      wards: z.array(guardianship),
      invitations: z.array(
        z.object({ invitationId: z.uuid(), organiser: localTextOut.nullable(), expiresAt: at, link: z.url() })
      )
    }),
    present: ({ consentAge, needed, guardians, wards, invitations }) => ({
      consentAge,
      needed,
      guardians: guardians.map(presentGuardianship),
      wards: wards.map(presentGuardianship),
      invitations: invitations.map(({ invitationId, organiser, expiresAt, link }) => ({
        invitationId,
        organiser,
        expiresAt: expiresAt.toISOString(),
        link
      }))
    })
  }),
  endpoint({
    method: 'post',
    path: '/me/guardians/invitations',
    summary: 'Make a link for my guardian, for one organiser',
    tag,
    useCase: commands.inviteGuardian,
    output: z.object({ invitationId: z.uuid() }),
    status: 201,
    present: ({ invitationId }) => ({ invitationId })
  }),
  endpoint({
    method: 'delete',
    path: '/me/guardians/invitations/{invitationId}',
    summary: 'Close a link that nobody has used',
    tag,
    useCase: commands.cancelGuardianInvitation,
    output: done,
    status: 204,
    present: () => ({})
  }),
  endpoint({
    method: 'get',
    path: '/guardian-links/{token}',
    summary: 'Show what a guardian is asked to confirm',
    tag,
    useCase: queries.guardianQuestion,
    output: z.object({ ward: z.string(), birthDate: z.iso.date(), organiser: localTextOut, expiresAt: at }),
    present: ({ ward, birthDate, organiser, expiresAt }) => ({
      ward,
      birthDate,
      organiser,
      expiresAt: expiresAt.toISOString()
    })
  }),
  endpoint({
    method: 'post',
    path: '/guardian-links/{token}/confirm',
    summary: 'Confirm as a guardian',
    tag,
    useCase: commands.confirmGuardianship,
    output: z.object({ guardianshipId: z.uuid() }),
    status: 201,
    present: ({ guardianshipId }) => ({ guardianshipId })
  }),
  endpoint({
    method: 'delete',
    path: '/me/wards/{guardianshipId}',
    summary: 'Withdraw my confirmation as a guardian',
    tag,
    useCase: commands.withdrawGuardianship,
    output: done,
    status: 204,
    present: () => ({})
  }),
  endpoint({
    method: 'get',
    path: '/me/sessions',
    summary: 'List my open sessions',
    tag,
    useCase: queries.mySessions,
    output: z.object({
      items: z.array(
        z.object({
          sessionId: z.uuid(),
          current: z.boolean(),
          createdAt: at,
          seenAt: at,
          method: z.string(),
          device: z.string()
        })
      )
    }),
    present: (sessions) => ({
      items: sessions.map((one) => ({
        sessionId: one.sessionId,
        current: one.current,
        createdAt: one.createdAt.toISOString(),
        seenAt: one.seenAt.toISOString(),
        method: one.method,
        device: one.device
      }))
    })
  }),
  endpoint({
    method: 'delete',
    path: '/me/sessions/{sessionId}',
    summary: 'End one of my sessions',
    tag,
    useCase: commands.endMySession,
    output: done,
    status: 204,
    present: () => ({})
  }),
  endpoint({
    method: 'delete',
    path: '/me/sessions',
    summary: 'End all my sessions, this one too',
    tag,
    useCase: commands.endAllMySessions,
    output: done,
    status: 204,
    present: () => ({})
  }),
  endpoint({
    method: 'get',
    path: '/me/looks',
    summary: 'List who looked at my data',
    tag,
    useCase: queries.looksAtMe,
    output: z.object({
      items: z.array(
        z.object({
          lookId: z.uuid(),
          at,
          viewer: z.string().nullable(),
          organiser: localTextOut.nullable(),
          what: z.string()
        })
      ),
      next: z.string().nullable()
    }),
    present: ({ items, next }) => ({
      items: items.map((one) => ({
        lookId: one.lookId,
        at: one.at.toISOString(),
        viewer: one.viewer,
        organiser: one.organiser,
        what: one.what
      })),
      next
    })
  })
]

const presentGuardianship = (one: {
  guardianshipId: string
  name: string | null
  organiser: z.input<typeof localTextOut> | null
  confirmedAt: Date
  withdrawnAt: Date | null
}) => ({
  guardianshipId: one.guardianshipId,
  name: one.name,
  organiser: one.organiser,
  confirmedAt: one.confirmedAt.toISOString(),
  withdrawnAt: one.withdrawnAt?.toISOString() ?? null
})
