import type { Notices } from '#features/notices/index.ts'
import type { Db } from '#platform/database/database.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { Day, Locale, LocalText } from '#platform/prelude/index.ts'
import type { ConsentAnswer, ConsentRecord, Operator } from '../domain/consent.ts'
import type { Assurance, Names, PersonCard } from '../domain/person.ts'

/** What a person says of themselves; the rest comes from the state. */
export interface Profile {
  readonly locale: Locale
  readonly email: string | null
  readonly regionCode: string | null
  readonly locality: string | null
  readonly languages: readonly string[]
  readonly directions: readonly string[]
  readonly skills: readonly string[]
  readonly availability: readonly string[]
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

  addAnswer(db: Db, personId: string, answer: ConsentAnswerRow): Promise<void>
  lastAnswer(db: Db, personId: string): Promise<ConsentAnswerRow | null>
  answers(db: Db, personId: string, max: number): Promise<ConsentAnswerRow[]>

  hasGuardian(db: Db, wardId: string, organiserId: string): Promise<boolean>
}

export interface Ports {
  readonly store: PeopleStore
  readonly keystore: Keystore
  readonly notices: Pick<Notices, 'tell'>
  /** Who answers for the processing of personal data. */
  readonly operator: Operator
  /** Names of organisers, which a context above this one keeps; unknown ids are left out. */
  organiserNames(db: Db, organiserIds: readonly string[]): Promise<ReadonlyMap<string, LocalText>>
}
