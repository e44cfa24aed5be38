import type { Day } from './time.ts'

/** One wording of a rule that the law or an order may change: its value, from when, and where it stands. */
export interface DatedPolicy<T> {
  readonly value: T
  /** First day on which it holds. */
  readonly from: Day
  /** The law, order or decision it comes from. */
  readonly source: string
}

/** The value in force on a day. The list is in the order of `from`; a day before the first is a bug. */
export function inForce<T>(policies: readonly DatedPolicy<T>[], on: Day): DatedPolicy<T> {
  const found = policies.findLast((policy) => policy.from <= on)
  if (!found) throw new Error(`no policy in force on ${on}`)
  return found
}
