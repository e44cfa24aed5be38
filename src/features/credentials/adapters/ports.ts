import { randomInt } from 'node:crypto'
import type { Ports, SigningKeys } from '../app/ports.ts'
import { STATUS_LIST_ENTRIES } from '../domain/status.ts'
import { linkedData, linkedDataSigner } from './data-integrity.ts'
import { nodePrimitives, zlibDeflate, zlibGzip } from './node-primitives.ts'
import { credentialStore } from './store.ts'
import { tokenSigner } from './tokens.ts'

/** Everything behind the ports but the keys, which an installation chooses. */
export const credentialPorts = (
  issuer: Pick<Ports, 'publicUrl' | 'issuerName'> & { readonly keys: SigningKeys }
): Ports => ({
  ...issuer,
  store: credentialStore,
  primitives: nodePrimitives,
  linkedData,
  linkedDataSigner: linkedDataSigner(issuer.keys),
  tokenSigner: tokenSigner(issuer.keys),
  deflate: zlibDeflate,
  gzip: zlibGzip,
  // An odd stride meets every place of the list once.
  randomSpread: () => ({
    stride: randomInt(STATUS_LIST_ENTRIES / 2) * 2 + 1,
    offset: randomInt(STATUS_LIST_ENTRIES)
  })
})
