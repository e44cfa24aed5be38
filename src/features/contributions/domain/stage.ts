import type { Status } from './decision.ts'

/** How far a shift has come on its way to the passport. */
export const STAGES = [
  'signed-up',
  'checked-in',
  /** Left without a check-out; the end of the shift is proposed or soon will be. */
  'no-check-out',
  'awaiting',
  'confirmed',
  'rejected',
  'revoked',
  /** The shift is over and no check-in was recorded. */
  'not-recorded'
] as const
export type Stage = (typeof STAGES)[number]

interface Standing {
  readonly presence: { readonly checkedOutAt: Date | null } | null
  readonly status: Status | null
  readonly endsAt: Date
}

export function stageOf({ presence, status, endsAt }: Standing, now: Date): Stage {
  if (status) return status
  if (!presence) return now < endsAt ? 'signed-up' : 'not-recorded'
  if (presence.checkedOutAt) return 'awaiting'
  return now < endsAt ? 'checked-in' : 'no-check-out'
}
