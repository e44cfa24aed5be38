import type { WriteScope } from '#platform/use-case.ts'
import { inactiveRefusal, isPlaced, offerUntil } from '../domain/sign-up.ts'
import type { Ports, ShiftFacts, SignUpRow } from './ports.ts'
import { tellVolunteer } from './tell.ts'

type Needs = Pick<Ports, 'store' | 'notices' | 'organisers'>

/** When a place comes free too late for asking one after another, so many of those who wait are told at once. */
const TOLD_AT_ONCE_MAX = 20

/** What of a sign-up stands in the audit trail. */
const trace = ({ state, walkUp, offeredUntil, reason }: SignUpRow) => ({
  state,
  walkUp,
  offeredUntil,
  reason
})

/** Writes down a sign-up's new state, with the old one in the audit trail. */
export async function moveSignUp(
  { store }: Pick<Ports, 'store'>,
  scope: WriteScope,
  before: SignUpRow | null,
  after: SignUpRow
): Promise<void> {
  await store.putSignUp(scope.db, after, scope.now)
  scope.audit({
    action: `opportunities.sign-up-${after.state}`,
    subject: { kind: 'sign-up', id: `${after.personId}/${after.shiftId}` },
    before: before && trace(before),
    after: trace(after)
  })
}

/** Ends a sign-up, and frees its place if it had one. The shift is locked. */
export async function endSignUp(
  ports: Pick<Ports, 'store'>,
  scope: WriteScope,
  before: SignUpRow,
  to: { state: 'withdrawn' | 'declined'; reason: string | null; decidedBy: string | null }
): Promise<void> {
  await moveSignUp(ports, scope, before, { ...before, ...to, offeredUntil: null })
  if (isPlaced(before.state)) await ports.store.freePlaces(scope.db, before.shiftId, 1)
}

/**
 * Offers free places to those who wait, in their order. The shift is locked. A place that is offered counts as
 * taken, so nobody jumps the queue; near the start it stays free for whoever comes first. While the organiser is
 * suspended nobody is asked: they are when it resumes.
 */
export async function offerFreePlaces(ports: Needs, scope: WriteScope, shift: ShiftFacts): Promise<void> {
  const briefs = await ports.organisers.briefs(scope.db, [shift.organiserId])
  if (inactiveRefusal(briefs.get(shift.organiserId))) return
  const until = offerUntil(scope.now, shift.startsAt)
  if (!until) return tellPlaceIsOpen(ports, scope, shift)
  for (;;) {
    const [next] = await ports.store.firstWaiting(scope.db, shift.shiftId, 1)
    if (!next || !(await ports.store.takePlace(scope.db, shift.shiftId))) return
    await moveSignUp(ports, scope, next, { ...next, state: 'offered', offeredUntil: until })
    await tellVolunteer(ports, scope, next.personId, 'place-offered', shift, { until })
  }
}

async function tellPlaceIsOpen(ports: Needs, scope: WriteScope, shift: ShiftFacts): Promise<void> {
  if (shift.startsAt <= scope.now) return
  const waiting = await ports.store.firstWaiting(scope.db, shift.shiftId, TOLD_AT_ONCE_MAX)
  await tellVolunteer(
    ports,
    scope,
    waiting.map(({ personId }) => personId),
    'place-open',
    shift
  )
}

/** Ends the offers that nobody answered in time, and asks the next in line. The shift is locked; says how many. */
export async function lapseOffers(ports: Needs, scope: WriteScope, shift: ShiftFacts): Promise<number> {
  const lapsed = await ports.store.lapsedOffersOf(scope.db, shift.shiftId, scope.now)
  for (const signUp of lapsed) {
    await endSignUp(ports, scope, signUp, { state: 'withdrawn', reason: 'offer-lapsed', decidedBy: null })
    await tellVolunteer(ports, scope, signUp.personId, 'offer-lapsed', shift)
  }
  if (lapsed.length) await offerFreePlaces(ports, scope, shift)
  return lapsed.length
}
