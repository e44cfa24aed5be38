import { ageOn, failure, inForce, type DatedPolicy, type Day, type Failure } from '#platform/prelude/index.ts'

/** From this age a person decides alone about everything here. Civil Code of Kazakhstan, art. 17. */
export const ADULT_YEARS = 18

/**
 * Below this age a guardian must confirm. Article 12 (2) of the law is read as 14 by its published translation and
 * as 16 by the Children's Rights Committee; the stricter reading holds until the authorised body says otherwise.
 */
export const CONSENT_AGE: readonly DatedPolicy<number>[] = [
  {
    value: 16,
    from: '2016-12-30',
    source:
      'Law of 30 December 2016 No. 42-VI, art. 12 (2), as explained by the Children’s Rights Committee, August 2025'
  }
]

/**
 * Kinds of work that nobody under 18 may be engaged in, whoever allows it: law of 30 December 2016 No. 42-VI,
 * art. 12 (2-1), items 1 to 3.
 */
export const MINOR_BARRED_TAGS = ['emergency', 'crime-related', 'hazardous'] as const
export type WorkTag = (typeof MINOR_BARRED_TAGS)[number]

export const isAdult = (birthDate: Day, on: Day): boolean => ageOn(birthDate, on) >= ADULT_YEARS

/** True when a guardian has to confirm taking part on that day. */
export const needsGuardian = (birthDate: Day, on: Day): boolean =>
  ageOn(birthDate, on) < inForce(CONSENT_AGE, on).value

export interface TakingPart {
  /** The day of the action in Asia/Almaty: age is counted on it, not on the day of signing up. */
  readonly on: Day
  readonly tags: readonly WorkTag[]
  /** The organiser's own least age, if any. */
  readonly minAge: number | null
}

/** Why somebody of this age may not take part, or null. Barred is barred: no guardian can allow it. */
export function ageRefusal(birthDate: Day, { on, tags, minAge }: TakingPart): Failure | null {
  if (!isAdult(birthDate, on)) {
    const barred = MINOR_BARRED_TAGS.find((tag) => tags.includes(tag))
    if (barred) return failure.conflict(`minor-${barred}`)
  }
  if (minAge !== null && ageOn(birthDate, on) < minAge)
    return failure.conflict('too-young', { args: { min: minAge } })
  return null
}
