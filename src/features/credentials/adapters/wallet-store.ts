import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import type { WalletStore } from '../app/wallets.ts'

export type WalletTables = {
  wallet_offer: {
    person_id: string
    offer_id: string
    created_at: Date
    expires_at: Date
    tries: number
    redeemed_at: Date | null
    issued_at: Date | null
  }
  wallet_token: {
    token_hash: Buffer
    kind: 'code' | 'access'
    person_id: string
    offer_id: string
    expires_at: Date
  }
}

const tables = (db: Db) => db.withTables<WalletTables>()

export const walletStore: WalletStore = {
  async addOffer(db, personId, { offerId, now, expiresAt }) {
    await tables(db)
      .insertInto('wallet_offer')
      .values({
        person_id: personId,
        offer_id: offerId,
        created_at: now,
        expires_at: expiresAt,
        tries: 0,
        redeemed_at: null,
        issued_at: null
      })
      .execute()
  },

  async addToken(db, { hash, kind, personId, offerId, expiresAt }) {
    await tables(db)
      .insertInto('wallet_token')
      .values({
        token_hash: Buffer.from(hash),
        kind,
        person_id: personId,
        offer_id: offerId,
        expires_at: expiresAt
      })
      .execute()
  },

  async forgetTokens(db, now) {
    await tables(db).deleteFrom('wallet_token').where('expires_at', '<', now).execute()
  },

  async findToken(db, hash, kind, now) {
    const row = await tables(db)
      .selectFrom('wallet_token')
      .select(['person_id', 'offer_id'])
      .where('token_hash', '=', Buffer.from(hash))
      .where('kind', '=', kind)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    return row ? { personId: row.person_id, offerId: row.offer_id } : null
  },

  async findOffer(db, personId, offerId, lock) {
    let select = tables(db)
      .selectFrom('wallet_offer')
      .select(['tries', 'expires_at', 'redeemed_at', 'issued_at'])
      .where('person_id', '=', personId)
      .where('offer_id', '=', offerId)
    if (lock) select = select.forUpdate()
    const row = await select.executeTakeFirst()
    return row
      ? {
          offerId,
          tries: row.tries,
          expiresAt: row.expires_at,
          redeemedAt: row.redeemed_at,
          issuedAt: row.issued_at
        }
      : null
  },

  async countTry(db, personId, offerId) {
    await tables(db)
      .updateTable('wallet_offer')
      .set((set) => ({ tries: sql<number>`${set.ref('tries')} + 1` }))
      .where('person_id', '=', personId)
      .where('offer_id', '=', offerId)
      .execute()
  },

  async markOffer(db, personId, offerId, what, now) {
    await tables(db)
      .updateTable('wallet_offer')
      .set(what === 'redeemed' ? { redeemed_at: now } : { issued_at: now })
      .where('person_id', '=', personId)
      .where('offer_id', '=', offerId)
      .execute()
  }
}
