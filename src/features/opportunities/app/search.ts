import { z } from 'zod'
import type { OrganiserBrief } from '#features/organisers/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { dayOf, ok } from '#platform/prelude/index.ts'
import { query, type Scope } from '#platform/use-case.ts'
import { decodeCursor, encodeCursor, page, pageOf, type Page } from '#platform/validation.ts'
import { fitReasons, type FitReason, type FitWishes } from '../domain/fit.ts'
import { timesOf, wallClock } from '../domain/shift.ts'
import type { Ports } from './ports.ts'
import { criteriaOf, nearRegions, searchFields } from './search-input.ts'
import type { FoundAction, SearchPlace } from './search-types.ts'

export const SORTS = ['date', 'fit'] as const

export interface FoundItem extends FoundAction {
  readonly organiser: OrganiserBrief | null
  /** Why it stands where it stands; empty unless sorted by fit. */
  readonly reasons: readonly FitReason[]
}

export interface FoundPage extends Page<FoundItem> {
  /** By fit only for somebody who has said something of themselves. */
  readonly sort: (typeof SORTS)[number]
  /** Whether fit can be chosen at all. */
  readonly fitKnown: boolean
}

/** Finds actions with a coming shift. Nobody needs an account for it. */
export const searchActions = ({
  store,
  people,
  organisers
}: Pick<Ports, 'store' | 'people' | 'organisers'>) =>
  query({
    name: 'opportunities.search-actions',
    access: 'anyone',
    limit: LIMITS.read,
    input: z.object({ ...searchFields, ...page.shape, sort: z.enum(SORTS).catch('date') }),
    async run(scope, { cursor, size, sort, ...input }) {
      const wishes = await wishesOf({ people }, scope)
      const byFit = sort === 'fit' ? wishes : null
      const rows = await store.search(scope.db, criteriaOf(input), {
        now: scope.now,
        wishes: byFit,
        after: placeOf(cursor),
        count: size + 1
      })
      const { items, next } = pageOf(rows, size, cursorOf)
      const briefs = await organisers.briefs(scope.db, [...new Set(items.map((item) => item.organiserId))])
      return ok<FoundPage>({
        items: items.map((item) => ({
          ...item,
          organiser: briefs.get(item.organiserId) ?? null,
          reasons: byFit ? fitReasons(byFit, { ...item, times: timesOf(wallClock(item.shift.startsAt)) }) : []
        })),
        next,
        sort: byFit ? 'fit' : 'date',
        fitKnown: wishes !== null
      })
    }
  })

async function wishesOf({ people }: Pick<Ports, 'people'>, scope: Scope): Promise<FitWishes | null> {
  const { personId } = scope.actor
  const facts = personId && (await people.matchFacts(scope.db, personId, dayOf(scope.now)))
  if (!facts) return null
  const { regionCode, directions, skills, languages, availability } = facts
  if (!regionCode && !directions.length && !skills.length) return null
  const near = regionCode ? nearRegions(regionCode) : []
  return { regionCode, nearRegions: near, directions, skills, languages, availability }
}

const cursorOf = ({ score, shift }: FoundAction): string =>
  encodeCursor([score, shift.startsAt.toISOString(), shift.shiftId])

const placeForm = z.tuple([z.number(), z.iso.datetime(), z.uuid()])

/** A cursor that we did not make begins at the beginning. */
function placeOf(cursor: string | undefined): SearchPlace | null {
  const { data } = placeForm.safeParse(decodeCursor(cursor))
  return data ? { score: data[0], startsAt: new Date(data[1]), shiftId: data[2] } : null
}
