import { LOCALES } from '#platform/prelude/index.ts'
import type { Scope } from '#platform/use-case.ts'
import { factsOf, type NoticeValues } from '../domain/facts.ts'
import type { NoticeGroup } from '../domain/group.ts'
import type { Ports } from './ports.ts'
import { render } from './render.ts'

export interface Telling {
  /** Whom; telling somebody what they did themselves is up to the caller. */
  readonly to: string
  readonly group: NoticeGroup
  /** Its words are `notices.<kind>.title` and `notices.<kind>.text` in the teller's own catalogue. */
  readonly kind: string
  readonly values?: NoticeValues
  /** Where the thing is, without a language: `/me/passport`. */
  readonly path: string
}

/** Writes a notice into a person's inbox, and its mail into the queue, in the teller's transaction. */
export const tell =
  ({ store, findText, queueMail }: Ports) =>
  async (
    scope: Pick<Scope, 'db' | 'now' | 'newId'>,
    { to, group, kind, values = {}, path }: Telling
  ): Promise<void> => {
    if (!/^\/(?!\/)/.test(path)) throw new Error(`the notice "${kind}" leads to "${path}", which is no path`)
    const notice = { noticeId: scope.newId(), at: scope.now, group, kind, facts: factsOf(values), path }
    // A missing word or value shows here, in the teller's test, and not in somebody's inbox.
    for (const locale of LOCALES) render({ findText }, notice, locale)
    await store.add(scope.db, to, notice)
    await queueMail?.(scope.db, { personId: to, noticeId: notice.noticeId })
  }
