import { verifyAsync } from '@noble/ed25519'
import { isChanged } from '../../adapters/contexts.ts'
import { fromBase64url, toBase64url, utf8 } from '../../domain/bytes.ts'
import { check } from '../../domain/check.ts'
import type { LinkedData } from '../../domain/check-document.ts'
import { readStatusToken, type KeptList } from '../../domain/check-status-token.ts'
import type { Issuer } from '../../domain/keys.ts'
import type { LogReader } from '../../domain/log.ts'
import type { Primitives } from '../../domain/primitives.ts'
import { readBit, tokenListOf } from '../../domain/status.ts'
import type { StatusAnswer } from '../../domain/trust.ts'
import type { Verdict } from '../../domain/verdict.ts'

/*
 * The check in a page, offline too: the same function as on the server, with what the page keeps from its last visit.
 * What badges and learner records need besides is loaded with the first of them.
 */

/** What the page keeps from its last visit. */
export interface Kept {
  readonly issuers: readonly Issuer[]
  readonly lists: readonly KeptList[]
  /** The public log as the page saw it last. */
  readonly log?: LogReader | undefined
}

/** Checks a text or a file of any form. @throws when {@link loadLinkedData} fails */
export const checkInPage = (input: string | Uint8Array, kept: Kept, now: Date): Promise<Verdict> =>
  check(
    input,
    {
      issuers: kept.issuers,
      now,
      statusOf: async (url, index) => look(kept, url, index),
      log: kept.log
    },
    { primitives: pagePrimitives, linkedData }
  )

let loading: Promise<LinkedData> | null = null

/** Loads what canonicalises documents, once. A page that is to work offline asks for it before. */
export const loadLinkedData = (): Promise<LinkedData> =>
  (loading ??= import('../../adapters/canonical-check.ts').then(
    ({ canonicalCheck }) => canonicalCheck(pagePrimitives),
    (error: unknown) => {
      loading = null
      throw error
    }
  ))

const linkedData: LinkedData = {
  check: async (...asked) => (await loadLinkedData()).check(...asked),
  isChanged
}

function look({ lists }: Kept, url: string, index: number): StatusAnswer | null {
  // The same bits are published twice; the page keeps the smaller list.
  const list = lists.find((one) => one.url === tokenListOf(url))
  const revoked = list ? readBit(list.bits, index, 'least') : null
  // Revoked stays revoked; "not revoked" grows old, and the page shows since when.
  return list && revoked !== null ? { revoked, asOf: list.asOf, until: list.until } : null
}

const sha256 = async (bytes: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

export const pagePrimitives: Primitives = {
  sha256,
  digest: async (text) => toBase64url(await sha256(utf8(text))),

  async verify(algorithm, jwk, data, signature) {
    if (signature.length !== 64) return false
    try {
      if (algorithm === 'Ed25519')
        return (
          jwk.kty === 'OKP' && (await verifyAsync(signature, data, fromBase64url(jwk.x)!, { zip215: false }))
        )
      if (jwk.kty !== 'EC') return false
      const curve = { name: 'ECDSA', namedCurve: 'P-256' }
      const key = await crypto.subtle.importKey('jwk', { ...jwk }, curve, false, ['verify'])
      return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, data)
    } catch {
      return false
    }
  },

  inflate
}

/** Unpacks zlib up to a limit; null when there is more or it is broken. */
export async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  bytesMax: number
): Promise<Uint8Array<ArrayBuffer> | null> {
  const whole = new Uint8Array(bytesMax)
  let length = 0
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
    for (const reader = stream.getReader(); ;) {
      const { done, value } = await reader.read()
      if (done) return whole.slice(0, length)
      if (length + value.length > bytesMax) {
        await reader.cancel()
        return null
      }
      whole.set(value, length)
      length += value.length
    }
  } catch {
    return null
  }
}

/** A list that the page has just fetched, to be kept; null unless its issuer signed it. */
export const keepList = (text: string, url: string, issuers: readonly Issuer[]): Promise<KeptList | null> =>
  readStatusToken(text, url, issuers, pagePrimitives)

export type { Issuer, KeptList, Verdict }
