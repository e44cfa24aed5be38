import { dayOf, failure, type Day, type Failure } from '#platform/prelude/index.ts'
import type { Scope } from '#platform/use-case.ts'
import { ageRefusal, needsGuardian, type WorkTag } from '../domain/age.ts'
import { consentHolds } from '../domain/consent.ts'
import type { Ports } from './ports.ts'

export interface TakingPartInput {
  readonly personId: string
  readonly organiserId: string
  /** The day of the action in Asia/Almaty. */
  readonly on: Day
  readonly tags: readonly WorkTag[]
  readonly minAge: number | null
}

/**
 * Why a person may not take part in an action, or null. Asked at sign-up, at check-in and when a place on the
 * waiting list is offered: each time anew, since age, consent and guardians change.
 */
export const mayTakePart =
  ({ store }: Pick<Ports, 'store'>) =>
  async (scope: Scope, { personId, organiserId, ...action }: TakingPartInput): Promise<Failure | null> => {
    const person = await store.person(scope.db, personId)
    if (!person) return failure.notFound('person-not-found')
    const barred = ageRefusal(person.birthDate, action)
    if (barred) return barred
    // Consent is for processing now, not on the day of the action.
    const consent = await store.lastAnswer(scope.db, personId)
    if (!consentHolds(consent, dayOf(scope.now))) return failure.conflict('consent-needed')
    if (
      needsGuardian(person.birthDate, action.on) &&
      !(await store.hasGuardian(scope.db, personId, organiserId))
    )
      return failure.conflict('guardian-needed')
    return null
  }
