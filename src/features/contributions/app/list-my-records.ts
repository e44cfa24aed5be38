import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { decodeCursor, encodeCursor, id, page, pageOf, type Page } from '#platform/validation.ts'
import { lateAfter } from '../domain/decision.ts'
import type { Contribution, Ports } from './ports.ts'

const placeForm = z.tuple([z.iso.datetime(), z.uuid()])

/** The actor's confirmed contributions, the latest first. */
export const listMyRecords = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'contributions.list-my-records',
    access: 'signed-in',
    limit: LIMITS.read,
    input: page,
    async run({ db, personId }, { cursor, size }) {
      const { data } = placeForm.safeParse(decodeCursor(cursor))
      const after = data ? { startedAt: new Date(data[0]), contributionId: data[1] } : null
      const rows = await store.confirmedPage(db, personId, after, size + 1)
      return ok<Page<Contribution>>(
        pageOf(rows, size, ({ startedAt, contributionId }) =>
          encodeCursor([startedAt.toISOString(), contributionId])
        )
      )
    }
  })

export interface MyVersion extends Contribution {
  /** The days that were allowed, when it was decided later than that. */
  readonly late: number | null
}

/** Every version of one of the actor's contributions, the first one first: nothing that was decided disappears. */
export const showMyVersions = ({ store, opportunities }: Pick<Ports, 'store' | 'opportunities'>) =>
  query({
    name: 'contributions.show-my-versions',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({ contributionId: id }),
    async run({ db, personId }, { contributionId }) {
      const versions = await store.versions(db, personId, contributionId)
      if (!versions.length) return err(failure.notFound('contribution-not-found'))
      const { shiftId, endedAt } = versions[0]!
      const shiftEndsAt = (await opportunities.shiftFacts(db, shiftId))?.endsAt ?? endedAt
      return ok(versions.map((one): MyVersion => ({ ...one, late: lateAfter(shiftEndsAt, one.decidedAt) })))
    }
  })
