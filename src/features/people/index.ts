import type { Db } from '#platform/database/database.ts'
import type { Day, Locale } from '#platform/prelude/index.ts'
import { declineConsent, giveConsent, showMyConsent, withdrawConsent } from './app/consent.ts'
import { mayTakePart } from './app/may-take-part.ts'
import type { Ports } from './app/ports.ts'
import { signIn } from './app/sign-in.ts'
import { shortName, type PersonCard } from './domain/person.ts'

/** What the header of a page says of the one who is signed in. */
export interface Account {
  readonly shortName: string
  readonly locale: Locale
}

/** What a search sorts by. */
export interface MatchFacts {
  readonly birthDate: Day
  readonly regionCode: string | null
  readonly directions: readonly string[]
  readonly skills: readonly string[]
  readonly languages: readonly string[]
  readonly availability: readonly string[]
}

/** People: who they are to the state, what they agreed to, who answers for a minor, how they sign in. */
export function createPeople(ports: Ports) {
  const { store } = ports
  return {
    commands: {
      signIn: signIn(ports),
      giveConsent: giveConsent(ports),
      declineConsent: declineConsent(ports),
      withdrawConsent: withdrawConsent(ports)
    },
    queries: {
      myConsent: showMyConsent(ports)
    },
    mayTakePart: mayTakePart(ports),

    /** Cards of people by id; ids of nobody are left out. Showing one to another person is a look. */
    async cards(db: Db, personIds: readonly string[]): Promise<Map<string, PersonCard>> {
      const cards = await store.cards(db, personIds)
      return new Map(cards.map((card) => [card.personId, card]))
    },

    async accountOf(db: Db, personId: string): Promise<Account | null> {
      const person = await store.person(db, personId)
      return person && { shortName: shortName(person), locale: person.locale }
    },

    async matchFacts(db: Db, personId: string): Promise<MatchFacts | null> {
      const person = await store.person(db, personId)
      if (!person) return null
      const { birthDate, regionCode, directions, skills, languages, availability } = person
      return { birthDate, regionCode, directions, skills, languages, availability }
    }
  }
}

export type People = ReturnType<typeof createPeople>
export type { MyConsent } from './app/consent.ts'
export type { TakingPartInput } from './app/may-take-part.ts'
export type { SignedIn } from './app/sign-in.ts'
export { ADULT_YEARS, isAdult, MINOR_BARRED_TAGS, type WorkTag } from './domain/age.ts'
export type { Operator } from './domain/consent.ts'
export { centuryDigit, generateIin } from './domain/iin.ts'
export { fullName, shortName, type Identity, type Names, type PersonCard } from './domain/person.ts'
export { peopleWords } from './messages/index.ts'
