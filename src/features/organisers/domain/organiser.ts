import { failure, type Failure } from '#platform/prelude/index.ts'

/** Who organises: a legal person, an unregistered group that its leader answers for, or a body of the state. */
export const ORGANISER_KINDS = ['organisation', 'initiative-group', 'state-body'] as const
export type OrganiserKind = (typeof ORGANISER_KINDS)[number]

export const NAME_CHARS_MAX = 200
export const ABOUT_CHARS_MAX = 2_000

/** Only an initiative group has no BIN: it is not a legal person, and its leader stands for it. */
export const hasBin = (kind: OrganiserKind): boolean => kind !== 'initiative-group'

/** A suspended organiser keeps its record and may not act; a closed one never comes back. */
export const ORGANISER_STATES = ['active', 'suspended', 'closed'] as const
export type OrganiserState = (typeof ORGANISER_STATES)[number]

/** Why an organiser may not act now, or null when it may. */
export function whyNotActive(state: OrganiserState): Failure | null {
  if (state === 'suspended') return failure.conflict('organiser-suspended')
  if (state === 'closed') return failure.conflict('organiser-closed')
  return null
}

/** What may be done to an organiser as a whole, and what becomes of it. */
export type OrganiserStep = 'suspend' | 'resume' | 'close'

const NEXT: Readonly<Record<OrganiserState, Partial<Record<OrganiserStep, OrganiserState>>>> = {
  active: { suspend: 'suspended', close: 'closed' },
  suspended: { resume: 'active', close: 'closed' },
  closed: {}
}

/** The state after a step, or null when the step cannot be taken. */
export const organiserAfter = (state: OrganiserState, step: OrganiserStep): OrganiserState | null =>
  NEXT[state][step] ?? null
