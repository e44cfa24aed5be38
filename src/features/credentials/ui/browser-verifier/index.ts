import { verifyAsync } from '@noble/ed25519'
import { fromBase64url } from '../../domain/bytes.ts'
import { checkPaper } from '../../domain/check-paper.ts'
import { checkToken } from '../../domain/check-token.ts'
import { readStatusToken, type KeptList } from '../../domain/check-status-token.ts'
import type { Issuer } from '../../domain/keys.ts'
import type { LogReader } from '../../domain/log.ts'
import { PAPER_PREFIX } from '../../domain/paper.ts'
import type { Primitives } from '../../domain/primitives.ts'
import { readBit } from '../../domain/status.ts'
import type { StatusAnswer } from '../../domain/trust.ts'
import type { Verdict } from '../../domain/verdict.ts'

/*
 * The check in a page, offline too: what the page keeps from its last visit is all that is needed. Badges and learner
 * records need RDF canonicalisation, which is too much for a phone's page: they are asked about at the server.
 */

/** What the page keeps from its last visit. */
export interface Kept {
  readonly issuers: readonly Issuer[]
  readonly lists: readonly KeptList[]
  /** The public log as the page saw it last. */
  readonly log?: LogReader | undefined
}

/** null when this form is checked at the server only. */
export async function checkInPage(text: string, kept: Kept, now: Date): Promise<Verdict | null> {
  const trust = {
    issuers: kept.issuers,
    now,
    statusOf: async (url: string, index: number) => look(kept, url, index)
  }
  const trimmed = text.trim()
  if (trimmed.startsWith(PAPER_PREFIX)) return checkPaper(trimmed, trust, pagePrimitives)
  return /^[\w-]+\.[\w-]*\.[\w-]*~/.test(trimmed) ? checkToken(trimmed, trust, pagePrimitives) : null
}

function look({ lists }: Kept, url: string, index: number): StatusAnswer | null {
  const list = lists.find((one) => one.url === url)
  const revoked = list ? readBit(list.bits, index, 'least') : null
  // Revoked stays revoked; "not revoked" grows old, and the page shows since when.
  return list && revoked !== null ? { revoked, asOf: list.asOf, until: list.until } : null
}

export const pagePrimitives: Primitives = {
  sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)),

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
