import type { Db } from '#platform/database/database.ts'
import { bitstringCredential } from '../domain/bitstring.ts'
import { toBase64url } from '../domain/bytes.ts'
import { didOf, isCurrent } from '../domain/keys.ts'
import { STATUS_TOKEN_TYPE, statusTokenClaims } from '../domain/sd-jwt-vc.ts'
import {
  bitstringUrl,
  packBits,
  STATUS_RESIGN_SECONDS,
  STATUS_VALID_SECONDS,
  tokenListUrl
} from '../domain/status.ts'
import type { Ports, Revocation } from './ports.ts'

const later = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000)

/** A publication of a list, as the public log states it. */
export interface ListDigest {
  readonly listId: number
  readonly version: number
  readonly at: Date
  readonly document: object
}

/** Status lists as they go out: signed anew when they changed, and now and then when they did not. */
export function statusLists(ports: Ports) {
  const { store, keys, publicUrl } = ports

  async function signingKey(algorithm: 'Ed25519' | 'ES256') {
    return (await keys.list()).findLast((key) => key.algorithm === algorithm && isCurrent(key))!
  }

  /** What was signed before this is signed anew: it grew old, or another key has taken over since. */
  async function staleBefore(now: Date): Promise<Date> {
    const signing = await Promise.all([signingKey('Ed25519'), signingKey('ES256')])
    const since = Math.max(...signing.map(({ createdAt }) => createdAt.getTime()))
    return new Date(Math.max(since, later(now, -STATUS_RESIGN_SECONDS).getTime()))
  }

  async function publish(db: Db, listId: number, now: Date): Promise<void> {
    // What is revoked after this line is of a later version, which makes the list old again: nothing is missed.
    const list = await store.list(db, listId)
    if (!list) return
    const revoked = (await store.revocations(db, listId, list.version)).map(({ index }) => index)
    // The log states one publication after the other, by whatever clock each was made.
    const after = Math.max(...[list.bitstring, list.token].map((form) => (form?.signedAt.getTime() ?? 0) + 1))
    const stale = await staleBefore(now)
    const at = new Date(Math.max(now.getTime(), after, stale.getTime()))
    const until = later(at, STATUS_VALID_SECONDS)
    const signed = {
      listId,
      version: list.version,
      signedAt: at,
      bitstring: await bitstringDocument(listId, revoked, at, until),
      token: await tokenDocument(listId, revoked, at, until)
    }
    await db.transaction().execute(async (within) => {
      if (await store.publish(within, signed, stale)) await ports.onPublished(within, listId)
    })
  }

  async function bitstringDocument(
    listId: number,
    revoked: number[],
    now: Date,
    until: Date
  ): Promise<string> {
    const did = didOf(publicUrl)
    const { keyId } = await signingKey('Ed25519')
    const url = bitstringUrl(publicUrl, listId)
    const packed = await ports.gzip(packBits(revoked, 'most'))
    const document = bitstringCredential({ url, did, packed, from: now, until })
    return JSON.stringify(await ports.linkedDataSigner.sign(document, { did, keyId, at: now }))
  }

  async function tokenDocument(listId: number, revoked: number[], now: Date, until: Date): Promise<string> {
    const { keyId, chain } = await signingKey('ES256')
    const lst = toBase64url(await ports.deflate(packBits(revoked, 'least')))
    const claims = statusTokenClaims(tokenListUrl(publicUrl, listId), lst, now, until)
    return ports.tokenSigner.sign(claims, { typ: STATUS_TOKEN_TYPE, kid: keyId, x5c: chain }, keyId)
  }

  return {
    /** What is published now, as the public log states it; of all lists or of one. */
    async digests(db: Db, listId: number | null = null): Promise<ListDigest[]> {
      return (await store.publications(db, listId)).map((publication) => {
        const { listId, version, signedAt, bitstring, token, revoked } = publication
        const document = {
          v: 'erikti/status-list/v2',
          list: listId,
          version,
          at: signedAt.toISOString(),
          bitstring: { url: bitstringUrl(publicUrl, listId), sha256: bitstring },
          token: { url: tokenListUrl(publicUrl, listId), sha256: token },
          revoked
        }
        return { listId, version, at: signedAt, document }
      })
    },

    /** All that was ever revoked in a list, published or not. */
    revocations: (db: Db, listId: number): Promise<Revocation[]> => store.revocations(db, listId, null),

    /** Signs whatever changed or grew old; gives the lists. Doing it twice at once does no harm. */
    async publishAll(db: Db, now: Date): Promise<number[]> {
      const lists = await store.unpublished(db, await staleBefore(now))
      for (const listId of lists) await publish(db, listId, now)
      return lists
    },

    /** One list as it stands now, signed anew if need be; null when there is none. */
    async current(
      db: Db,
      wish: { listId: number; form: 'bitstring' | 'token' },
      now: Date
    ): Promise<string | null> {
      const list = await store.list(db, wish.listId)
      if (!list) return null
      const published = list[wish.form]
      const isFresh = published?.version === list.version && published.signedAt >= (await staleBefore(now))
      if (isFresh) return published.document
      await publish(db, wish.listId, now)
      return (await store.list(db, wish.listId))?.[wish.form]?.document ?? null
    }
  }
}
