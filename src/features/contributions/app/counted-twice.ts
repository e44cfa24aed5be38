import { formatInstant } from '#platform/i18n/format.ts'
import { failure, type Failure } from '#platform/prelude/index.ts'
import type { WriteScope } from '#platform/use-case.ts'
import { minutesTwice, spanOf } from '../domain/claim.ts'
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
  const spans = claims.map(spanOf)
  const others = await store.confirmedBetween(scope.db, personIds, {
    startsAt: new Date(Math.min(...spans.map(({ startsAt }) => startsAt.getTime()))),
    endsAt: new Date(Math.max(...spans.map(({ endsAt }) => endsAt.getTime())))
  })
  for (const claim of claims)
    for (const other of others) {
      if (other.personId !== claim.personId || other.shiftId === claim.shiftId) continue
      const minutes = minutesTwice(claim, other)
      if (!minutes) continue
      const { startsAt, endsAt } = spanOf(other)
      refusals.set(
        claim.personId,
        failure.conflict('hours-counted-twice', {
          field: 'minutes',
          args: {
            minutes,
            from: formatInstant(startsAt, scope.actor.locale),
            to: formatInstant(endsAt, scope.actor.locale)
          }
        })
      )
    }
  return refusals
}
