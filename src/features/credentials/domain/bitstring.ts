import { toBase64url } from './bytes.ts'
import { withoutMillis } from './keys.ts'
import { VC_CONTEXT } from './open-badge.ts'
import { STATUS_TTL_SECONDS } from './status.ts'
import type { JsonObject } from './strict-json.ts'

/** A Bitstring Status List as a credential, yet to be signed; `packed` is the list, gzipped. */
export const bitstringCredential = (list: {
  readonly url: string
  readonly did: string
  readonly packed: Uint8Array
  readonly from: Date
  readonly until: Date
}): JsonObject => ({
  '@context': [VC_CONTEXT],
  id: list.url,
  type: ['VerifiableCredential', 'BitstringStatusListCredential'],
  issuer: list.did,
  validFrom: withoutMillis(list.from),
  validUntil: withoutMillis(list.until),
  credentialSubject: {
    id: `${list.url}#list`,
    type: 'BitstringStatusList',
    statusPurpose: 'revocation',
    encodedList: `u${toBase64url(list.packed)}`,
    ttl: STATUS_TTL_SECONDS * 1000
  }
})
