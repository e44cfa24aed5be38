import { z } from 'zod'
import { beneficiary, direction, programme, regionCode } from '#features/programmes/index.ts'
import { endpoint, localTextOut, pageOut, type Endpoint } from '#platform/http/endpoint.ts'
import { ACTION_STATES, HEALTH, JOIN_MODES, RISK_LEVELS, TAGS, TRAININGS } from '../domain/action.ts'
import { FIT_REASONS } from '../domain/fit.ts'
import { SIGN_UP_STATES } from '../domain/sign-up.ts'
import type {
  ActionRow,
  DeskLine,
  FoundAction,
  FoundItem,
  MyShift,
  Opportunities,
  SavedSearch,
  ShiftFacts,
  ShiftRow,
  ShownShift
} from '../index.ts'

const tag = 'opportunities'
const instant = z.iso.datetime()
const signUpState = z.enum(SIGN_UP_STATES)
const at = (instantOrNull: Date | null): string | null => instantOrNull?.toISOString() ?? null

const savedOut = z.object({ actionId: z.uuid(), state: z.enum(ACTION_STATES) })
const shiftSavedOut = z.object({ actionId: z.uuid(), shiftId: z.uuid() })
const same = <T>(value: T): T => value

const foundOut = z.object({
  actionId: z.uuid(),
  organiserId: z.uuid(),
  title: localTextOut,
  directions: z.array(direction),
  programme: programme.nullable(),
  regionCode,
  locality: z.string(),
  languages: z.array(z.string()),
  minAge: z.int().nullable(),
  tags: z.array(z.enum(TAGS)),
  joinMode: z.enum(JOIN_MODES),
  shift: z.object({ shiftId: z.uuid(), startsAt: instant, endsAt: instant, free: z.int() })
})

const presentFound = (found: FoundAction) => ({
  actionId: found.actionId,
  organiserId: found.organiserId,
  title: found.title,
  directions: [...found.directions],
  programme: found.programme,
  regionCode: found.regionCode,
  locality: found.locality,
  languages: [...found.languages],
  minAge: found.minAge,
  tags: [...found.tags],
  joinMode: found.joinMode,
  shift: {
    shiftId: found.shift.shiftId,
    startsAt: found.shift.startsAt.toISOString(),
    endsAt: found.shift.endsAt.toISOString(),
    free: found.shift.capacity - found.shift.taken
  }
})

const presentItem = (item: FoundItem) => ({
  ...presentFound(item),
  organiserName: item.organiser?.name ?? {},
  reasons: [...item.reasons]
})

const contentOut = z.object({
  actionId: z.uuid(),
  organiserId: z.uuid(),
  state: z.enum(ACTION_STATES),
  title: localTextOut,
  text: localTextOut,
  directions: z.array(direction),
  beneficiaries: z.array(beneficiary),
  programme: programme.nullable(),
  regionCode,
  locality: z.string(),
  address: z.string().nullable(),
  point: z.object({ lat: z.number(), lon: z.number() }).nullable(),
  languages: z.array(z.string()),
  minAge: z.int().nullable(),
  skills: z.array(z.string()),
  training: z.array(z.enum(TRAININGS)),
  health: z.array(z.enum(HEALTH)),
  note: localTextOut,
  riskLevel: z.enum(RISK_LEVELS),
  tags: z.array(z.enum(TAGS)),
  joinMode: z.enum(JOIN_MODES),
  why: localTextOut,
  publishedAt: instant.nullable(),
  updatedAt: instant.describe(
    'Sent back with a change, it keeps the change of another from being overwritten'
  ),
  cancelReason: z.string().nullable()
})

// The codes were checked when they came in.
const presentContent = ({ content, ...action }: ActionRow): z.input<typeof contentOut> => ({
  actionId: action.actionId,
  organiserId: action.organiserId,
  state: action.state,
  title: content.title,
  text: content.text,
  directions: [...content.directions] as z.input<typeof direction>[],
  beneficiaries: [...content.beneficiaries] as z.input<typeof beneficiary>[],
  programme: content.programme as z.input<typeof programme> | null,
  regionCode: content.regionCode as z.input<typeof regionCode>,
  locality: content.locality,
  address: content.address,
  point: content.point,
  languages: [...content.languages],
  minAge: content.minAge,
  skills: [...content.skills],
  training: [...content.training],
  health: [...content.health],
  note: content.note,
  riskLevel: content.riskLevel,
  tags: [...action.tags],
  joinMode: content.joinMode,
  why: content.why,
  publishedAt: at(action.publishedAt),
  updatedAt: action.updatedAt.toISOString(),
  cancelReason: action.cancelReason
})

const shiftOut = z.object({
  shiftId: z.uuid(),
  state: z.enum(['open', 'cancelled']),
  role: localTextOut,
  startsAt: instant,
  endsAt: instant,
  capacity: z.int(),
  taken: z.int()
})

const presentShift = (shift: ShiftRow) => ({
  shiftId: shift.shiftId,
  state: shift.state,
  role: shift.role,
  startsAt: shift.startsAt.toISOString(),
  endsAt: shift.endsAt.toISOString(),
  capacity: shift.capacity,
  taken: shift.taken
})

const shownShiftOut = shiftOut.extend({
  free: z.int(),
  waiting: z.int(),
  closed: z.string().nullable().describe('Code of why nobody can sign up any more'),
  barred: z.string().nullable().describe('Code of why the signed-in person may not take part'),
  mine: z.object({ state: signUpState, offeredUntil: instant.nullable() }).nullable()
})

const presentShownShift = (shift: ShownShift) => ({
  ...presentShift(shift),
  free: shift.free,
  waiting: shift.waiting,
  closed: shift.closed?.code ?? null,
  barred: shift.barred?.code ?? null,
  mine: shift.mine && { state: shift.mine.state, offeredUntil: at(shift.mine.offeredUntil) }
})

const factsOut = z.object({
  shiftId: z.uuid(),
  actionId: z.uuid(),
  title: localTextOut,
  role: localTextOut,
  startsAt: instant,
  endsAt: instant,
  regionCode,
  locality: z.string(),
  address: z.string().nullable()
})

const presentFacts = (shift: ShiftFacts) => ({
  shiftId: shift.shiftId,
  actionId: shift.actionId,
  title: shift.title,
  role: shift.role,
  startsAt: shift.startsAt.toISOString(),
  endsAt: shift.endsAt.toISOString(),
  regionCode: shift.regionCode,
  locality: shift.locality,
  address: shift.address
})

const mineOut = z.object({
  shift: factsOut,
  state: signUpState,
  suspended: z.boolean().describe('Its organiser is suspended: for now the shift does not take place'),
  offeredUntil: instant.nullable(),
  reason: z.string().nullable(),
  before: z.int().nullable()
})

const presentMine = ({ shift, state, suspended, offeredUntil, reason, before }: MyShift) => ({
  shift: presentFacts(shift),
  state,
  suspended,
  offeredUntil: at(offeredUntil),
  reason,
  before
})

const mySignUpOut = z.object({
  shiftId: z.uuid(),
  actionId: z.uuid(),
  state: signUpState,
  offeredUntil: instant.nullable()
})
const presentSignUp = (done: {
  shiftId: string
  actionId: string
  state: z.input<typeof signUpState>
  offeredUntil: Date | null
}) => ({ ...done, offeredUntil: at(done.offeredUntil) })

const searchOut = z.object({ searchId: z.uuid(), name: z.string(), query: z.string(), createdAt: instant })
const presentSearch = ({ searchId, name, query, createdAt }: SavedSearch) => ({
  searchId,
  name,
  query,
  createdAt: createdAt.toISOString()
})

const deskLineOut = savedOut.extend({
  title: localTextOut,
  shifts: z.int(),
  places: z.int(),
  taken: z.int(),
  nextAt: instant.nullable()
})
const presentDeskLine = ({ actionId, state, content, shifts, places, taken, nextAt }: DeskLine) => ({
  actionId,
  state,
  title: content.title,
  shifts,
  places,
  taken,
  nextAt: at(nextAt)
})

export const opportunitiesApi = ({ commands, queries }: Opportunities): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/actions',
    summary: 'Search actions with a coming shift',
    tag,
    useCase: queries.search,
    output: pageOut(foundOut.extend({ organiserName: localTextOut, reasons: z.array(z.enum(FIT_REASONS)) })),
    present: ({ items, next }) => ({ items: items.map(presentItem), next })
  }),
  endpoint({
    method: 'get',
    path: '/actions/{actionId}',
    summary: 'Show an action with its shifts, and what stands between me and each of them',
    tag,
    useCase: queries.action,
    output: contentOut.extend({ shifts: z.array(shownShiftOut) }),
    present: ({ shifts, ...action }) => ({
      ...presentContent(action),
      shifts: shifts.map(presentShownShift)
    })
  }),
  endpoint({
    method: 'get',
    path: '/organisers/{organiserId}/actions',
    summary: 'List what an organiser has coming',
    tag,
    useCase: queries.upcoming,
    output: z.object({ items: z.array(foundOut) }),
    present: ({ items }) => ({ items: items.map(presentFound) })
  }),
  endpoint({
    method: 'post',
    path: '/organisers/{organiserId}/actions',
    summary: 'Create an action with its shifts, as a draft or published at once',
    tag,
    useCase: commands.createAction,
    output: savedOut,
    status: 201,
    present: same
  }),
  endpoint({
    method: 'get',
    path: '/organisers/{organiserId}/desk/actions',
    summary: 'List the actions of an organiser I work for, drafts too',
    tag,
    useCase: queries.deskActions,
    output: pageOut(deskLineOut),
    present: ({ items, next }) => ({ items: items.map(presentDeskLine), next })
  }),
  endpoint({
    method: 'get',
    path: '/actions/{actionId}/desk',
    summary: 'Show an action of an organiser I work for, with how many signed up',
    tag,
    useCase: queries.deskAction,
    output: contentOut.extend({
      shifts: z.array(shiftOut.extend({ counts: z.partialRecord(signUpState, z.int()) })),
      manages: z.boolean()
    }),
    present: ({ shifts, manages, ...action }) => ({
      ...presentContent(action),
      shifts: shifts.map((shift) => ({ ...presentShift(shift), counts: { ...shift.counts } })),
      manages
    })
  }),
  endpoint({
    method: 'put',
    path: '/actions/{actionId}',
    summary: 'Change what is said of an action',
    tag,
    useCase: commands.editAction,
    output: savedOut,
    present: same
  }),
  endpoint({
    method: 'post',
    path: '/actions/{actionId}/publish',
    summary: 'Publish a draft',
    tag,
    useCase: commands.publishAction,
    output: savedOut,
    present: same
  }),
  endpoint({
    method: 'post',
    path: '/actions/{actionId}/cancel',
    summary: 'Call an action off and tell everybody why',
    tag,
    useCase: commands.cancelAction,
    output: z.object({ actionId: z.uuid(), told: z.int() }),
    present: same
  }),
  endpoint({
    method: 'post',
    path: '/actions/{actionId}/copy',
    summary: 'Make a draft of the same action, moved ahead by whole weeks',
    tag,
    useCase: commands.copyAction,
    output: savedOut,
    status: 201,
    present: same
  }),
  endpoint({
    method: 'post',
    path: '/actions/{actionId}/shifts',
    summary: 'Add shifts to an action',
    tag,
    useCase: commands.addShifts,
    output: shiftSavedOut,
    status: 201,
    present: same
  }),
  endpoint({
    method: 'put',
    path: '/shifts/{shiftId}',
    summary: 'Change a shift that has not begun',
    tag,
    useCase: commands.changeShift,
    output: shiftSavedOut,
    present: same
  }),
  endpoint({
    method: 'post',
    path: '/shifts/{shiftId}/repeat',
    summary: 'Repeat a shift weekly, at the same time on the wall clock',
    tag,
    useCase: commands.repeatShift,
    output: shiftSavedOut,
    status: 201,
    present: same
  }),
  endpoint({
    method: 'post',
    path: '/shifts/{shiftId}/cancel',
    summary: 'Call a shift off and tell everybody why',
    tag,
    useCase: commands.cancelShift,
    output: shiftSavedOut,
    present: same
  }),
  endpoint({
    method: 'get',
    path: '/shifts/{shiftId}/sign-ups',
    summary: 'List who signed up for a shift that I run',
    tag,
    useCase: queries.roster,
    output: z.object({
      items: z.array(
        z.object({
          personId: z.uuid(),
          name: z.string(),
          state: signUpState,
          message: z.string().nullable(),
          walkUp: z.boolean()
        })
      ),
      more: z.int().describe('How many more there are; those who withdrew or were declined come last')
    }),
    present: ({ lines, more }) => ({
      more,
      items: lines.map(({ personId, name, state, message, walkUp }) => ({
        personId,
        name,
        state,
        message,
        walkUp
      }))
    })
  }),
  endpoint({
    method: 'post',
    path: '/shifts/{shiftId}/applications/accept',
    summary: 'Accept applications: all that are named, or none',
    tag,
    useCase: commands.acceptApplications,
    output: shiftSavedOut.extend({ decided: z.int() }),
    present: same
  }),
  endpoint({
    method: 'post',
    path: '/shifts/{shiftId}/applications/decline',
    summary: 'Decline applications, or take people off a shift, with a reason',
    tag,
    useCase: commands.declineSignUps,
    output: shiftSavedOut.extend({ decided: z.int() }),
    present: same
  }),
  endpoint({
    method: 'post',
    path: '/shifts/{shiftId}/sign-up',
    summary: 'Sign up for a shift, or join its waiting list',
    tag,
    useCase: commands.signUp,
    output: mySignUpOut,
    status: 201,
    present: presentSignUp
  }),
  endpoint({
    method: 'post',
    path: '/shifts/{shiftId}/withdraw',
    summary: 'Take my name off a shift',
    tag,
    useCase: commands.withdraw,
    output: mySignUpOut,
    present: presentSignUp
  }),
  endpoint({
    method: 'post',
    path: '/shifts/{shiftId}/accept-offer',
    summary: 'Take the place that was offered to me from the waiting list',
    tag,
    useCase: commands.acceptOffer,
    output: mySignUpOut,
    present: presentSignUp
  }),
  endpoint({
    method: 'get',
    path: '/me/sign-ups',
    summary: 'List what I have signed up for, what is over in pages',
    tag,
    useCase: queries.mySignUps,
    output: z.object({
      offered: z.array(mineOut),
      coming: z.array(mineOut),
      waiting: z.array(mineOut),
      past: z.array(mineOut),
      next: z.string().nullable()
    }),
    present: ({ offered, coming, waiting, past, next }) => ({
      offered: offered.map(presentMine),
      coming: coming.map(presentMine),
      waiting: waiting.map(presentMine),
      past: past.map(presentMine),
      next
    })
  }),
  endpoint({
    method: 'post',
    path: '/me/calendar',
    summary: 'Make a secret address for my calendar; an earlier one ends',
    tag,
    useCase: commands.startFeed,
    output: z.object({ createdAt: instant }),
    status: 201,
    present: ({ createdAt }) => ({ createdAt: createdAt.toISOString() })
  }),
  endpoint({
    method: 'get',
    path: '/me/calendar',
    summary: 'Show the secret part of the address of my calendar',
    tag,
    useCase: queries.myFeed,
    output: z.object({ token: z.string().nullable() }),
    present: same
  }),
  endpoint({
    method: 'delete',
    path: '/me/calendar',
    summary: 'End the secret address of my calendar',
    tag,
    useCase: commands.endFeed,
    output: z.null(),
    status: 204,
    present: same
  }),
  endpoint({
    method: 'get',
    path: '/me/searches',
    summary: 'List my saved searches',
    tag,
    useCase: queries.mySearches,
    output: z.object({ items: z.array(searchOut) }),
    present: ({ items }) => ({ items: items.map(presentSearch) })
  }),
  endpoint({
    method: 'post',
    path: '/me/searches',
    summary: 'Save a search, to be told of new actions that meet it',
    tag,
    useCase: commands.saveSearch,
    output: z.object({ searchId: z.uuid() }),
    status: 201,
    present: same
  }),
  endpoint({
    method: 'delete',
    path: '/me/searches/{searchId}',
    summary: 'Remove a saved search',
    tag,
    useCase: commands.removeSearch,
    output: z.null(),
    status: 204,
    present: same
  })
]
