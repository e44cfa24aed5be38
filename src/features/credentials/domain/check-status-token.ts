import { fromBase64url } from './bytes.ts'
import { asText } from './disclosed.ts'
import type { Issuer } from './keys.ts'
import type { Primitives } from './primitives.ts'
import { STATUS_TOKEN_TYPE } from './sd-jwt-vc.ts'
import { parseJwt } from './sd-jwt.ts'
import { STATUS_LIST_BYTES } from './status.ts'
import { isObject } from './strict-json.ts'
import { signedInTime } from './trust.ts'

/** A status list of an issuer that we know, unpacked. */
export interface KeptList {
  readonly url: string
  /** First entry in the lowest bit. */
  readonly bits: Uint8Array
  readonly asOf: Date
  readonly until: Date
}

/** Reads a Token Status List that was fetched from `url`; null unless it is one, signed by its issuer. */
export async function readStatusToken(
  text: string,
  url: string,
  issuers: readonly Issuer[],
  primitives: Primitives
): Promise<KeptList | null> {
  const jwt = parseJwt(text.trim())
  if (!jwt.ok) return null
  const { header, payload, signed, signature } = jwt.value
  const list = payload['status_list']
  const issuer = issuers.find((one) => url.startsWith(`${one.url}/`))
  const key = issuer?.keys.find(({ keyId }) => keyId === header['kid'])
  const isRight =
    header['typ'] === STATUS_TOKEN_TYPE &&
    header['alg'] === 'ES256' &&
    !('crit' in header) &&
    payload['sub'] === url &&
    isObject(list) &&
    list['bits'] === 1
  if (!key || key.algorithm !== 'ES256' || key.revokedAt || !isRight) return null
  if (!(await primitives.verify('ES256', key.jwk, signed, signature))) return null
  const packed = fromBase64url(asText(list['lst']) ?? '')
  const bits = packed && (await primitives.inflate(packed, STATUS_LIST_BYTES))
  const { iat, exp } = payload
  if (!bits || typeof iat !== 'number' || typeof exp !== 'number') return null
  const asOf = new Date(iat * 1000)
  return signedInTime(key, asOf) ? { url, bits, asOf, until: new Date(exp * 1000) } : null
}
