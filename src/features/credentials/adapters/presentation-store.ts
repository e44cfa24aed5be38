import type { Db } from '#platform/database/database.ts'
import type { PresentationStore } from '../app/presentations.ts'

export type PresentationTables = {
  presentation_request: {
    request_id: string
    secret_hash: Buffer
    nonce: string
    created_at: Date
    expires_at: Date
    answered_at: Date | null
    verdict_sealed: Buffer | null
  }
}

const tables = (db: Db) => db.withTables<PresentationTables>()

export const presentationStore: PresentationStore = {
  async addRequest(db, { requestId, secretHash, nonce, expiresAt }, now) {
    await tables(db)
      .insertInto('presentation_request')
      .values({
        request_id: requestId,
        secret_hash: Buffer.from(secretHash),
        nonce,
        created_at: now,
        expires_at: expiresAt,
        answered_at: null,
        verdict_sealed: null
      })
      .execute()
  },

  async forget(db, now) {
    await tables(db).deleteFrom('presentation_request').where('expires_at', '<', now).execute()
  },

  async findRequest(db, requestId, now, lock) {
    let select = tables(db)
      .selectFrom('presentation_request')
      .select(['secret_hash', 'nonce', 'expires_at', 'answered_at', 'verdict_sealed'])
      .where('request_id', '=', requestId)
      .where('expires_at', '>', now)
    if (lock) select = select.forUpdate()
    const row = await select.executeTakeFirst()
    return row
      ? {
          requestId,
          secretHash: new Uint8Array(row.secret_hash),
          nonce: row.nonce,
          expiresAt: row.expires_at,
          answeredAt: row.answered_at,
          verdictSealed: row.verdict_sealed && new Uint8Array(row.verdict_sealed)
        }
      : null
  },

  async answer(db, requestId, verdictSealed, now) {
    await tables(db)
      .updateTable('presentation_request')
      .set({ answered_at: now, verdict_sealed: Buffer.from(verdictSealed) })
      .where('request_id', '=', requestId)
      .execute()
  }
}
