import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import type { Issuer } from '../domain/keys.ts'
import { tokenListUrl } from '../domain/status.ts'
import { ownIssuer } from './check-credential.ts'
import type { Ports } from './ports.ts'

/** Lists that a page keeps: each covers 131,072 credentials and is some 300 bytes on its way. */
export const LISTS_KEPT_MAX = 64

/** What somebody has to keep who wants to check our credentials without asking us. */
export interface Anchors {
  readonly issuers: readonly Issuer[]
  /** Addresses of the latest status lists. */
  readonly lists: readonly string[]
  readonly at: Date
}

export const showAnchors = (ports: Ports) =>
  query({
    name: 'credentials.show-anchors',
    access: 'anyone',
    limit: LIMITS.read,
    input: z.object({}),
    async run({ db, now }) {
      const { did, url, name, keys } = await ownIssuer(ports)
      const lists = await ports.store.latestLists(db, LISTS_KEPT_MAX)
      return ok<Anchors>({
        // Named one by one: what else a key carries does not leave the house.
        issuers: [{ did, url, name, keys: keys.map(publicHalf) }],
        lists: lists.map((listId) => tokenListUrl(ports.publicUrl, listId)),
        at: now
      })
    }
  })

const publicHalf = (key: Issuer['keys'][number]): Issuer['keys'][number] => ({
  keyId: key.keyId,
  algorithm: key.algorithm,
  jwk: key.jwk,
  chain: key.chain,
  formerLeaves: key.formerLeaves,
  createdAt: key.createdAt,
  retiredAt: key.retiredAt,
  revokedAt: key.revokedAt
})
