import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { command, query, type WriteScope } from '#platform/use-case.ts'
import { id, text } from '#platform/validation.ts'
import { meets, type Searchable } from '../domain/criteria.ts'
import { wallClock } from '../domain/shift.ts'
import { searchWords } from './action-words.ts'
import type { Ports, SavedSearch } from './ports.ts'
import { criteriaOf, searchFields } from './search-input.ts'

export const SAVED_SEARCHES_MAX = 20
const NAME_CHARS_MAX = 60

/** Saved searches looked at for one new action, and people told of it, at most; the rest find it by themselves. */
const LOOKED_AT_MAX = 20_000
const TOLD_MAX = 2_000
const LOOKED_AT_ONCE = 500

export const listMySearches = (ports: Pick<Ports, 'store'>) =>
  query({
    name: 'opportunities.list-my-searches',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    run: async (scope) => ok({ items: await ports.store.searchesOf(scope.db, scope.personId) })
  })

/** Keeps a search under a name; its owner is told when a new action meets it. */
export const saveSearch = (ports: Pick<Ports, 'store'>) =>
  command({
    name: 'opportunities.save-search',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ name: text(NAME_CHARS_MAX), ...searchFields }),
    async run(scope, { name, ...input }) {
      await ports.store.lockPerson(scope.db, scope.personId)
      const existing = await ports.store.searchesOf(scope.db, scope.personId)
      if (existing.length >= SAVED_SEARCHES_MAX)
        return err(failure.conflict('searches-too-many', { args: { max: SAVED_SEARCHES_MAX } }))
      if (existing.some((search) => search.name === name))
        return err(failure.conflict('search-name-taken', { field: 'name' }))
      const search: SavedSearch = {
        searchId: scope.newId(),
        name,
        criteria: criteriaOf(input),
        query: queryOf(input),
        createdAt: scope.now
      }
      await ports.store.addSearch(scope.db, scope.personId, search)
      scope.audit({
        action: 'opportunities.search-saved',
        subject: { kind: 'saved-search', id: search.searchId },
        before: null,
        after: { name, criteria: search.criteria }
      })
      return ok({ searchId: search.searchId })
    }
  })

/** The search as it stands in an address, so that it can be opened again as it was. */
function queryOf(input: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== false) query.append(name, one === true ? 'on' : String(one))
  return query.toString()
}

export const removeSearch = (ports: Pick<Ports, 'store'>) =>
  command({
    name: 'opportunities.remove-search',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ searchId: id }),
    async run(scope, { searchId }) {
      const removed = await ports.store.removeSearch(scope.db, scope.personId, searchId)
      if (!removed) return err(failure.notFound('search-not-found'))
      scope.audit({
        action: 'opportunities.search-removed',
        subject: { kind: 'saved-search', id: searchId },
        before: { name: removed.name, criteria: removed.criteria },
        after: null
      })
      return ok(null)
    }
  })

/** Tells those whose saved search a new action meets, each once; for one action that nobody was told of yet. */
export async function tellSearchers(
  { store, notices, organisers }: Pick<Ports, 'store' | 'notices' | 'organisers'>,
  scope: WriteScope
): Promise<{ actionId: string; told: number } | null> {
  const actionId = await store.claimUntold(scope.db, scope.now)
  if (!actionId) return null
  const action = (await store.action(scope.db, actionId))!
  const shifts = (await store.shiftsOf(scope.db, actionId)).filter(
    (shift) => shift.state === 'open' && shift.startsAt > scope.now
  )
  const brief = (await organisers.briefs(scope.db, [action.organiserId])).get(action.organiserId)
  const { regionCode, directions, languages, programme, minAge, title } = action.content
  const facts: Searchable = {
    words: searchWords(
      action.content,
      shifts.map((shift) => shift.role),
      brief?.name ?? {}
    ),
    regionCode,
    directions,
    languages,
    programme,
    minAge,
    adultsOnly: action.tags.length > 0,
    shifts: shifts.map((shift) => ({ ...wallClock(shift.startsAt), free: shift.taken < shift.capacity }))
  }
  const told = new Map<string, { name: string }>()
  let after: { personId: string; searchId: string } | null = null
  for (let looked = 0; looked < LOOKED_AT_MAX && told.size < TOLD_MAX; looked += LOOKED_AT_ONCE) {
    const searches = await store.searchesFor(scope.db, regionCode, after, LOOKED_AT_ONCE)
    for (const { personId, name, criteria } of searches) {
      if (told.has(personId) || personId === action.createdBy || !meets(criteria, facts)) continue
      told.set(personId, { name })
    }
    after = searches.at(-1) ?? null
    if (searches.length < LOOKED_AT_ONCE) break
  }
  await notices.tell(scope, {
    to: [...told.keys()],
    own: told,
    group: 'sign-ups',
    kind: 'search-met',
    values: { title },
    path: `/actions/${actionId}`
  })
  scope.audit({
    action: 'opportunities.searchers-told',
    subject: { kind: 'action', id: actionId },
    before: { told: 0 },
    after: { told: told.size }
  })
  return { actionId, told: told.size }
}
