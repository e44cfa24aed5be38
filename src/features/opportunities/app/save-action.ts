import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { allOf, err, failure, ok, type Failure, type Result } from '#platform/prelude/index.ts'
import { command, type WriteScope } from '#platform/use-case.ts'
import { id, instant } from '#platform/validation.ts'
import {
  draftFailures,
  moveRefusal,
  publishFailures,
  tagsOf,
  type ActionContent,
  type ActionDraft
} from '../domain/action.ts'
import { vocabularyKeys } from '../domain/words.ts'
import { isWhole, missingOf, movedAhead, shiftFailures, type ShiftPlan } from '../domain/shift.ts'
import { isPlaced } from '../domain/sign-up.ts'
import { contentFields, contentOf, shiftList, type DraftedShift } from './action-input.ts'
import { searchWords } from './action-words.ts'
import { managesAction, managesOrganiser } from './policy.ts'
import type { ActionRow, Ports, ShiftRow } from './ports.ts'
import { tellVolunteer } from './tell.ts'

export interface SavedAction {
  readonly actionId: string
  readonly state: ActionRow['state']
}

const saved = ({ actionId, state }: ActionRow): SavedAction => ({ actionId, state })

const ticked = z.union([z.boolean(), z.literal('on').transform(() => true)]).default(false)

/** What an action lacks for the public with so many shifts, or, where there are none to count, for a draft. */
const missingIn = ({ actor }: WriteScope, content: ActionDraft, shifts: number | null): Failure[] =>
  shifts === null ? draftFailures(content, actor.locale) : publishFailures(content, shifts, actor.locale)

/** The content when it lacks nothing; else all that it lacks, and with it what is wrong in the rows of shifts. */
function whole(
  scope: WriteScope,
  draft: ActionDraft,
  shifts: number | null,
  rows: readonly Failure[] = []
): Result<ActionContent> {
  const refusal = allOf([...missingIn(scope, draft, shifts), ...rows])
  // What lacks nothing has its region.
  return refusal ? err(refusal) : ok(draft as ActionContent)
}

/** What is missing in shifts or wrong with them, each at its row. */
export const rowFailures = (shifts: readonly DraftedShift[], now: Date): Failure[] =>
  shifts.flatMap((shift) =>
    (isWhole(shift) ? shiftFailures(shift, now) : missingOf(shift)).map((one) => ({
      ...one,
      field: `shifts.${shift.row}.${one.field}`
    }))
  )

export const newShift = (scope: WriteScope, actionId: string, plan: ShiftPlan): ShiftRow => ({
  shiftId: scope.newId(),
  actionId,
  state: 'open',
  role: plan.role,
  startsAt: plan.startsAt,
  endsAt: plan.endsAt,
  capacity: plan.capacity,
  taken: 0
})

/** Folds the texts for search; the words of what is public also go into the vocabulary. */
export async function wordsOf(
  { store, organisers }: Pick<Ports, 'store' | 'organisers'>,
  scope: WriteScope,
  action: Pick<ActionRow, 'organiserId' | 'state' | 'content'>,
  shifts: readonly Pick<ShiftPlan, 'role'>[]
): Promise<string[]> {
  const brief = (await organisers.briefs(scope.db, [action.organiserId])).get(action.organiserId)
  const found = searchWords(
    action.content,
    shifts.map((shift) => shift.role),
    brief?.name ?? {}
  )
  if (action.state === 'published')
    await store.learnWords(
      scope.db,
      found.map((word) => ({ word, keys: vocabularyKeys(word) }))
    )
  return found
}

/** Writes down a new action with its shifts. */
async function add(
  ports: Pick<Ports, 'store' | 'organisers'>,
  scope: WriteScope,
  draft: { organiserId: string; content: ActionContent; shifts: readonly ShiftPlan[]; publish: boolean }
): Promise<ActionRow> {
  const action: ActionRow = {
    actionId: scope.newId(),
    organiserId: draft.organiserId,
    state: draft.publish ? 'published' : 'draft',
    content: draft.content,
    tags: tagsOf(draft.content),
    lastEndsAt: null,
    createdBy: scope.personId,
    createdAt: scope.now,
    updatedAt: scope.now,
    publishedAt: draft.publish ? scope.now : null,
    cancelledAt: null,
    cancelReason: null
  }
  await ports.store.addAction(scope.db, action, await wordsOf(ports, scope, action, draft.shifts))
  await ports.store.addShifts(
    scope.db,
    draft.shifts.map((plan) => newShift(scope, action.actionId, plan))
  )
  await ports.store.noteEnd(scope.db, action.actionId)
  scope.audit({
    action: 'opportunities.action-created',
    subject: { kind: 'action', id: action.actionId },
    before: null,
    after: { state: action.state, content: action.content, shifts: draft.shifts.length }
  })
  return action
}

/** Creates an action with its shifts, as a draft or published at once. */
export const createAction = (ports: Pick<Ports, 'store' | 'organisers'>) =>
  command({
    name: 'opportunities.create-action',
    access: 'signed-in',
    limit: LIMITS.write,
    policy: managesOrganiser(ports),
    input: z.object({ organiserId: id, ...contentFields, shifts: shiftList, publish: ticked }),
    async run(scope, { organiserId, shifts, publish, ...input }) {
      const rows = rowFailures(shifts, scope.now)
      const content = whole(scope, contentOf(input), publish ? shifts.length : null, rows)
      if (!content.ok) return content
      const plans = shifts.filter(isWhole)
      const draft = { organiserId, content: content.value, shifts: plans, publish }
      return ok(saved(await add(ports, scope, draft)))
    }
  })

/** Changes what is said of an action; those who have a place are told when it moves elsewhere. */
export const editAction = (ports: Pick<Ports, 'store' | 'organisers' | 'notices'>) =>
  command({
    name: 'opportunities.edit-action',
    access: 'signed-in',
    limit: LIMITS.write,
    policy: managesAction(ports),
    input: z.object({
      actionId: id,
      ...contentFields,
      /** When it was last changed, as far as the one who changes it has seen: what came after is not overwritten. */
      updatedAt: instant.optional()
    }),
    async run(scope, { actionId, updatedAt, ...input }) {
      const { store } = ports
      const before = (await store.lockAction(scope.db, actionId))!
      const refusal = moveRefusal(before.state, 'edited')
      if (refusal) return err(refusal)
      if (updatedAt && +updatedAt !== +before.updatedAt)
        return err(failure.conflict('action-changed-meanwhile'))
      const shifts = await store.shiftsOf(scope.db, actionId)
      const published = before.state === 'published'
      const checked = whole(scope, contentOf(input), published ? shifts.length : null)
      if (!checked.ok) return checked
      const content = checked.value
      const action: ActionRow = { ...before, content, tags: tagsOf(content) }
      await store.setContent(scope.db, action, await wordsOf(ports, scope, action, shifts), scope.now)
      scope.audit({
        action: 'opportunities.action-edited',
        subject: { kind: 'action', id: actionId },
        before: before.content,
        after: content
      })
      if (published && moved(before.content, content)) await tellMoved(ports, scope, action)
      return ok(saved(action))
    }
  })

const moved = (before: ActionContent, after: ActionContent): boolean =>
  (['regionCode', 'locality', 'address'] as const).some((field) => before[field] !== after[field])

async function tellMoved(
  ports: Pick<Ports, 'store' | 'notices'>,
  scope: WriteScope,
  { actionId, content: { title } }: ActionRow
): Promise<void> {
  const coming = (await ports.store.shiftsOf(scope.db, actionId)).filter(
    (shift) => shift.state === 'open' && shift.endsAt > scope.now
  )
  const signUps = await ports.store.signUpsOfShifts(
    scope.db,
    coming.map((shift) => shift.shiftId)
  )
  for (const shift of coming) {
    const placed = signUps.filter(({ shiftId, state }) => shiftId === shift.shiftId && isPlaced(state))
    const people = placed.map(({ personId }) => personId)
    await tellVolunteer(ports, scope, people, 'shift-changed', { ...shift, title })
  }
}

/** Makes a draft public. The acceptance checklist and at least one coming shift are needed. */
export const publishAction = (ports: Pick<Ports, 'store' | 'organisers'>) =>
  command({
    name: 'opportunities.publish-action',
    access: 'signed-in',
    limit: LIMITS.write,
    policy: managesAction(ports),
    input: z.object({ actionId: id }),
    async run(scope, { actionId }) {
      const { store } = ports
      const before = (await store.lockAction(scope.db, actionId))!
      const refusal = moveRefusal(before.state, 'published')
      if (refusal) return err(refusal)
      const shifts = (await store.shiftsOf(scope.db, actionId)).filter((shift) => shift.state === 'open')
      const wrong = allOf([
        ...missingIn(scope, before.content, shifts.length),
        ...(shifts.some((shift) => shift.startsAt <= scope.now)
          ? [failure.invalid('shift-in-past', { field: 'shifts' })]
          : [])
      ])
      if (wrong) return err(wrong)
      const action: ActionRow = { ...before, state: 'published' }
      await wordsOf(ports, scope, action, shifts)
      await store.setState(scope.db, actionId, 'published', { now: scope.now })
      scope.audit({
        action: 'opportunities.action-published',
        subject: { kind: 'action', id: actionId },
        before: { state: before.state },
        after: { state: action.state }
      })
      return ok(saved(action))
    }
  })

/** Makes a draft of the same action, its shifts moved ahead by whole weeks. Nobody's sign-up comes along. */
export const copyAction = (ports: Pick<Ports, 'store' | 'organisers'>) =>
  command({
    name: 'opportunities.copy-action',
    access: 'signed-in',
    limit: LIMITS.write,
    policy: managesAction(ports),
    input: z.object({ actionId: id }),
    async run(scope, { actionId }) {
      const { store } = ports
      const { organiserId, content } = (await store.action(scope.db, actionId))!
      const shifts = (await store.shiftsOf(scope.db, actionId)).filter((shift) => shift.state === 'open')
      const copy = await add(ports, scope, {
        organiserId,
        content,
        shifts: movedAhead(shifts, scope.now),
        publish: false
      })
      return ok(saved(copy))
    }
  })
