import assert from 'node:assert/strict'
import { centuryDigit, generateIin } from '#features/people/index.ts'
import type { Day, Locale } from '#platform/prelude/index.ts'
import { perform } from '#platform/use-case.ts'
import type { TestWorld } from './world.ts'

export interface PersonWishes {
  birthDate?: Day
  givenName?: string
  familyName?: string
  patronymic?: string | null
  locale?: Locale
  region?: string
  /** Gives consent to the processing of personal data; true unless said otherwise. */
  consent?: boolean
}

let serial = 9000

const planted = new Set<string>()
/** The IINs of everybody made by {@link aPerson}, so that a test can look for them where they must not be. */
export const plantedIins: ReadonlySet<string> = planted

/** A synthetic IIN (never a real person's), another one at each call. */
export function syntheticIin(birthDate: Day, sex: 'male' | 'female' = 'female'): string {
  for (;;) {
    const iin = generateIin(
      birthDate,
      centuryDigit(birthDate, sex),
      (serial = 9000 + ((serial - 8999) % 1000))
    )
    if (iin) return iin
  }
}

/** Somebody who signed in through the state's identity provider, in the world's database. */
export async function aPerson(world: TestWorld, wishes: PersonWishes = {}): Promise<string> {
  const { people } = world.app
  const { birthDate = '1996-03-22', locale = 'kk' } = wishes
  const iin = syntheticIin(birthDate)
  planted.add(iin)
  const identity = {
    iin,
    familyName: wishes.familyName ?? 'Сейітова',
    givenName: wishes.givenName ?? 'Айгерім',
    patronymic: wishes.patronymic ?? null,
    birthDate,
    assurance: 'qr'
  }
  // An address of their own: sign-ins are counted by address, and the clock of a test stands still.
  const stranger = { ...world.actor(undefined, locale), address: world.app.runtime.newId() }
  const device = 'test'
  const signedIn = await perform(world.app.runtime, stranger, people.commands.signIn, {
    identity,
    locale,
    device
  })
  assert.ok(signedIn.ok, JSON.stringify(signedIn))
  const { personId } = signedIn.value
  const actor = world.actor(personId, locale)
  if (wishes.consent ?? true) {
    const mine = await perform(world.app.runtime, actor, people.queries.myConsent, {})
    assert.ok(mine.ok)
    const answer = { version: mine.value.terms.version, locale }
    const given = await perform(world.app.runtime, actor, people.commands.giveConsent, answer)
    assert.ok(given.ok, JSON.stringify(given))
  }
  return personId
}
