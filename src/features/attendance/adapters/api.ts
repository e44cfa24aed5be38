import { z } from 'zod'
import { endpoint, localTextOut, type Endpoint } from '#platform/http/endpoint.ts'
import type { Failure } from '#platform/prelude/index.ts'
import { EVENT_KINDS, METHODS, ROSTER_STATES, type Attendance, type Presence } from '../index.ts'

const time = z.iso.datetime()

const presenceOut = z.object({
  checkedInAt: time,
  checkedOutAt: time.nullable(),
  proposedOutAt: time.nullable(),
  signals: z.array(
    z.object({ kind: z.enum(EVENT_KINDS), method: z.enum(METHODS), at: time, deviceAt: time.nullable() })
  )
})

const presentPresence = (presence: Presence | null) =>
  presence && {
    checkedInAt: presence.checkedInAt.toISOString(),
    checkedOutAt: presence.checkedOutAt?.toISOString() ?? null,
    proposedOutAt: presence.proposedOutAt?.toISOString() ?? null,
    signals: presence.signals.map(({ kind, method, at, deviceAt }) => ({
      kind,
      method,
      at: at.toISOString(),
      deviceAt: deviceAt?.toISOString() ?? null
    }))
  }

const codeOf = (refusal: Failure | null): string | null => refusal?.code ?? null

const shiftOut = z.object({
  shiftId: z.uuid(),
  title: localTextOut,
  role: localTextOut,
  startsAt: time,
  endsAt: time
})

const presentShift = (shift: {
  shiftId: string
  title: z.output<typeof localTextOut>
  role: z.output<typeof localTextOut>
  startsAt: Date
  endsAt: Date
}) => ({
  shiftId: shift.shiftId,
  title: shift.title,
  role: shift.role,
  startsAt: shift.startsAt.toISOString(),
  endsAt: shift.endsAt.toISOString()
})

export const attendanceApi = ({ commands, queries }: Attendance): Endpoint[] => [
  endpoint({
    method: 'post',
    path: '/check-ins',
    summary: 'Check in or out with the code on the coordinator’s screen',
    tag: 'attendance',
    useCase: commands.checkInByCode,
    status: 201,
    output: z.object({ shiftId: z.uuid(), title: localTextOut, kind: z.enum(['in', 'out']), at: time }),
    present: ({ shiftId, title, kind, at }) => ({ shiftId, title, kind, at: at.toISOString() })
  }),
  endpoint({
    method: 'get',
    path: '/me/open-shifts',
    summary: 'List my shifts that take a check-in or a check-out now',
    tag: 'attendance',
    useCase: queries.myOpenShifts,
    output: z.object({ items: z.array(z.object({ shift: shiftOut, presence: presenceOut.nullable() })) }),
    present: (shifts) => ({
      items: shifts.map(({ shift, presence }) => ({
        shift: presentShift(shift),
        presence: presentPresence(presence)
      }))
    })
  }),
  endpoint({
    method: 'get',
    path: '/me/code',
    summary: 'Show my own code of this moment, for a coordinator to scan',
    tag: 'attendance',
    useCase: queries.myCode,
    output: z.object({ token: z.string(), digits: z.string(), endsAt: time }),
    present: ({ token, digits, endsAt }) => ({ token, digits, endsAt: endsAt.toISOString() })
  }),
  endpoint({
    method: 'get',
    path: '/shifts/{shiftId}/my-check-in',
    summary: 'Show what I can do at a shift: come, leave, or why not',
    tag: 'attendance',
    useCase: queries.myCheckIn,
    output: z.object({
      shift: shiftOut,
      next: z.enum(['in', 'out']),
      joins: z.boolean(),
      refusal: z.string().nullable(),
      presence: presenceOut.nullable()
    }),
    present: ({ shift, next, joins, refusal, presence }) => ({
      shift: presentShift(shift),
      next,
      joins,
      refusal: codeOf(refusal),
      presence: presentPresence(presence)
    })
  }),
  endpoint({
    method: 'get',
    path: '/shifts/{shiftId}/code',
    summary: 'Show the code of this moment, for the coordinator’s screen',
    tag: 'attendance',
    useCase: queries.shiftCode,
    output: z.object({
      shift: shiftOut,
      code: z.string(),
      endsAt: time,
      walkUpNumber: z.string().nullable(),
      came: z.int(),
      here: z.int(),
      refusal: z.string().nullable()
    }),
    present: ({ shift, code, endsAt, walkUpNumber, came, here, refusal }) => ({
      shift: presentShift(shift),
      code,
      endsAt: endsAt.toISOString(),
      walkUpNumber,
      came,
      here,
      refusal: codeOf(refusal)
    })
  }),
  endpoint({
    method: 'post',
    path: '/shifts/{shiftId}/walk-up-number',
    summary: 'Give a shift a number for people who did not sign up',
    tag: 'attendance',
    useCase: commands.giveWalkUpNumber,
    output: z.object({ number: z.string() }),
    present: ({ number }) => ({ number })
  }),
  endpoint({
    method: 'get',
    path: '/shifts/{shiftId}/attendance',
    summary: 'Show who is coming, here and gone',
    tag: 'attendance',
    useCase: queries.roster,
    output: z.object({
      shift: shiftOut,
      open: z.boolean(),
      entries: z.array(
        z.object({
          personId: z.uuid(),
          name: z.string(),
          state: z.enum(ROSTER_STATES),
          walkUp: z.boolean(),
          clockOff: z.boolean(),
          presence: presenceOut.nullable()
        })
      )
    }),
    present: ({ shift, open, entries }) => ({
      shift: presentShift(shift),
      open,
      entries: entries.map(({ personId, name, state, walkUp, clockOff, presence }) => ({
        personId,
        name,
        state,
        walkUp,
        clockOff,
        presence: presentPresence(presence)
      }))
    })
  }),
  endpoint({
    method: 'post',
    path: '/shifts/{shiftId}/attendance',
    summary: 'Record the coming or leaving of people by a coordinator’s word',
    tag: 'attendance',
    useCase: commands.recordPresence,
    status: 201,
    output: z.object({ kind: z.enum(['in', 'out']), recorded: z.array(z.uuid()) }),
    present: ({ kind, recorded }) => ({ kind, recorded })
  }),
  endpoint({
    method: 'post',
    path: '/shifts/{shiftId}/scans',
    summary: 'Check a volunteer in or out by their own code',
    tag: 'attendance',
    useCase: commands.scanPerson,
    status: 201,
    output: z.object({
      personId: z.uuid(),
      name: z.string(),
      kind: z.enum(['in', 'out']),
      at: time,
      walkUp: z.boolean()
    }),
    present: ({ personId, name, kind, at, walkUp }) => ({
      personId,
      name,
      kind,
      at: at.toISOString(),
      walkUp
    })
  })
]
