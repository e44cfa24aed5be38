import { LOCALES } from '#platform/prelude/index.ts'
import type { Scope } from '#platform/use-case.ts'
import { factsOf, type NoticeValues } from '../domain/facts.ts'
import type { NoticeGroup } from '../domain/group.ts'
import type { Ports } from './ports.ts'
import { render } from './render.ts'

export interface Telling {
  /** Whom, one or a crowd; telling somebody what they did themselves is up to the caller. */
  readonly to: string | readonly string[]
  readonly group: NoticeGroup
  /** Its words are `notices.<kind>.title` and `notices.<kind>.text` in the teller's own catalogue. */
  readonly kind: string
  readonly values?: NoticeValues
  /** What is each one's own among them, by person. */
  readonly own?: ReadonlyMap<string, NoticeValues>
  /** Where the thing is, without a language: `/me/passport`. */
  readonly path: string
}

/**
 * Writes a notice into people's inboxes, and its mails into the queue, in the teller's transaction: ten thousand who
 * are told cost two statements.
 */
export const tell =
  ({ store, findText, queueMail }: Ports) =>
  async (
    scope: Pick<Scope, 'db' | 'now' | 'newId'>,
    { to, group, kind, values = {}, own, path }: Telling
  ): Promise<void> => {
    if (!/^\/(?!\/)/.test(path)) throw new Error(`the notice "${kind}" leads to "${path}", which is no path`)
    const told = [to].flat().map((personId) => ({
      personId,
      noticeId: scope.newId(),
      own: factsOf(own?.get(personId) ?? {})
    }))
    if (!told.length) return
    const notice = { at: scope.now, group, kind, facts: factsOf(values), path }
    // A missing word or value shows here, in the teller's test, and not in somebody's inbox.
    const facts = { ...notice.facts, ...told[0]!.own }
    for (const locale of LOCALES) render({ findText }, { ...notice, facts }, locale)
    await store.add(scope.db, told, notice)
    await queueMail?.(
      scope.db,
      told.map(({ personId, noticeId }) => ({ personId, noticeId }))
    )
  }
