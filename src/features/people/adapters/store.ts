import { createHash } from 'node:crypto'
import type { Direction, RegionCode } from '#features/programmes/index.ts'
import type { AuditTables } from '#platform/audit.ts'
import type { Db } from '#platform/database/database.ts'
import type { Day, Locale } from '#platform/prelude/index.ts'
import type { ConsentAnswerRow, Guardianship, Passkey, PeopleStore, PersonRow } from '../app/ports.ts'
import type { ConsentAnswer, ConsentRecord } from '../domain/consent.ts'
import type { Invitation } from '../domain/guardian.ts'
import type { Assurance } from '../domain/person.ts'
import type { Availability, Language, Skill } from '../domain/vocabulary.ts'

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
    region_code: RegionCode | null
    locality: string | null
    languages: Language[]
    directions: Direction[]
    skills: Skill[]
    availability: Availability[]
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
  passkey_challenge: { person_id: string; challenge_hash: Buffer; spent_at: Date }
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

const INVITATION = [
  'person_id as wardId',
  'invitation_id as invitationId',
  'organiser_id as organiserId',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'used_at as usedAt'
] as const

const GUARDIANSHIP = [
  'guardianship_id as guardianshipId',
  'person_id as wardId',
  'guardian_id as guardianId',
  'organiser_id as organiserId',
  'confirmed_at as confirmedAt',
  'withdrawn_at as withdrawnAt'
] as const

const PASSKEY = [
  'credential_id as credentialId',
  'public_key as publicKey',
  'counter',
  'transports',
  'name',
  'created_at as createdAt',
  'used_at as usedAt'
] as const

const CARD = [
  'person_id as personId',
  'passport_id as passportId',
  'family_name as familyName',
  'given_name as givenName',
  'patronymic',
  'birth_date as birthDate',
  'locale',
  'email',
  'region_code as regionCode'
] as const

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
    return tables(db)
      .selectFrom('person')
      .select(CARD)
      .where('person_id', 'in', [...personIds])
      .execute()
  },

  async findByName(db, search, max) {
    let query = tables(db).selectFrom('person').select(CARD).orderBy('person_id').limit(max)
    for (const word of search.split(/\s+/).filter(Boolean)) {
      const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`
      query = query.where(({ eb, or }) =>
        or([eb('family_name', 'ilike', pattern), eb('given_name', 'ilike', pattern)])
      )
    }
    return query.execute()
  },

  async lock(db, personId) {
    await tables(db)
      .selectFrom('person')
      .select('person_id')
      .where('person_id', '=', personId)
      .forUpdate()
      .execute()
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

  async addInvitation(db, invitation, tokenHash) {
    const { wardId: person_id, invitationId: invitation_id } = invitation
    await tables(db)
      .insertInto('guardian_invitation')
      .values({
        person_id,
        invitation_id,
        organiser_id: invitation.organiserId,
        created_at: invitation.createdAt,
        expires_at: invitation.expiresAt,
        used_at: invitation.usedAt
      })
      .execute()
    await tables(db)
      .insertInto('guardian_token')
      .values({ token_hash: tokenHash, person_id, invitation_id })
      .execute()
  },

  async invitationOfToken(db, tokenHash): Promise<Invitation | null> {
    const named = await tables(db)
      .selectFrom('guardian_token')
      .select(['person_id', 'invitation_id'])
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst()
    if (!named) return null
    const row = await tables(db)
      .selectFrom('guardian_invitation')
      .select(INVITATION)
      .where('person_id', '=', named.person_id)
      .where('invitation_id', '=', named.invitation_id)
      .executeTakeFirst()
    return row ?? null
  },

  openInvitations: (db, wardId, now) =>
    tables(db)
      .selectFrom('guardian_invitation')
      .select(INVITATION)
      .where('person_id', '=', wardId)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('invitation_id', 'desc')
      .execute(),

  async endInvitation(db, wardId, invitationId, { how, now }) {
    const row = await tables(db)
      .updateTable('guardian_invitation')
      .set(how === 'used' ? { used_at: now } : { expires_at: now })
      .where('person_id', '=', wardId)
      .where('invitation_id', '=', invitationId)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('invitation_id')
      .executeTakeFirst()
    return row !== undefined
  },

  async addGuardianship(db, guardianship) {
    const row = await tables(db)
      .insertInto('guardianship')
      .values({
        person_id: guardianship.wardId,
        guardianship_id: guardianship.guardianshipId,
        guardian_id: guardianship.guardianId,
        organiser_id: guardianship.organiserId,
        confirmed_at: guardianship.confirmedAt,
        withdrawn_at: guardianship.withdrawnAt
      })
      .onConflict((conflict) =>
        conflict.columns(['person_id', 'organiser_id']).where('withdrawn_at', 'is', null).doNothing()
      )
      .returning('guardianship_id')
      .executeTakeFirst()
    return row !== undefined
  },

  guardiansOf: (db, wardId, max): Promise<Guardianship[]> =>
    tables(db)
      .selectFrom('guardianship')
      .select(GUARDIANSHIP)
      .where('person_id', '=', wardId)
      .orderBy('guardianship_id', 'desc')
      .limit(max)
      .execute(),

  wardsOf: (db, guardianId, max) =>
    tables(db)
      .selectFrom('guardianship')
      .select(GUARDIANSHIP)
      .where('guardian_id', '=', guardianId)
      .orderBy('guardianship_id', 'desc')
      .limit(max)
      .execute(),

  async wardsAmong(db, guardianId, personIds) {
    if (!personIds.length) return []
    const rows = await tables(db)
      .selectFrom('guardianship')
      .select('person_id')
      .distinct()
      .where('guardian_id', '=', guardianId)
      .where('person_id', 'in', personIds)
      .execute()
    return rows.map((row) => row.person_id)
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
  },

  async endGuardianship(db, guardianId, guardianshipId, now) {
    const row = await tables(db)
      .updateTable('guardianship')
      .set({ withdrawn_at: now })
      .where('guardian_id', '=', guardianId)
      .where('guardianship_id', '=', guardianshipId)
      .where('withdrawn_at', 'is', null)
      .returning(GUARDIANSHIP)
      .executeTakeFirst()
    return row ?? null
  },

  passkeys: (db, personId): Promise<Passkey[]> =>
    tables(db)
      .selectFrom('passkey')
      .select(PASSKEY)
      .where('person_id', '=', personId)
      .orderBy('created_at')
      .execute(),

  async passkey(db, personId, credentialId) {
    const row = await tables(db)
      .selectFrom('passkey')
      .select(PASSKEY)
      .where('person_id', '=', personId)
      .where('credential_id', '=', credentialId)
      .executeTakeFirst()
    return row ?? null
  },

  async addPasskey(db, personId, passkey) {
    const row = await tables(db)
      .insertInto('passkey')
      .values({
        person_id: personId,
        credential_id: passkey.credentialId,
        public_key: passkey.publicKey,
        counter: passkey.counter,
        transports: [...passkey.transports],
        name: passkey.name,
        created_at: passkey.createdAt,
        used_at: passkey.usedAt
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('credential_id')
      .executeTakeFirst()
    return row !== undefined
  },

  async renamePasskey(db, personId, credentialId, name) {
    await tables(db)
      .updateTable('passkey')
      .set({ name })
      .where('person_id', '=', personId)
      .where('credential_id', '=', credentialId)
      .execute()
  },

  async removePasskey(db, personId, credentialId) {
    await tables(db)
      .deleteFrom('passkey')
      .where('person_id', '=', personId)
      .where('credential_id', '=', credentialId)
      .execute()
  },

  async spendChallenge(db, personId, challenge, { since, now }) {
    await tables(db)
      .deleteFrom('passkey_challenge')
      .where('person_id', '=', personId)
      .where('spent_at', '<', since)
      .execute()
    const row = await tables(db)
      .insertInto('passkey_challenge')
      .values({
        person_id: personId,
        challenge_hash: createHash('sha256').update(challenge).digest(),
        spent_at: now
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('person_id')
      .executeTakeFirst()
    return row !== undefined
  },

  async usePasskey(db, personId, credentialId, counter, now) {
    await tables(db)
      .updateTable('passkey')
      .set({ counter, used_at: now })
      .where('person_id', '=', personId)
      .where('credential_id', '=', credentialId)
      .execute()
  },

  looks(db, personId, before, count) {
    let query = db
      .withTables<AuditTables>()
      .selectFrom('look')
      .select(['look_id as lookId', 'at', 'viewer_id as viewerId', 'what', 'on_behalf_of as onBehalfOf'])
      .where('person_id', '=', personId)
      .orderBy('look_id', 'desc')
      .limit(count)
    if (before) query = query.where('look_id', '<', before)
    return query.execute()
  }
}
