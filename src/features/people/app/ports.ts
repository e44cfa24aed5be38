import type { Notices } from '#features/notices/index.ts'
import type { Direction, RegionCode } from '#features/programmes/index.ts'
import type { Db } from '#platform/database/database.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { Day, Locale, LocalText, Result } from '#platform/prelude/index.ts'
import type { ConsentAnswer, ConsentRecord, Operator } from '../domain/consent.ts'
import type { Invitation } from '../domain/guardian.ts'
import type { Assurance, Identity, Names } from '../domain/person.ts'
import type { Availability, Language, Skill } from '../domain/vocabulary.ts'

/** A person as other contexts see one. The IIN is not part of it. */
export interface PersonCard extends Names {
  readonly personId: string
  readonly passportId: string
  readonly birthDate: Day
  readonly locale: Locale
  readonly email: string | null
  readonly regionCode: RegionCode | null
}

/** What a person says of themselves; the rest comes from the state. */
export interface Profile {
  readonly locale: Locale
  readonly email: string | null
  readonly regionCode: RegionCode | null
  readonly locality: string | null
  readonly languages: readonly Language[]
  readonly directions: readonly Direction[]
  readonly skills: readonly Skill[]
  readonly availability: readonly Availability[]
}

export interface PersonRow extends Names, Profile {
  readonly personId: string
  readonly passportId: string
  readonly birthDate: Day
  readonly iinSealed: Buffer
  readonly assurance: Assurance
  readonly createdAt: Date
}

export interface ConsentAnswerRow {
  readonly answerId: string
  readonly at: Date
  readonly answer: ConsentAnswer
  readonly version: string
  readonly locale: Locale
  readonly validTo: Day | null
  readonly record: ConsentRecord | null
}

/** A guardian answers for a ward with one organiser. */
export interface Guardianship {
  readonly guardianshipId: string
  readonly wardId: string
  readonly guardianId: string
  readonly organiserId: string
  readonly confirmedAt: Date
  readonly withdrawnAt: Date | null
}

/** The public half of a key that lives in a phone or a security key. */
export interface Passkey {
  readonly credentialId: string
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: readonly string[]
  readonly name: string
  readonly createdAt: Date
  readonly usedAt: Date | null
}

export interface LookRow {
  readonly lookId: string
  readonly at: Date
  readonly viewerId: string
  readonly what: string
  readonly onBehalfOf: string | null
}

export interface PeopleStore {
  personOfIin(db: Db, iinHash: Buffer): Promise<string | null>
  /** Keeps the number for a person unless it is somebody's already; says whether it was free. */
  claimIin(db: Db, iinHash: Buffer, personId: string): Promise<boolean>
  addPerson(db: Db, person: PersonRow): Promise<void>
  person(db: Db, personId: string): Promise<PersonRow | null>
  /** Takes over what the state says now. */
  updateIdentity(
    db: Db,
    personId: string,
    identity: Names & { birthDate: Day; assurance: Assurance },
    now: Date
  ): Promise<void>
  updateProfile(db: Db, personId: string, profile: Profile, now: Date): Promise<void>
  cards(db: Db, personIds: readonly string[]): Promise<PersonCard[]>
  /** People by part of a name, the earliest entered first. */
  findByName(db: Db, search: string, max: number): Promise<PersonCard[]>
  /** Holds back other changes of the same person until this transaction ends. */
  lock(db: Db, personId: string): Promise<void>

  addAnswer(db: Db, personId: string, answer: ConsentAnswerRow): Promise<void>
  lastAnswer(db: Db, personId: string): Promise<ConsentAnswerRow | null>
  answers(db: Db, personId: string, max: number): Promise<ConsentAnswerRow[]>

  addInvitation(db: Db, invitation: Invitation, tokenHash: Buffer): Promise<void>
  invitationOfToken(db: Db, tokenHash: Buffer): Promise<Invitation | null>
  openInvitations(db: Db, wardId: string, now: Date): Promise<Invitation[]>
  /** Ends an open link, by its use or by taking it back; false when it was used or had run out. */
  endInvitation(
    db: Db,
    wardId: string,
    invitationId: string,
    end: { how: 'used' | 'cancelled'; now: Date }
  ): Promise<boolean>

  /** False when somebody answers for this ward and organiser already. */
  addGuardianship(db: Db, guardianship: Guardianship): Promise<boolean>
  guardiansOf(db: Db, wardId: string, max: number): Promise<Guardianship[]>
  wardsOf(db: Db, guardianId: string, max: number): Promise<Guardianship[]>
  hasGuardian(db: Db, wardId: string, organiserId: string): Promise<boolean>
  /** Which of these people this person is or once was the guardian of. */
  wardsAmong(db: Db, guardianId: string, personIds: readonly string[]): Promise<string[]>
  /** Ends what this guardian confirmed; null when it is not theirs or has ended. */
  endGuardianship(db: Db, guardianId: string, guardianshipId: string, now: Date): Promise<Guardianship | null>

  passkeys(db: Db, personId: string): Promise<Passkey[]>
  passkey(db: Db, personId: string, credentialId: string): Promise<Passkey | null>
  /** False when this credential is registered already. */
  addPasskey(db: Db, personId: string, passkey: Passkey): Promise<boolean>
  renamePasskey(db: Db, personId: string, credentialId: string, name: string): Promise<void>
  removePasskey(db: Db, personId: string, credentialId: string): Promise<void>
  /** Spends the answer to a challenge of the person; false when it was spent before. Those before `since` are forgotten. */
  spendChallenge(
    db: Db,
    personId: string,
    challenge: string,
    span: { since: Date; now: Date }
  ): Promise<boolean>
  usePasskey(db: Db, personId: string, credentialId: string, counter: number, now: Date): Promise<void>

  /** Looks at a person's data, the latest first. */
  looks(db: Db, personId: string, before: string | null, count: number): Promise<LookRow[]>
}

/** What ties the browser that comes back to the one that left. */
export interface IdentitySecrets {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

/** The state's identity provider. What it says is checked by the caller. */
export interface IdentityProvider {
  begin(locale: Locale): Promise<Result<{ address: string; secrets: IdentitySecrets }>>
  /** Redeems the callback's address for what the provider says of the person. */
  finish(callback: URL, secrets: IdentitySecrets): Promise<Result<Record<keyof Identity, unknown>>>
}

/** A question to an authenticator as the browser's API wants it, and the challenge that its answer must hold. */
export interface PasskeyQuestion {
  readonly options: object
  readonly challenge: string
}

/** WebAuthn: makes the questions and checks the answers. Every answer is checked for its challenge, origin and user. */
export interface PasskeyVerifier {
  askToRegister(person: {
    personId: string
    name: string
    known: readonly Passkey[]
  }): Promise<PasskeyQuestion>
  /** null when the answer does not hold. */
  checkRegistration(
    answer: unknown,
    challenge: string
  ): Promise<Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'transports'> | null>
  askToSignIn(): Promise<PasskeyQuestion>
  /** Which person and key an answer speaks of, before it is checked. */
  whoAnswers(answer: unknown): { personId: string; credentialId: string } | null
  /** The new counter, or null when the answer does not hold. */
  checkSignIn(answer: unknown, challenge: string, passkey: Passkey): Promise<number | null>
}

export interface Ports {
  readonly store: PeopleStore
  readonly identityProvider: IdentityProvider
  readonly passkeys: PasskeyVerifier
  readonly keystore: Keystore
  readonly notices: Pick<Notices, 'tell'>
  readonly publicUrl: string
  /** Who answers for the processing of personal data. */
  readonly operator: Operator
  /** Names of organisers, which a context above this one keeps; unknown ids are left out. */
  organiserNames(db: Db, organiserIds: readonly string[]): Promise<ReadonlyMap<string, LocalText>>
}
