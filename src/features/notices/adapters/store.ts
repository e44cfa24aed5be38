import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import type { NoticeStore, StoredNotice } from '../app/ports.ts'
import type { Facts } from '../domain/facts.ts'
import type { Choices, NoticeGroup } from '../domain/group.ts'

export type NoticesTables = {
  notice: {
    person_id: string
    notice_id: string
    at: Date
    group_name: NoticeGroup
    kind: string
    facts: Facts
    path: string
    read_at: Date | null
    mailed_at: Date | null
  }
  notice_choice: { person_id: string; group_name: NoticeGroup; by_mail: boolean }
}

const tables = (db: Db) => db.withTables<NoticesTables>()

const COLUMNS = ['notice_id', 'at', 'group_name', 'kind', 'facts', 'path', 'read_at'] as const

type Row = Pick<NoticesTables['notice'], (typeof COLUMNS)[number]>

const stored = (row: Row): StoredNotice => ({
  noticeId: row.notice_id,
  at: row.at,
  group: row.group_name,
  kind: row.kind,
  facts: row.facts,
  path: row.path,
  readAt: row.read_at
})

export const noticeStore: NoticeStore = {
  async add(db, to, { at, group, kind, facts, path }) {
    const personIds = to.map(({ personId }) => personId)
    const noticeIds = to.map(({ noticeId }) => noticeId)
    const owns = to.map(({ own = {} }) => JSON.stringify(own))
    await sql`
      insert into notice (person_id, notice_id, at, group_name, kind, facts, path)
      select person_id, notice_id, ${at}, ${group}, ${kind}, ${JSON.stringify(facts)}::jsonb || own, ${path}
      from unnest(${personIds}::uuid[], ${noticeIds}::uuid[], ${owns}::jsonb[]) as told (person_id, notice_id, own)`.execute(
      db
    )
  },

  async inbox(db, personId, after, count) {
    const isRead = sql<boolean>`(read_at is not null)`
    let query = tables(db)
      .selectFrom('notice')
      .select(COLUMNS)
      .where('person_id', '=', personId)
      .orderBy(isRead)
      .orderBy('at', 'desc')
      .orderBy('notice_id', 'desc')
      .limit(count)
    if (after)
      query = query.where(
        sql<boolean>`(${isRead} > ${after.read}
          or ${isRead} = ${after.read} and (at, notice_id) < (${after.at}, ${after.noticeId}::uuid))`
      )
    return (await query.execute()).map(stored)
  },

  async countUnread(db, personId, max) {
    const { count } = await tables(db)
      .selectFrom((from) =>
        from
          .selectFrom('notice')
          .select('notice_id')
          .where('person_id', '=', personId)
          .where(sql<boolean>`(read_at is not null)`, '=', false)
          .limit(max)
          .as('unread')
      )
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return count
  },

  async markRead(db, personId, noticeId, now) {
    const before = await tables(db)
      .selectFrom('notice')
      .select(COLUMNS)
      .where('person_id', '=', personId)
      .where('notice_id', '=', noticeId)
      .forUpdate()
      .executeTakeFirst()
    if (!before) return null
    if (!before.read_at)
      await tables(db)
        .updateTable('notice')
        .set({ read_at: now })
        .where('person_id', '=', personId)
        .where('notice_id', '=', noticeId)
        .execute()
    return stored(before)
  },

  async markAllRead(db, personId, until, now) {
    const { numUpdatedRows } = await tables(db)
      .updateTable('notice')
      .set({ read_at: now })
      .where('person_id', '=', personId)
      .where(sql<boolean>`(read_at is not null)`, '=', false)
      .where('at', '<=', until)
      .executeTakeFirst()
    return Number(numUpdatedRows)
  },

  async choices(db, personId) {
    const rows = await tables(db)
      .selectFrom('notice_choice')
      .select(['group_name', 'by_mail'])
      .where('person_id', '=', personId)
      .execute()
    return Object.fromEntries(rows.map((row) => [row.group_name, row.by_mail]))
  },

  async setChoices(db, personId, choices) {
    const groups = Object.keys(choices) as (keyof Choices)[]
    await tables(db)
      .insertInto('notice_choice')
      .values(groups.map((group) => ({ person_id: personId, group_name: group, by_mail: choices[group] })))
      .onConflict((conflict) =>
        conflict
          .columns(['person_id', 'group_name'])
          .doUpdateSet((update) => ({ by_mail: update.ref('excluded.by_mail') }))
      )
      .execute()
  },

  async claimMail(db, personId, noticeId, now) {
    const row = await tables(db)
      .updateTable('notice')
      .set({ mailed_at: now })
      .where('person_id', '=', personId)
      .where('notice_id', '=', noticeId)
      .where('mailed_at', 'is', null)
      .returning(COLUMNS)
      .executeTakeFirst()
    return row ? stored(row) : null
  },

  async releaseMail(db, personId, noticeId) {
    await tables(db)
      .updateTable('notice')
      .set({ mailed_at: null })
      .where('person_id', '=', personId)
      .where('notice_id', '=', noticeId)
      .execute()
  }
}
