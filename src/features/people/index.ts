import type { Direction, RegionCode } from '#features/programmes/index.ts'
import type { Db } from '#platform/database/database.ts'
import type { Day, Locale } from '#platform/prelude/index.ts'
import { declineConsent, giveConsent, showMyConsent, withdrawConsent } from './app/consent.ts'
import {
  cancelGuardianInvitation,
  confirmGuardianship,
  inviteGuardian,
  showGuardianQuestion,
  showMyGuardians,
  withdrawGuardianship
} from './app/guardians.ts'
import { listLooksAtMe } from './app/looks.ts'
import { mayTakePart } from './app/may-take-part.ts'
import {
  addPasskey,
  askToRegisterPasskey,
  askToSignInWithPasskey,
  listMyPasskeys,
  removePasskey,
  renamePasskey,
  signInWithPasskey
} from './app/passkeys.ts'
import type { PersonCard, Ports } from './app/ports.ts'
import { showMyProfile, updateMyProfile } from './app/profile.ts'
import { beginSignIn, proveIdentity } from './app/prove-identity.ts'
import { endAllMySessions, endMySession, listMySessions, signOut } from './app/sessions.ts'
import { signIn } from './app/sign-in.ts'
import { consentHolds } from './domain/consent.ts'
import { shortName } from './domain/person.ts'
import type { Availability, Language, Skill } from './domain/vocabulary.ts'

/** What the header of a page says of the one who is signed in. */
export interface Account {
  readonly shortName: string
  readonly locale: Locale
}

/** What a search sorts by. */
export interface MatchFacts {
  readonly birthDate: Day
  readonly regionCode: RegionCode | null
  readonly directions: readonly Direction[]
  readonly skills: readonly Skill[]
  readonly languages: readonly Language[]
  readonly availability: readonly Availability[]
}

/** People: who they are to the state, what they agreed to, who answers for a minor, how they sign in. */
export function createPeople(ports: Ports) {
  const { store } = ports
  return {
    commands: {
      signIn: signIn(ports),
      signInWithPasskey: signInWithPasskey(ports),
      signOut: signOut(),
      endMySession: endMySession(),
      endAllMySessions: endAllMySessions(),
      addPasskey: addPasskey(ports),
      renamePasskey: renamePasskey(ports),
      removePasskey: removePasskey(ports),
      updateMyProfile: updateMyProfile(ports),
      giveConsent: giveConsent(ports),
      declineConsent: declineConsent(ports),
      withdrawConsent: withdrawConsent(ports),
      inviteGuardian: inviteGuardian(ports),
      cancelGuardianInvitation: cancelGuardianInvitation(ports),
      confirmGuardianship: confirmGuardianship(ports),
      withdrawGuardianship: withdrawGuardianship(ports)
    },
    queries: {
      beginSignIn: beginSignIn(ports),
      proveIdentity: proveIdentity(ports),
      askToSignInWithPasskey: askToSignInWithPasskey(ports),
      askToRegisterPasskey: askToRegisterPasskey(ports),
      myPasskeys: listMyPasskeys(ports),
      mySessions: listMySessions(),
      myProfile: showMyProfile(ports),
      myConsent: showMyConsent(ports),
      myGuardians: showMyGuardians(ports),
      guardianQuestion: showGuardianQuestion(ports),
      looksAtMe: listLooksAtMe(ports)
    },
    mayTakePart: mayTakePart(ports),

    /** Cards of people by id; ids of nobody are left out. Showing one to another person is a look. */
    async cards(db: Db, personIds: readonly string[]): Promise<Map<string, PersonCard>> {
      const cards = await store.cards(db, personIds)
      return new Map(cards.map((card) => [card.personId, card]))
    },

    /** Which of these people this person is or once was the guardian of, for whatever organiser. */
    async wardsAmong(db: Db, guardianId: string, personIds: readonly string[]): Promise<ReadonlySet<string>> {
      return new Set(await store.wardsAmong(db, guardianId, personIds))
    },

    async accountOf(db: Db, personId: string): Promise<Account | null> {
      const [card] = await store.cards(db, [personId])
      return card ? { shortName: shortName(card), locale: card.locale } : null
    },

    /** null also without a consent in force: then nothing is suggested from a person's own data. */
    async matchFacts(db: Db, personId: string, on: Day): Promise<MatchFacts | null> {
      const person = await store.person(db, personId)
      if (!person || !consentHolds(await store.lastAnswer(db, personId), on)) return null
      const { birthDate, regionCode, directions, skills, languages, availability } = person
      return { birthDate, regionCode, directions, skills, languages, availability }
    }
  }
}

export type People = ReturnType<typeof createPeople>
export type { MyConsent } from './app/consent.ts'
export type { GuardianQuestion, MyGuardians } from './app/guardians.ts'
export type { LookAtMe } from './app/looks.ts'
export { CHALLENGE_MINUTES, PASSKEYS_MAX, type MyPasskey } from './app/passkeys.ts'
export type { MyProfile } from './app/profile.ts'
export { returnTo, SIGN_IN_MINUTES_MAX } from './app/prove-identity.ts'
export type { MySession } from './app/sessions.ts'
export type { SignedIn } from './app/sign-in.ts'
export { ADULT_YEARS, isAdult } from './domain/age.ts'
export { centuryDigit, generateIin } from './domain/iin.ts'
export { fullName, shortName, type Identity, type Names } from './domain/person.ts'
export {
  AVAILABILITIES,
  LANGUAGES,
  SKILLS,
  type Availability,
  type Language,
  type Skill
} from './domain/vocabulary.ts'
export { peopleWords } from './messages/index.ts'
