import type { Db } from '#platform/database/database.ts'
import type { Day, Locale } from '#platform/prelude/index.ts'
import type { ConsentAnswerRow, PeopleStore, PersonRow } from '../app/ports.ts'
import type { ConsentAnswer, ConsentRecord } from '../domain/consent.ts'
import type { Assurance } from '../domain/person.ts'

export type PeopleTables = {
  person: {
    person_id: string
    passport_id: string
    family_name: string
    given_name: string
    patronymic: string | null
    birth_date: Day
    iin_sealed: Buffer
    assurance: Assurance
    locale: Locale
    email: string | null
    region_code: string | null
    locality: string | null
    languages: string[]
    directions: string[]
    skills: string[]
    availability: string[]
    created_at: Date
    updated_at: Date
  }
  person_iin: { iin_hash: Buffer; person_id: string }
  consent_answer: {
    person_id: string
    answer_id: string
    at: Date
    answer: ConsentAnswer
    version: string
    locale: Locale
    valid_to: Day | null
    record: ConsentRecord | null
  }
  guardian_invitation: {
    person_id: string
    invitation_id: string
    organiser_id: string
    created_at: Date
    expires_at: Date
    used_at: Date | null
  }
  guardian_token: { token_hash: Buffer; person_id: string; invitation_id: string }
  guardianship: {
    person_id: string
    guardianship_id: string
    guardian_id: string
    organiser_id: string
    confirmed_at: Date
    withdrawn_at: Date | null
  }
  passkey: {
    person_id: string
    credential_id: string
    public_key: Buffer
    counter: number
    transports: string[]
    name: string
    created_at: Date
    used_at: Date | null
  }
}

const tables = (db: Db) => db.withTables<PeopleTables>()

const personOf = (row: PeopleTables['person']): PersonRow => ({
  personId: row.person_id,
  passportId: row.passport_id,
  familyName: row.family_name,
  givenName: row.given_name,
  patronymic: row.patronymic,
  birthDate: row.birth_date,
  iinSealed: row.iin_sealed,
  assurance: row.assurance,
  locale: row.locale,
  email: row.email,
  regionCode: row.region_code,
  locality: row.locality,
  languages: row.languages,
  directions: row.directions,
  skills: row.skills,
  availability: row.availability,
  createdAt: row.created_at
})

const answerOf = (row: Omit<PeopleTables['consent_answer'], 'person_id'>): ConsentAnswerRow => ({
  answerId: row.answer_id,
  at: row.at,
  answer: row.answer,
  version: row.version,
  locale: row.locale,
  validTo: row.valid_to,
  record: row.record
})

export const peopleStore: PeopleStore = {
  async personOfIin(db, iinHash) {
    const row = await tables(db)
      .selectFrom('person_iin')
      .select('person_id')
      .where('iin_hash', '=', iinHash)
      .executeTakeFirst()
    return row?.person_id ?? null
  },

  async claimIin(db, iinHash, personId) {
    const row = await tables(db)
      .insertInto('person_iin')
      .values({ iin_hash: iinHash, person_id: personId })
      .onConflict((conflict) => conflict.doNothing())
      .returning('person_id')
      .executeTakeFirst()
    return row !== undefined
  },

  async addPerson(db, person) {
    await tables(db)
      .insertInto('person')
      .values({
        person_id: person.personId,
        passport_id: person.passportId,
        family_name: person.familyName,
        given_name: person.givenName,
        patronymic: person.patronymic,
        birth_date: person.birthDate,
        iin_sealed: person.iinSealed,
        assurance: person.assurance,
        locale: person.locale,
        email: person.email,
        region_code: person.regionCode,
        locality: person.locality,
        languages: [...person.languages],
        directions: [...person.directions],
        skills: [...person.skills],
        availability: [...person.availability],
        created_at: person.createdAt,
        updated_at: person.createdAt
      })
      .execute()
  },

  async person(db, personId) {
    const row = await tables(db)
      .selectFrom('person')
      .selectAll()
      .where('person_id', '=', personId)
      .executeTakeFirst()
    return row ? personOf(row) : null
  },

  async updateIdentity(db, personId, identity, now) {
    await tables(db)
      .updateTable('person')
      .set({
        family_name: identity.familyName,
        given_name: identity.givenName,
        patronymic: identity.patronymic,
        birth_date: identity.birthDate,
        assurance: identity.assurance,
        updated_at: now
      })
      .where('person_id', '=', personId)
      .execute()
  },

  async updateProfile(db, personId, profile, now) {
    await tables(db)
      .updateTable('person')
      .set({
        locale: profile.locale,
        email: profile.email,
        region_code: profile.regionCode,
        locality: profile.locality,
        languages: [...profile.languages],
        directions: [...profile.directions],
        skills: [...profile.skills],
        availability: [...profile.availability],
        updated_at: now
      })
      .where('person_id', '=', personId)
      .execute()
  },

  async cards(db, personIds) {
    if (!personIds.length) return []
    const rows = await tables(db)
      .selectFrom('person')
      .select([
        'person_id as personId',
        'passport_id as passportId',
        'family_name as familyName',
        'given_name as givenName',
        'patronymic',
        'birth_date as birthDate',
        'locale',
        'email',
        'region_code as regionCode'
      ])
      .where('person_id', 'in', [...personIds])
      .execute()
    return rows
  },

  async addAnswer(db, personId, answer) {
    await tables(db)
      .insertInto('consent_answer')
      .values({
        person_id: personId,
        answer_id: answer.answerId,
        at: answer.at,
        answer: answer.answer,
        version: answer.version,
        locale: answer.locale,
        valid_to: answer.validTo,
        record: answer.record
      })
      .execute()
  },

  async lastAnswer(db, personId) {
    const [last] = await peopleStore.answers(db, personId, 1)
    return last ?? null
  },

  async answers(db, personId, max) {
    const rows = await tables(db)
      .selectFrom('consent_answer')
      .select(['answer_id', 'at', 'answer', 'version', 'locale', 'valid_to', 'record'])
      .where('person_id', '=', personId)
      .orderBy('answer_id', 'desc')
      .limit(max)
      .execute()
    return rows.map(answerOf)
  },

  async hasGuardian(db, wardId, organiserId) {
    const row = await tables(db)
      .selectFrom('guardianship')
      .select('guardianship_id')
      .where('person_id', '=', wardId)
      .where('organiser_id', '=', organiserId)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst()
    return row !== undefined
  }
}
