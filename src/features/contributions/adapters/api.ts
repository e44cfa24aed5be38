import { z } from 'zod'
import { endpoint, localTextOut, pageOut, type Endpoint } from '#platform/http/endpoint.ts'
import {
  CONFIRMER_ROLES,
  DECISIONS,
  GRADES,
  STAGES,
  type Contribution,
  type Contributions,
  type Volume
} from '../index.ts'

const time = z.iso.datetime()
const status = z.enum(['confirmed', 'rejected', 'revoked'])

const contributionOut = z.object({
  contributionId: z.uuid(),
  version: z.int(),
  status,
  shiftId: z.uuid(),
  actionId: z.uuid(),
  organiserId: z.uuid(),
  organiserName: localTextOut,
  title: localTextOut,
  role: localTextOut,
  regionCode: z.string(),
  locality: z.string(),
  directions: z.array(z.string()),
  programme: z.string().nullable(),
  startedAt: time,
  endedAt: time,
  minutes: z.int(),
  grade: z.enum(GRADES),
  signals: z.array(z.object({ kind: z.string(), proof: z.string(), at: time })),
  decision: z.enum(DECISIONS),
  confirmerRole: z.enum(CONFIRMER_ROLES),
  confirmerName: z.string(),
  reason: z.string().nullable(),
  decidedAt: time
})

const presentContribution = (one: Contribution) => ({
  contributionId: one.contributionId,
  version: one.version,
  status: one.status,
  shiftId: one.shiftId,
  actionId: one.actionId,
  organiserId: one.organiserId,
  organiserName: one.organiserName,
  title: one.title,
  role: one.role,
  regionCode: one.regionCode,
  locality: one.locality,
  directions: [...one.directions],
  programme: one.programme,
  startedAt: one.startedAt.toISOString(),
  endedAt: one.endedAt.toISOString(),
  minutes: one.minutes,
  grade: one.grade,
  signals: one.signals.map(({ kind, proof, at }) => ({ kind, proof, at: at.toISOString() })),
  decision: one.decision,
  confirmerRole: one.confirmerRole,
  confirmerName: one.confirmerName,
  reason: one.reason,
  decidedAt: one.decidedAt.toISOString()
})

const volumeOut = z.object({
  minutes: z.int(),
  engagements: z.int(),
  first: time.nullable(),
  last: time.nullable()
})

const presentVolume = ({ minutes, engagements, first, last }: Volume) => ({
  minutes,
  engagements,
  first: first?.toISOString() ?? null,
  last: last?.toISOString() ?? null
})

const decidedOut = z.object({
  contributionId: z.uuid(),
  version: z.int(),
  status,
  minutes: z.int(),
  grade: z.enum(GRADES)
})

export const contributionsApi = ({ commands, queries }: Contributions): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/me/hours',
    summary: 'Show where each of my shifts stands on its way to confirmed hours, the latest shift first',
    tag: 'contributions',
    useCase: queries.myHours,
    output: z.object({
      volume: volumeOut,
      items: z.array(
        z.object({
          shiftId: z.uuid(),
          title: localTextOut,
          startsAt: time,
          endsAt: time,
          stage: z.enum(STAGES),
          checkedInAt: time.nullable(),
          checkedOutAt: time.nullable(),
          proposedOutAt: time.nullable(),
          contribution: contributionOut.nullable()
        })
      ),
      next: z.string().nullable()
    }),
    present: ({ volume, items, next }) => ({
      volume: presentVolume(volume),
      next,
      items: items.map(({ shift, stage, presence, contribution }) => ({
        shiftId: shift.shiftId,
        title: shift.title,
        startsAt: shift.startsAt.toISOString(),
        endsAt: shift.endsAt.toISOString(),
        stage,
        checkedInAt: presence?.checkedInAt.toISOString() ?? null,
        checkedOutAt: presence?.checkedOutAt?.toISOString() ?? null,
        proposedOutAt: presence?.proposedOutAt?.toISOString() ?? null,
        contribution: contribution && presentContribution(contribution)
      }))
    })
  }),
  endpoint({
    method: 'get',
    path: '/me/contributions',
    summary: 'List my confirmed contributions, the latest first',
    tag: 'contributions',
    useCase: queries.myRecords,
    output: pageOut(contributionOut),
    present: ({ items, next }) => ({ items: items.map(presentContribution), next })
  }),
  endpoint({
    method: 'get',
    path: '/me/contributions/{contributionId}/versions',
    summary: 'Show every version of one of my contributions, the first one first',
    tag: 'contributions',
    useCase: queries.myVersions,
    output: z.object({ items: z.array(contributionOut) }),
    present: (versions) => ({ items: versions.map(presentContribution) })
  }),
  endpoint({
    method: 'get',
    path: '/shifts/{shiftId}/hours',
    summary: 'Show the recorded time of a shift’s volunteers and what was decided of it',
    tag: 'contributions',
    useCase: queries.shiftHours,
    output: z.object({
      /** A decision now needs a reason, and the grade is at best what the rules allow late. */
      late: z.boolean(),
      awaiting: z.array(
        z.object({
          personId: z.uuid(),
          name: z.string(),
          startedAt: time,
          endedAt: time.nullable(),
          endIsProposed: z.boolean(),
          presenceMinutes: z.int(),
          proposedMinutes: z.int(),
          refusal: z.string().nullable()
        })
      ),
      decided: z.array(
        z.object({
          personId: z.uuid(),
          name: z.string(),
          contribution: contributionOut,
          refusal: z.string().nullable()
        })
      )
    }),
    present: ({ late, awaiting, decided }) => ({
      late: late !== null,
      awaiting: awaiting.map((one) => ({
        personId: one.personId,
        name: one.name,
        startedAt: one.startedAt.toISOString(),
        endedAt: one.endedAt?.toISOString() ?? null,
        endIsProposed: one.endIsProposed,
        presenceMinutes: one.presenceMinutes,
        proposedMinutes: one.proposedMinutes,
        refusal: one.refusal?.code ?? null
      })),
      decided: decided.map(({ personId, name, contribution, refusal }) => ({
        personId,
        name,
        contribution: presentContribution(contribution),
        refusal: refusal?.code ?? null
      }))
    })
  }),
  endpoint({
    method: 'post',
    path: '/shifts/{shiftId}/hours',
    summary: 'Confirm or reject the time of one or many volunteers of a shift',
    tag: 'contributions',
    useCase: commands.decideHours,
    status: 201,
    output: z.object({ items: z.array(decidedOut.extend({ personId: z.uuid() })) }),
    present: (decided) => ({
      items: decided.map(({ personId, contributionId, version, status: state, minutes, grade }) => ({
        personId,
        contributionId,
        version,
        status: state,
        minutes,
        grade
      }))
    })
  }),
  endpoint({
    method: 'post',
    path: '/contributions/{contributionId}/versions',
    summary: 'Correct a contribution by a new version, or revoke it',
    tag: 'contributions',
    useCase: commands.correctHours,
    status: 201,
    output: decidedOut,
    present: ({ contributionId, version, status: state, minutes, grade }) => ({
      contributionId,
      version,
      status: state,
      minutes,
      grade
    })
  })
]
