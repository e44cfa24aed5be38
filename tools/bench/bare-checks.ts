import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { verifyCredential } from '@digitalbazaar/vc'
import { loadContexts, mapLoader } from '../../src/features/credentials/adapters/contexts.ts'
import { didDocument, multikeyOf, type PublicKey } from '../../src/features/credentials/domain/keys.ts'
import type { JsonObject } from '../../src/features/credentials/domain/strict-json.ts'

/*
 * The limits for checking credentials, in a process of its own: nothing but signatures, one after the other, or
 * nothing but the library for linked data, as its authors publish it. Told by message what to check; answers how many
 * it checked a second.
 */
export type BarePlan =
  | {
      readonly kind: 'signatures'
      readonly key: PublicKey
      readonly signed: readonly { readonly data: Uint8Array; readonly signature: Uint8Array }[]
      readonly maxMs: number
    }
  | {
      readonly kind: 'documents'
      readonly key: PublicKey
      readonly did: string
      readonly documents: readonly JsonObject[]
      readonly maxMs: number
    }

process.once('message', async (plan: BarePlan) => {
  const check = plan.kind === 'signatures' ? signatureCheck(plan) : documentCheck(plan)
  await check(0)
  const began = performance.now()
  let count = 0
  while (performance.now() - began < plan.maxMs)
    if (!(await check(count++))) throw new Error('a credential of our own does not hold')
  process.send!((count * 1_000) / (performance.now() - began))
  process.disconnect()
})

function signatureCheck({ key, signed }: BarePlan & { kind: 'signatures' }): (at: number) => boolean {
  const publicKey: KeyObject = createPublicKey({ key: { ...key.jwk }, format: 'jwk' })
  return (at) => {
    const { data, signature } = signed[at % signed.length]!
    return key.algorithm === 'Ed25519'
      ? verify(null, data, publicKey, signature)
      : verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
  }
}

function documentCheck({ key, did, documents }: BarePlan & { kind: 'documents' }) {
  const [method, controller] = [multikeyOf(did, key), didDocument({ did, keys: [key] })]
  const ours = new Map<string, unknown>([
    [method.id, { '@context': 'https://w3id.org/security/multikey/v1', ...method }],
    [did, controller]
  ])
  const contexts = loadContexts()
  return async (at: number): Promise<boolean> => {
    const { verified } = await verifyCredential({
      credential: documents[at % documents.length]!,
      suite: new DataIntegrityProof({ cryptosuite }),
      documentLoader: mapLoader(await contexts, ours),
      now: new Date(),
      checkStatus: async () => ({ verified: true })
    })
    return verified
  }
}
