import { z } from 'zod'
import { fullName } from '#features/people/index.ts'
import type { OrganiserBrief } from '#features/organisers/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { id, page, pageOf, type Page } from '#platform/validation.ts'
import { stateAt } from '../domain/action.ts'
import { isLive, stateNow, type SignUpState } from '../domain/sign-up.ts'
import { managesOrganiser, managesShift, viewsAction, viewsOrganiser } from './policy.ts'
import type { ActionRow, Ports, ShiftRow } from './ports.ts'

/** People of one shift shown on one page; a larger crowd is checked in by code. */
const ROSTER_MAX = 500

export interface DeskLine extends ActionRow {
  readonly shifts: number
  readonly places: number
  readonly taken: number
  /** When its next shift begins; null when all have begun. */
  readonly nextAt: Date | null
}

export interface DeskList extends Page<DeskLine> {
  readonly organiser: OrganiserBrief | null
  /** May create actions. */
  readonly manages: boolean
}

/** The actions of an organiser, the latest first, drafts too. */
export const listDeskActions = (ports: Pick<Ports, 'store' | 'organisers'>) =>
  query({
    name: 'opportunities.list-desk-actions',
    access: 'signed-in',
    limit: LIMITS.read,
    policy: viewsOrganiser(ports),
    input: z.object({ organiserId: id, ...page.shape }),
    async run(scope, { organiserId, cursor, size }) {
      const after = id.safeParse(cursor).data ?? null
      const rows = await ports.store.actionsOf(scope.db, organiserId, {
        now: scope.now,
        after,
        count: size + 1
      })
      const { items, next } = pageOf(rows, size, (row) => row.actionId)
      return ok<DeskList>({
        items: items.map((row) => ({ ...row, state: stateAt(row.state, row.lastEndsAt, scope.now) })),
        next,
        organiser: (await ports.organisers.briefs(scope.db, [organiserId])).get(organiserId) ?? null,
        manages: (await ports.organisers.mayManage(scope, organiserId)) === null
      })
    }
  })

/** For whom a new action is about to be written; refused before anything is typed. */
export const showNewAction = (ports: Pick<Ports, 'organisers'>) =>
  query({
    name: 'opportunities.show-new-action',
    access: 'signed-in',
    limit: LIMITS.read,
    policy: managesOrganiser(ports),
    input: z.object({ organiserId: id }),
    async run(scope, { organiserId }) {
      const organiser = (await ports.organisers.briefs(scope.db, [organiserId])).get(organiserId)
      return organiser ? ok({ organiser }) : err(failure.notFound('action-not-found'))
    }
  })

export interface DeskShift extends ShiftRow {
  readonly counts: Readonly<Partial<Record<SignUpState, number>>>
}

export interface DeskAction extends ActionRow {
  readonly organiser: OrganiserBrief | null
  readonly shifts: readonly DeskShift[]
  /** May change it; a viewer only looks. */
  readonly manages: boolean
}

/** An action at the desk of its organiser: everything about it, and how many signed up, without their names. */
export const showDeskAction = (ports: Pick<Ports, 'store' | 'organisers'>) =>
  query({
    name: 'opportunities.show-desk-action',
    access: 'signed-in',
    limit: LIMITS.read,
    policy: viewsAction(ports),
    input: z.object({ actionId: id }),
    async run(scope, { actionId }) {
      const { store, organisers } = ports
      const action = (await store.action(scope.db, actionId))!
      const shifts = await store.shiftsOf(scope.db, actionId)
      const counts = await store.countsOf(
        scope.db,
        shifts.map((shift) => shift.shiftId)
      )
      const briefs = await organisers.briefs(scope.db, [action.organiserId])
      return ok<DeskAction>({
        ...action,
        state: stateAt(action.state, action.lastEndsAt, scope.now),
        organiser: briefs.get(action.organiserId) ?? null,
        shifts: shifts.map((shift) => ({ ...shift, counts: counts.get(shift.shiftId) ?? {} })),
        manages: (await organisers.mayManage(scope, action.organiserId)) === null
      })
    }
  })

export interface RosterLine {
  readonly personId: string
  readonly name: string
  readonly state: SignUpState
  readonly message: string | null
  readonly reason: string | null
  readonly walkUp: boolean
  readonly queuedAt: Date
  readonly offeredUntil: Date | null
}

/** Who signed up for a shift: their names and what they wrote, no more. Each of them can see that it was looked at. */
export const showRoster = (ports: Pick<Ports, 'store' | 'organisers' | 'people'>) =>
  query({
    name: 'opportunities.show-roster',
    access: 'signed-in',
    limit: LIMITS.desk,
    policy: managesShift(ports),
    input: z.object({ shiftId: id }),
    async run(scope, { shiftId }) {
      const [shift] = await ports.store.shiftFacts(scope.db, [shiftId])
      const all = await ports.store.signUpsOfShift(scope.db, shiftId)
      // Who is still to come is not crowded out by those who are not.
      const [live, over] = [
        all.filter(({ state }) => isLive(state)),
        all.filter(({ state }) => !isLive(state))
      ]
      const signUps = [...live, ...over].slice(0, ROSTER_MAX)
      const cards = await ports.people.cards(
        scope.db,
        signUps.map((signUp) => signUp.personId)
      )
      const lines = signUps.flatMap((signUp): RosterLine[] => {
        const card = cards.get(signUp.personId)
        if (!card) return []
        scope.look({ personId: signUp.personId, what: 'roster', onBehalfOf: shift!.organiserId })
        const { personId, message, reason, walkUp, queuedAt, offeredUntil } = signUp
        const state = stateNow(signUp, scope.now)
        return [{ personId, name: fullName(card), state, message, reason, walkUp, queuedAt, offeredUntil }]
      })
      return ok({ shift: shift!, lines, more: all.length - signUps.length })
    }
  })
