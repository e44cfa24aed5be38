import { formatInstant } from '#platform/i18n/format.ts'
import { addMinutes, failure, type Failure } from '#platform/prelude/index.ts'
import type { WriteScope } from '#platform/use-case.ts'
import { HANGS_TOGETHER_MINUTES, hullOf, minutesTwice, spanOf } from '../domain/claim.ts'
import type { Contribution, Ports } from './ports.ts'

/**
 * Why some of these cannot be confirmed, by person: their time, or part of it, is confirmed elsewhere already. Whoever
 * asks learns when, and not where: what somebody does for others is not theirs to know.
 */
export async function countedTwice(
  { store }: Pick<Ports, 'store'>,
  scope: WriteScope,
  entries: readonly Contribution[]
): Promise<ReadonlyMap<string, Failure>> {
  const refusals = new Map<string, Failure>()
  const claims = entries.filter(({ status }) => status === 'confirmed')
  if (!claims.length) return refusals
  const personIds = claims.map(({ personId }) => personId)
  await store.lockPeople(scope.db, personIds)
  const { startsAt, endsAt } = hullOf(claims.map(spanOf))
  const others = await store.confirmedBetween(scope.db, personIds, {
    startsAt: addMinutes(startsAt, -HANGS_TOGETHER_MINUTES),
    endsAt: addMinutes(endsAt, HANGS_TOGETHER_MINUTES)
  })
  const othersOf = Map.groupBy(others, ({ personId }) => personId)
  for (const claim of claims) {
    const elsewhere = (othersOf.get(claim.personId) ?? []).filter(({ shiftId }) => shiftId !== claim.shiftId)
    const twice = minutesTwice(claim, elsewhere)
    if (twice)
      refusals.set(
        claim.personId,
        failure.conflict('hours-counted-twice', {
          field: 'minutes',
          args: {
            minutes: twice.minutes,
            from: formatInstant(twice.startsAt, scope.actor.locale),
            to: formatInstant(twice.endsAt, scope.actor.locale)
          }
        })
      )
  }
  return refusals
}
