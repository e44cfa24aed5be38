import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import { query, type Scope } from '#platform/use-case.ts'
import { decodeCursor, encodeCursor, id, page, pageOf, type Page } from '#platform/validation.ts'
import {
  correctionsOf,
  stateOf,
  type Correction,
  type Disclosure,
  type ExtractState
} from '../domain/extract.ts'
import { groupCode } from '../domain/short-code.ts'
import type { ExtractBrief, Ports, Reading, StoredExtract } from './ports.ts'
import { codeOf, sealContext, tokenOf } from './secrets.ts'

export interface ListedExtract extends ExtractBrief {
  readonly state: ExtractState
}

const placeForm = z.tuple([z.iso.datetime(), z.uuid()])

/** The signed-in person's extracts, the latest first. */
export const listMyExtracts = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'passport.list-my-extracts',
    access: 'signed-in',
    limit: LIMITS.read,
    input: page,
    async run(scope, { cursor, size }) {
      const { data: place } = placeForm.safeParse(decodeCursor(cursor))
      const before = place ? { issuedAt: new Date(place[0]), extractId: place[1] } : null
      const rows = await store.extracts(scope.db, scope.personId, before, size + 1)
      const { items, next } = pageOf(rows, size, (row) =>
        encodeCursor([row.issuedAt.toISOString(), row.extractId])
      )
      return ok<Page<ListedExtract>>({
        items: items.map((row) => ({ ...row, state: stateOf(row, scope.now) })),
        next
      })
    }
  })

/** What the holder of an extract hands on. */
export interface HandedOn {
  readonly link: string
  readonly code: string
}

export interface MyExtract extends HandedOn {
  readonly extractId: string
  readonly state: ExtractState
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  readonly disclosure: Disclosure
  readonly corrections: readonly Correction[]
}

export function handedOn(
  { keystore, publicUrl }: Pick<Ports, 'keystore' | 'publicUrl'>,
  personId: string,
  { extractId, tokenSealed }: Pick<StoredExtract, 'extractId' | 'tokenSealed'>
): HandedOn {
  const token = tokenSealed
    ? keystore.decrypt(tokenSealed, sealContext(personId, extractId))
    : tokenOf(keystore, personId, extractId)
  return { link: `${publicUrl}/v/${token}`, code: groupCode(codeOf(keystore, token)) }
}

/** One of the signed-in person's extracts, with its link. */
export const showMyExtract = (ports: Pick<Ports, 'store' | 'keystore' | 'contributions' | 'publicUrl'>) =>
  query({
    name: 'passport.show-my-extract',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({ extractId: id }),
    async run(scope, { extractId }) {
      const extract = await ports.store.extract(scope.db, scope.personId, extractId)
      if (!extract) return err(failure.notFound('extract-not-found'))
      const { disclosure, basis, expiresAt, revokedAt } = extract
      const current = await ports.contributions.changesSince(scope.db, scope.personId, basis)
      return ok<MyExtract>({
        extractId,
        state: stateOf(extract, scope.now),
        expiresAt,
        revokedAt,
        disclosure,
        corrections: correctionsOf(basis, current, disclosure.records?.length ?? 0),
        ...handedOn(ports, scope.personId, extract)
      })
    }
  })

/** One of the signed-in person's extracts that holds, to be taken along. */
export async function myValidExtract(
  { store }: Pick<Ports, 'store'>,
  { db, personId, now }: Scope,
  extractId: string
): Promise<Result<StoredExtract>> {
  const extract = await store.extract(db, personId, extractId)
  if (!extract) return err(failure.notFound('extract-not-found'))
  return stateOf(extract, now) === 'valid' ? ok(extract) : err(failure.gone('extract-file-gone'))
}

/** Who opened one of the signed-in person's extracts, the latest first. */
export const listReadings = ({ store }: Pick<Ports, 'store'>) =>
  query({
    name: 'passport.list-readings',
    access: 'signed-in',
    limit: LIMITS.read,
    input: page.extend({ extractId: id }),
    async run(scope, { extractId, cursor, size }) {
      if (!(await store.extract(scope.db, scope.personId, extractId)))
        return err(failure.notFound('extract-not-found'))
      const { data: before } = z.tuple([z.uuid()]).safeParse(decodeCursor(cursor))
      const rows = await store.readings(scope.db, scope.personId, extractId, before?.[0] ?? null, size + 1)
      return ok<Page<Reading>>(pageOf(rows, size, ({ readingId }) => encodeCursor([readingId])))
    }
  })
