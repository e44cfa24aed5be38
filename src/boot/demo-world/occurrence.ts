import { addMinutes } from '#platform/prelude/index.ts'
import type { Times } from './calendar.ts'
import type { ActionForm } from './form.ts'
import type { Stage } from './stage.ts'

/** How somebody came and left: by the code on the screen, by their own code, by the coordinator's word, or forgot to leave. */
export type Way = 'code' | 'scan' | 'hand' | 'forgotten'

export interface Part {
  readonly person: string
  readonly way: Way
  readonly isCast: boolean
}

interface Desk {
  readonly organiserId: string
  readonly owner: string
  readonly coordinator: string
}

interface Published {
  readonly desk: Desk
  readonly content: ActionForm
  readonly publishedAt: Date
  /** Sign-ups are applications that the coordinator decides on. */
  readonly applies: boolean
}

export interface PastOccurrence extends Published {
  readonly times: Times
  readonly parts: readonly Part[]
  /** null: the hours wait. */
  readonly confirmedBy: 'owner' | 'coordinator' | null
  readonly rejectsOne: boolean
  readonly corrects: boolean
}

const DAY_MINUTES = 24 * 60
/** Check-out is open for an hour; then the end of the shift is proposed. */
const PROPOSED_MINUTES_AFTER = 70
const REJECTED_BECAUSE = 'Ауысым басында белгіленген, бірақ жұмысқа қатыспаған.'
const CORRECTED_BECAUSE = 'Үзіліс уақыты есептен шығарылды.'
const BREAK_MINUTES = 30

async function publish(stage: Stage, { desk, content, publishedAt }: Published) {
  const { commands, queries } = stage.app.opportunities
  const form = { ...content, organiserId: desk.organiserId }
  const { actionId } = await stage.act(desk.coordinator, publishedAt, commands.createAction, form)
  const { shifts } = await stage.act(desk.coordinator, publishedAt, queries.action, { actionId })
  return { actionId, shiftIds: shifts.map(({ shiftId }) => shiftId) }
}

/** An action from its publication to the confirmed hours. */
export async function tellPast(stage: Stage, past: PastOccurrence): Promise<void> {
  const { desk, parts, publishedAt, times } = past
  const { opportunities } = stage.app
  const { actionId, shiftIds } = await publish(stage, past)
  const shiftId = shiftIds[0]!
  for (const [index, { person }] of parts.entries()) {
    const at = addMinutes(publishedAt, (1 + index) * DAY_MINUTES + index * 71)
    await stage.act(person, at, opportunities.commands.signUp, { shiftId })
  }
  if (past.applies && parts.length)
    await stage.act(
      desk.coordinator,
      addMinutes(publishedAt, 12 * DAY_MINUTES),
      opportunities.commands.acceptApplications,
      { shiftId, personIds: parts.map(({ person }) => person) }
    )
  await attend(stage, desk, shiftId, parts, times)
  await stage.act(null, addMinutes(times.endsAt, 6), opportunities.chores.finishAction, { actionId })
  if (past.confirmedBy && parts.length) await confirm(stage, past, shiftId)
}

async function attend(
  stage: Stage,
  desk: Desk,
  shiftId: string,
  parts: readonly Part[],
  { startsAt, endsAt }: Times
): Promise<void> {
  const byHand = parts.filter(({ way }) => way === 'hand').map(({ person }) => person)
  for (const kind of ['in', 'out'] as const) {
    const begin = kind === 'in' ? addMinutes(startsAt, -9) : addMinutes(endsAt, -3)
    for (const [index, { person, way }] of parts.entries()) {
      const at = addMinutes(begin, index * 2)
      if (way === 'scan') await comeByScan(stage, { desk, shiftId, person, kind, at })
      else if (way === 'code' || (way === 'forgotten' && kind === 'in'))
        await comeByCode(stage, { desk, shiftId, person, kind, at })
    }
    if (byHand.length)
      await stage.act(desk.coordinator, addMinutes(begin, 11), stage.app.attendance.commands.recordPresence, {
        shiftId,
        personIds: byHand,
        kind
      })
  }
  if (parts.some(({ way }) => way === 'forgotten'))
    await stage.act(
      null,
      addMinutes(endsAt, PROPOSED_MINUTES_AFTER),
      stage.app.attendance.commands.proposeEnds,
      { shiftId }
    )
}

interface Coming {
  desk: Desk
  shiftId: string
  person: string
  kind: 'in' | 'out'
  at: Date
}

/** The volunteer types the code that stands on the coordinator's screen. */
async function comeByCode(stage: Stage, { desk, shiftId, person, kind, at }: Coming): Promise<void> {
  const { commands, queries } = stage.app.attendance
  const { code } = await stage.act(desk.coordinator, at, queries.shiftCode, { shiftId })
  await stage.act(person, at, commands.checkInByCode, { shiftId, code, kind })
}

/** The coordinator scans what stands on the volunteer's screen. */
async function comeByScan(stage: Stage, { desk, shiftId, person, kind, at }: Coming): Promise<void> {
  const { commands, queries } = stage.app.attendance
  const { token } = await stage.act(person, at, queries.myCode, {})
  await stage.act(desk.coordinator, at, commands.scanPerson, { shiftId, code: token, kind })
}

async function confirm(stage: Stage, past: PastOccurrence, shiftId: string): Promise<void> {
  const { desk, parts, times } = past
  const { commands } = stage.app.contributions
  const confirmer = desk[past.confirmedBy!]
  const rejected = past.rejectsOne ? parts.find(({ isCast }) => !isCast)?.person : null
  const decisions = Object.fromEntries(
    parts.map(({ person, way }) => [
      person,
      person === rejected
        ? { decision: 'reject', reason: REJECTED_BECAUSE }
        : { decision: 'confirm', ...(way === 'forgotten' ? { takeProposedEnd: true } : {}) }
    ])
  )
  const decidedAt = addMinutes(times.endsAt, DAY_MINUTES + 90)
  const decided = await stage.act(confirmer, decidedAt, commands.decideHours, { shiftId, decisions })
  const corrected = past.corrects && decided.find(({ personId }) => personId === parts[0]?.person)
  if (!corrected) return
  const { personId, contributionId, version, minutes } = corrected
  await stage.act(confirmer, addMinutes(decidedAt, 4 * DAY_MINUTES), commands.correctHours, {
    decision: 'amend',
    personId,
    contributionId,
    version,
    minutes: minutes - BREAK_MINUTES,
    reason: CORRECTED_BECAUSE
  })
}

export interface PlannedOccurrence extends Published {
  /** Who wants to come, by shift. */
  readonly wishes: readonly (readonly string[])[]
  /** The first shift is on: most of its people have come, the first of them has not yet. */
  readonly here: { readonly startsAt: Date; readonly at: Date } | null
}

/** An action that is still to come, with its first sign-ups. */
export async function tellPlanned(stage: Stage, now: Date, planned: PlannedOccurrence): Promise<void> {
  const { desk, publishedAt, wishes, applies, here } = planned
  const { commands } = stage.app.opportunities
  const { shiftIds } = await publish(stage, planned)
  const stepMs = (now.getTime() - publishedAt.getTime()) / (wishes.flat().length + 2)
  let atMs = publishedAt.getTime()
  for (const [index, people] of wishes.entries())
    for (const person of people)
      await stage.act(person, new Date((atMs += stepMs)), commands.signUp, { shiftId: shiftIds[index]! })
  // The latest applications still wait for the coordinator.
  const accepted = applies ? wishes[0]!.slice(0, -1) : []
  if (accepted.length)
    await stage.act(desk.coordinator, new Date(atMs), commands.acceptApplications, {
      shiftId: shiftIds[0]!,
      personIds: accepted
    })
  if (here)
    for (const person of wishes[0]!.slice(1))
      await comeByCode(stage, { desk, shiftId: shiftIds[0]!, person, kind: 'in', at: here.at })
}
