import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { ok, type LocalText } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { decodeCursor, encodeCursor, page, pageOf, type Page } from '#platform/validation.ts'
import { shortName } from '../domain/person.ts'
import type { Ports } from './ports.ts'

/** Somebody saw my data. */
export interface LookAtMe {
  readonly lookId: string
  readonly at: Date
  /** Short name; null for somebody who is no longer here. */
  readonly viewer: string | null
  /** For which organiser; null when for none, or for an office. */
  readonly organiser: LocalText | null
  /** A code with a message `looks.<what>`. */
  readonly what: string
}

export const listLooksAtMe = ({ store, organiserNames }: Pick<Ports, 'store' | 'organiserNames'>) =>
  query({
    name: 'people.looks-at-me',
    access: 'signed-in',
    limit: LIMITS.read,
    input: page,
    async run(scope, { cursor, size }) {
      const before = z.uuid().safeParse(decodeCursor(cursor)?.[0]).data ?? null
      const rows = await store.looks(scope.db, scope.personId, before, size + 1)
      const cards = await store.cards(scope.db, [...new Set(rows.map((row) => row.viewerId))])
      const viewers = new Map(cards.map((card) => [card.personId, shortName(card)]))
      const organiserIds = [...new Set(rows.flatMap((row) => row.onBehalfOf ?? []))]
      const organisers = await organiserNames(scope.db, organiserIds)
      const { items, next } = pageOf(rows, size, (row) => encodeCursor([row.lookId]))
      return ok<Page<LookAtMe>>({
        items: items.map((row) => ({
          lookId: row.lookId,
          at: row.at,
          viewer: viewers.get(row.viewerId) ?? null,
          organiser: (row.onBehalfOf && organisers.get(row.onBehalfOf)) || null,
          what: row.what
        })),
        next
      })
    }
  })
