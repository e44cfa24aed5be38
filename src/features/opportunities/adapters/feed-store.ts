import type { FeedStore } from '../app/ports.ts'
import { tables } from './tables.ts'

export const feedStore: FeedStore = {
  async feedOf(db, personId) {
    const row = await tables(db)
      .selectFrom('calendar_feed')
      .select(['feed_id', 'created_at'])
      .where('person_id', '=', personId)
      .executeTakeFirst()
    return row ? { feedId: row.feed_id, createdAt: row.created_at } : null
  },

  async putFeed(db, personId, { feedId, createdAt }) {
    const values = { feed_id: feedId, created_at: createdAt }
    await tables(db)
      .insertInto('calendar_feed')
      .values({ person_id: personId, ...values })
      .onConflict((conflict) => conflict.column('person_id').doUpdateSet(values))
      .execute()
  },

  async removeFeed(db, personId) {
    await tables(db).deleteFrom('calendar_feed').where('person_id', '=', personId).execute()
  }
}
