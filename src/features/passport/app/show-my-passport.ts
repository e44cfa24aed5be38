import { z } from 'zod'
import { fullName } from '#features/people/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import type { PassportRecord } from '../domain/record.ts'
import { totalsOf, type Totals } from '../domain/totals.ts'
import type { Ports } from './ports.ts'

export interface Passport {
  readonly holder: {
    readonly name: string
    readonly givenName: string
    readonly passportId: string
    readonly regionCode: string | null
  }
  readonly totals: Totals
  /** The latest first. */
  readonly records: readonly PassportRecord[]
}

/** The signed-in person's passport: every confirmed record, and the totals folded from these very records. */
export const showMyPassport = ({ people, contributions }: Pick<Ports, 'people' | 'contributions'>) =>
  query({
    name: 'passport.show-my-passport',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run(scope) {
      const [cards, records] = await Promise.all([
        people.cards(scope.db, [scope.personId]),
        contributions.confirmedOf(scope.db, scope.personId)
      ])
      const card = cards.get(scope.personId)!
      return ok<Passport>({
        holder: {
          name: fullName(card),
          givenName: card.givenName,
          passportId: card.passportId,
          regionCode: card.regionCode
        },
        totals: totalsOf(records),
        records: records.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
      })
    }
  })
