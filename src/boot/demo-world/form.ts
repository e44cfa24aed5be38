import { localParts } from '#platform/prelude/index.ts'
import type { Times } from './calendar.ts'
import type { DemoAction, DemoShift } from './data.ts'

interface DatedShift {
  readonly shift: DemoShift
  readonly times: Times
}

/** What the organiser writes into the form. */
export const formOf = (action: DemoAction, shifts: readonly DatedShift[]) => ({
  title: action.title,
  text: action.text,
  why: action.why,
  directions: action.directions,
  beneficiaries: action.beneficiaries,
  programme: action.programme ?? null,
  regionCode: action.region,
  locality: action.locality,
  address: action.address,
  languages: action.languages,
  minAge: action.minAge ?? null,
  training: action.training ?? [],
  health: action.health ?? [],
  riskLevel: action.risk,
  joinMode: action.join,
  acceptance: { notStateFunction: true, unpaid: true, freeWill: true, useful: true },
  publish: true,
  shifts: shifts.map(({ shift, times }) => ({
    role: shift.role,
    startsAt: wallClock(times.startsAt),
    endsAt: wallClock(times.endsAt),
    capacity: shift.capacity
  }))
})

export type ActionForm = ReturnType<typeof formOf>

function wallClock(instant: Date): string {
  const { day, time } = localParts(instant)
  return `${day}T${time}`
}
