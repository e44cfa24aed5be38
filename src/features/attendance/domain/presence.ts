/** How a signal came about. `shift-end` is nobody's word: the end of the shift where a check-out was forgotten. */
export const METHODS = ['rotating-code', 'coordinator-scan', 'coordinator', 'shift-end'] as const
export type Method = (typeof METHODS)[number]

export const EVENT_KINDS = ['in', 'out', 'proposed-out'] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** One signal, as it was recorded. */
export interface AttendanceEvent {
  readonly personId: string
  readonly shiftId: string
  readonly eventId: string
  readonly kind: EventKind
  readonly method: Method
  /** The instant that counts. */
  readonly at: Date
  readonly deviceAt: Date | null
  readonly serverAt: Date
  /** null for a proposed end. */
  readonly recordedBy: string | null
}

/** A signal as others see it: what, how, when, by whom. */
export interface Signal {
  readonly kind: EventKind
  readonly method: Method
  readonly at: Date
  readonly deviceAt: Date | null
  readonly recordedBy: string | null
}

/** Somebody's time at a shift, as the signals tell it. */
export interface Presence {
  readonly personId: string
  readonly shiftId: string
  readonly checkedInAt: Date
  readonly checkedOutAt: Date | null
  /** Only where nobody recorded the end: nobody's word, to be confirmed by somebody on purpose. */
  readonly proposedOutAt: Date | null
  /** In the order of time, repeats left out. */
  readonly signals: readonly Signal[]
}

/**
 * Folds the events of one person at one shift. The order in which they arrive and how often does not matter: the earliest
 * check-in counts, and the latest check-out after it. Without a check-in there is no presence.
 */
export function foldPresence(events: readonly AttendanceEvent[]): Presence | null {
  const distinct = [...new Map(events.map((event) => [event.eventId, event])).values()].sort(byTime)
  const first = distinct.find((event) => event.kind === 'in')
  if (!first) return null
  const lastOf = (kind: EventKind): Date | null =>
    distinct.findLast((event) => event.kind === kind && event.at > first.at)?.at ?? null
  const checkedOutAt = lastOf('out')
  return {
    personId: first.personId,
    shiftId: first.shiftId,
    checkedInAt: first.at,
    checkedOutAt,
    proposedOutAt: checkedOutAt ? null : lastOf('proposed-out'),
    signals: distinct.map(({ kind, method, at, deviceAt, recordedBy }) => ({
      kind,
      method,
      at,
      deviceAt,
      recordedBy
    }))
  }
}

const byTime = (a: AttendanceEvent, b: AttendanceEvent): number =>
  a.at.getTime() - b.at.getTime() || (a.eventId < b.eventId ? -1 : 1)

/** Folds events of many people and shifts, each pair for itself. */
export function foldPresences(events: readonly AttendanceEvent[]): Presence[] {
  const pairs = Map.groupBy(events, (event) => `${event.personId} ${event.shiftId}`)
  return [...pairs.values()].map(foldPresence).filter((presence) => presence !== null)
}
