import type { LinkedData } from '../domain/check-document.ts'
import { concat, fromBase58, utf8 } from '../domain/bytes.ts'
import { listOf } from '../domain/data-model.ts'
import type { Primitives } from '../domain/primitives.ts'
import { isObject } from '../domain/strict-json.ts'
import { isChanged, loadContexts, mapLoader } from './contexts.ts'
import { jsonld } from './jsonld.ts'

/**
 * eddsa-rdfc-2022 (W3C, section 3.2) with the canonicalisation alone, for a page, where the whole reference
 * implementation would not fit. A test holds the two against each other.
 */
export function canonicalCheck({ sha256, verify }: Primitives): LinkedData {
  const contexts = loadContexts()

  async function hashOf(document: object): Promise<Uint8Array> {
    const text = await jsonld.canonize(document, {
      algorithm: 'RDFC-1.0',
      base: null,
      safe: true,
      rdfDirection: 'i18n-datatype',
      documentLoader: mapLoader(await contexts)
    })
    return sha256(utf8(text))
  }

  return {
    async check({ proof: proofs, ...document }, key) {
      const [proof] = listOf(proofs)
      if (!isObject(proof)) return 'changed'
      const { proofValue, ...options } = proof
      const signature = typeof proofValue === 'string' ? fromBase58(proofValue.slice(1)) : null
      try {
        const hashes = [
          await hashOf({ '@context': document['@context'], ...options }),
          await hashOf(document)
        ]
        return signature && (await verify('Ed25519', key.jwk, concat(...hashes), signature))
          ? 'holds'
          : 'changed'
      } catch (error) {
        return error instanceof Error && error.name.startsWith('jsonld.') ? 'term-unknown' : 'changed'
      }
    },
    isChanged
  }
}
