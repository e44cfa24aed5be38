import { z } from 'zod'
import { fullName } from '#features/people/index.ts'
import type { Db } from '#platform/database/database.ts'
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

type Reading = Pick<Ports, 'people' | 'contributions'>

/** A passport: every confirmed record, and the totals folded from these very records; null without such a person. */
export async function passportOf(
  { people, contributions }: Reading,
  db: Db,
  personId: string
): Promise<Passport | null> {
  const [cards, records] = await Promise.all([
    people.cards(db, [personId]),
    contributions.confirmedOf(db, personId)
  ])
  const card = cards.get(personId)
  return card
    ? {
        holder: {
          name: fullName(card),
          givenName: card.givenName,
          passportId: card.passportId,
          regionCode: card.regionCode
        },
        totals: totalsOf(records),
        records: records.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
      }
    : null
}

/** The signed-in person's passport. */
export const showMyPassport = (ports: Reading) =>
  query({
    name: 'passport.show-my-passport',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run({ db, personId }) {
      return ok((await passportOf(ports, db, personId))!)
    }
  })
