import type { Presence } from './presence.ts'

/** Where somebody with a place stands: expected, there, gone, gone without a word, never came. */
export const ROSTER_STATES = ['here', 'coming', 'no-check-out', 'left', 'absent'] as const
export type RosterState = (typeof ROSTER_STATES)[number]

export function rosterState(presence: Presence | null, shift: { endsAt: Date }, now: Date): RosterState {
  const over = now >= shift.endsAt
  if (!presence) return over ? 'absent' : 'coming'
  if (presence.checkedOutAt) return 'left'
  return over ? 'no-check-out' : 'here'
}
