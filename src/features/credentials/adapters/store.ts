import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import type {
  CredentialStore,
  IssuedCredential,
  IssuedForm,
  Publication,
  PublishedList
} from '../app/ports.ts'
import { slotIndex, STATUS_LIST_ENTRIES } from '../domain/status.ts'

export type CredentialTables = {
  issued_credential: {
    person_id: string
    credential_id: string
    form: IssuedForm
    subject_id: string
    edition: string
    list_id: number
    list_index: number
    key_id: string
    issued_at: Date
    document: string
    revoked_at: Date | null
    revoked_because: string | null
  }
  status_list: {
    list_id: number
    used: number
    stride: number
    start: number
    version: number
    created_at: Date
  }
  spent_nonce: { nonce_hash: Buffer; spent_at: Date }
  status_revocation: { list_id: number; list_index: number; version: number; revoked_at: Date }
  status_publication: {
    list_id: number
    form: 'bitstring' | 'token'
    version: number
    since_version: number
    signed_at: Date
    document: string
  }
}

const tables = (db: Db) => db.withTables<CredentialTables>()

const COLUMNS = [
  'credential_id',
  'form',
  'subject_id',
  'edition',
  'list_id',
  'list_index',
  'key_id',
  'issued_at',
  'document'
] as const

type Row = Pick<CredentialTables['issued_credential'], (typeof COLUMNS)[number]>

const issuedOf = (row: Row): IssuedCredential => ({
  credentialId: row.credential_id,
  form: row.form,
  subjectId: row.subject_id,
  edition: row.edition,
  slot: { listId: row.list_id, index: row.list_index },
  keyId: row.key_id,
  issuedAt: row.issued_at,
  document: row.document
})

/** Two processes that open a list at once are told apart by its primary key; the loser tries again. */
const OPEN_TRIES_MAX = 3
/** Before the first version of a list. */
const NEVER_PUBLISHED = -1

export const credentialStore: CredentialStore = {
  async find(db, personId, { form, subjectId, edition }) {
    const row = await tables(db)
      .selectFrom('issued_credential')
      .select(COLUMNS)
      .where('person_id', '=', personId)
      .where('form', '=', form)
      .where('subject_id', '=', subjectId)
      .where('edition', '=', edition)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    return row ? issuedOf(row) : null
  },

  async add(db, personId, issued) {
    const { form, subjectId, edition } = issued
    const kept = await tables(db)
      .insertInto('issued_credential')
      .values({
        person_id: personId,
        credential_id: issued.credentialId,
        form,
        subject_id: subjectId,
        edition,
        list_id: issued.slot.listId,
        list_index: issued.slot.index,
        key_id: issued.keyId,
        issued_at: issued.issuedAt,
        document: issued.document,
        revoked_at: null,
        revoked_because: null
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('credential_id')
      .executeTakeFirst()
    if (kept) return issued
    const theirs = await credentialStore.find(db, personId, { form, subjectId, edition })
    // Theirs may have been withdrawn since: what is not kept could never be.
    return theirs ?? credentialStore.add(db, personId, issued)
  },

  async takeSlot(db, now, { stride, offset }) {
    for (let tries = 0; tries < OPEN_TRIES_MAX; tries++) {
      const taken = await tables(db)
        .updateTable('status_list')
        .set((set) => ({ used: sql<number>`${set.ref('used')} + 1` }))
        .where('list_id', '=', (select) =>
          select.selectFrom('status_list').select((max) => max.fn.max('list_id').as('latest'))
        )
        .where('used', '<', STATUS_LIST_ENTRIES)
        .returning(['list_id', 'used', 'stride', 'start'])
        .executeTakeFirst()
      if (taken)
        return {
          listId: taken.list_id,
          index: slotIndex(taken.used - 1, { stride: taken.stride, offset: taken.start })
        }
      await tables(db)
        .insertInto('status_list')
        .columns(['list_id', 'used', 'stride', 'start', 'created_at'])
        .expression((select) =>
          select
            .selectFrom('status_list')
            .select([
              sql<number>`coalesce(max(list_id), 0) + 1`.as('list_id'),
              sql<number>`0`.as('used'),
              sql<number>`${stride}::int`.as('stride'),
              sql<number>`${offset}::int`.as('start'),
              sql<Date>`${now}::timestamptz`.as('created_at')
            ])
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    throw new Error('no status list could be opened')
  },

  async goodOnes(db, personId, subjectIds) {
    if (!subjectIds.length) return []
    const rows = await tables(db)
      .selectFrom('issued_credential')
      .select(COLUMNS)
      .where('person_id', '=', personId)
      .where('subject_id', 'in', subjectIds)
      .where('revoked_at', 'is', null)
      .execute()
    return rows.map(issuedOf)
  },

  async latest(db, personId, { form, subjectId }) {
    const row = await tables(db)
      .selectFrom('issued_credential')
      .select(COLUMNS)
      .where('person_id', '=', personId)
      .where('form', '=', form)
      .where('subject_id', '=', subjectId)
      .orderBy('issued_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row ? issuedOf(row) : null
  },

  async revoke(db, personId, issued, now, reason) {
    if (!issued.length) return
    await tables(db)
      .updateTable('issued_credential')
      .set({ revoked_at: now, revoked_because: reason })
      .where('person_id', '=', personId)
      .where(
        'credential_id',
        'in',
        issued.map(({ credentialId }) => credentialId)
      )
      .where('revoked_at', 'is', null)
      .execute()
    // The version first: whoever revokes next waits for it, so that a version is always the same places.
    const lists = await tables(db)
      .updateTable('status_list')
      .set((set) => ({ version: sql<number>`${set.ref('version')} + 1` }))
      .where('list_id', 'in', [...new Set(issued.map(({ slot }) => slot.listId))])
      .returning(['list_id', 'version'])
      .execute()
    const versions = new Map(lists.map(({ list_id, version }) => [list_id, version]))
    await tables(db)
      .insertInto('status_revocation')
      .values(
        issued.map(({ slot }) => ({
          list_id: slot.listId,
          list_index: slot.index,
          version: versions.get(slot.listId)!,
          revoked_at: now
        }))
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  async areRevoked(db, slots) {
    const { rows } = await sql<{ revoked: boolean | null }>`
      select case when list.list_id is null then null else revocation.list_id is not null end as revoked
      from unnest(
        ${slots.map(({ listId }) => listId)}::bigint[],
        ${slots.map(({ index }) => index)}::bigint[]
      ) with ordinality as asked (list_id, list_index, n)
      left join status_list as list on list.list_id = asked.list_id
      left join status_revocation as revocation
        on revocation.list_id = asked.list_id and revocation.list_index = asked.list_index
      order by asked.n`.execute(db)
    return rows.map(({ revoked }) => revoked)
  },

  async spendNonce(db, nonceHash, now) {
    const row = await tables(db)
      .insertInto('spent_nonce')
      .values({ nonce_hash: Buffer.from(nonceHash), spent_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning('nonce_hash')
      .executeTakeFirst()
    return row !== undefined
  },

  async forgetNonces(db, before) {
    await tables(db).deleteFrom('spent_nonce').where('spent_at', '<', before).execute()
  },

  async list(db, listId) {
    const list = await tables(db)
      .selectFrom('status_list')
      .select('version')
      .where('list_id', '=', listId)
      .executeTakeFirst()
    if (!list) return null
    const rows = await tables(db)
      .selectFrom('status_publication')
      .select(['form', 'version', 'signed_at', 'document'])
      .where('list_id', '=', listId)
      .execute()
    const published = (form: 'bitstring' | 'token'): PublishedList | null => {
      const row = rows.find((one) => one.form === form)
      return row ? { version: row.version, signedAt: row.signed_at, document: row.document } : null
    }
    return {
      listId,
      version: list.version,
      bitstring: published('bitstring'),
      token: published('token')
    }
  },

  async latestLists(db, limit) {
    const rows = await tables(db)
      .selectFrom('status_list')
      .select('list_id')
      .orderBy('list_id', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => row.list_id)
  },

  async unpublished(db, before) {
    const rows = await tables(db)
      .selectFrom('status_list')
      .select('list_id')
      .where(({ selectFrom, exists, not }) =>
        not(
          exists(
            selectFrom('status_publication')
              .select('form')
              .whereRef('status_publication.list_id', '=', 'status_list.list_id')
              .whereRef('status_publication.version', '=', 'status_list.version')
              .where('signed_at', '>=', before)
              .where('form', '=', 'token')
          )
        )
      )
      .orderBy('list_id')
      .execute()
    return rows.map((row) => row.list_id)
  },

  async revocations(db, listId, version) {
    let query = tables(db)
      .selectFrom('status_revocation')
      .select(['list_index', 'revoked_at'])
      .where('list_id', '=', listId)
    if (version !== null) query = query.where('version', '<=', version)
    const rows = await query.execute()
    return rows.map((row) => ({ index: row.list_index, at: row.revoked_at }))
  },

  async publish(db, { listId, version, signedAt, bitstring, token }, staleBefore) {
    const forms = { bitstring, token }
    const written = await tables(db)
      .insertInto('status_publication')
      .values(
        (['bitstring', 'token'] as const).map((form) => ({
          list_id: listId,
          form,
          version,
          since_version: NEVER_PUBLISHED,
          signed_at: signedAt,
          document: forms[form]
        }))
      )
      .onConflict((conflict) =>
        conflict
          .columns(['list_id', 'form'])
          .doUpdateSet((eb) => ({
            version,
            since_version: eb.ref('status_publication.version'),
            signed_at: signedAt,
            document: eb.ref('excluded.document')
          }))
          // A slower publisher never puts an older list over a newer one, nor does a clock that is behind.
          .where((eb) =>
            eb.and([
              eb('status_publication.signed_at', '<', signedAt),
              eb.or([
                eb('status_publication.version', '<', version),
                eb.and([
                  eb('status_publication.version', '=', version),
                  eb('status_publication.signed_at', '<', staleBefore)
                ])
              ])
            ])
          )
      )
      .executeTakeFirst()
    return (written.numInsertedOrUpdatedRows ?? 0n) > 0n
  },

  async publications(db, listId) {
    const { rows } = await sql<Publication>`
      select list_id as "listId", version, signed_at as "signedAt",
        encode(sha256(convert_to(bitstring.document, 'UTF8')), 'hex') as bitstring,
        encode(sha256(convert_to(token.document, 'UTF8')), 'hex') as token,
        array(
          select list_index from status_revocation as one
          where one.list_id = bitstring.list_id
            and one.version > bitstring.since_version and one.version <= bitstring.version
          order by list_index
        ) as revoked
      from status_publication as bitstring
      join status_publication as token using (list_id, version, signed_at)
      where bitstring.form = 'bitstring' and token.form = 'token' and list_id = coalesce(${listId}, list_id)
      order by signed_at, list_id`.execute(db)
    return rows
  }
}
