import type { SigningKeys, LinkedDataSigner } from '../app/ports.ts'
import type { LinkedData } from '../domain/check-document.ts'
import { dateOf } from '../domain/data-model.ts'
import { didDocument, methodOf, multikeyOf } from '../domain/keys.ts'
import { isChanged, loadContexts, mapLoader } from './contexts.ts'

/** Loaded at first use: JSON-LD takes some 30 MB that an idle server does without. */
const load = async () => {
  const [vc, { DataIntegrityProof }, { cryptosuite }, contexts] = await Promise.all([
    import('@digitalbazaar/vc'),
    import('@digitalbazaar/data-integrity'),
    import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite'),
    loadContexts(),
    import('./jsonld.ts')
  ])
  return { vc, DataIntegrityProof, cryptosuite, contexts }
}
let loading: ReturnType<typeof load> | null = null
const parts = () => (loading ??= load())

export const linkedDataSigner = (keys: Pick<SigningKeys, 'sign'>): LinkedDataSigner => ({
  async sign(document, { did, keyId, at }) {
    const { vc, DataIntegrityProof, cryptosuite, contexts } = await parts()
    const signer = {
      id: methodOf(did, keyId),
      algorithm: 'Ed25519',
      sign: ({ data }: { data: Uint8Array<ArrayBuffer> }) => keys.sign(keyId, data)
    }
    return vc.issue({
      credential: structuredClone(document),
      suite: new DataIntegrityProof({ signer, cryptosuite, date: at }),
      documentLoader: mapLoader(contexts)
    })
  }
})

export const linkedData: LinkedData = {
  async check(document, key, did) {
    const { vc, DataIntegrityProof, cryptosuite, contexts } = await parts()
    const method = {
      '@context': 'https://w3id.org/security/multikey/v1',
      ...multikeyOf(did, { ...key, revokedAt: null })
    }
    const controller = didDocument({ did, keys: [{ ...key, revokedAt: null }] })
    const { verified, error } = await vc.verifyCredential({
      credential: document,
      suite: new DataIntegrityProof({ cryptosuite }),
      documentLoader: mapLoader(
        contexts,
        new Map<string, unknown>([
          [method.id, method],
          [did, controller]
        ])
      ),
      // Time and status are judged by us; the library is asked as of the day the document itself begins to hold.
      now: dateOf(document['validFrom']) ?? dateOf(document['validUntil']) ?? new Date(0),
      checkStatus: async () => ({ verified: true })
    })
    if (verified) return 'holds'
    return isJsonLd(error) ? 'term-unknown' : 'changed'
  },

  isChanged
}

/** True when the document could not be read as JSON-LD in safe mode: a term that no context knows. */
function isJsonLd(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { errors } = error as { errors?: unknown }
  return error.name.startsWith('jsonld.') || (Array.isArray(errors) && errors.some(isJsonLd))
}
