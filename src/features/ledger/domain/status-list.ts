import { fromBase64url, fromUtf8 } from '#platform/prelude/bytes.ts'
import { isDocument, readDocument } from './statements.ts'

/** Unpacks gzip or zlib; null for what is neither, or larger unpacked. */
export type Unzip = (packed: Uint8Array, bytesMax: number) => Uint8Array | null

/** A list has 131,072 places. */
const LIST_BYTES_MAX = 16_384

/** The places that a published list shows as revoked, ascending, in either of its forms; null for what is no list. */
export function revokedPlaces(text: string, unzip: Unzip): ReadonlySet<number> | null {
  const packed = packedBitstring(text) ?? packedToken(text)
  const bytes = packed && unzip(packed.bytes, LIST_BYTES_MAX)
  if (!bytes) return null
  const places = new Set<number>()
  for (let place = 0; place < bytes.length * 8; place++) {
    const bit = place % 8
    if (bytes[place >> 3]! & (packed.firstIsHighest ? 128 >> bit : 1 << bit)) places.add(place)
  }
  return places
}

interface Packed {
  readonly bytes: Uint8Array
  /** Whether the first place of a byte is its highest bit or its lowest. */
  readonly firstIsHighest: boolean
}

/** W3C Bitstring Status List. */
function packedBitstring(text: string): Packed | null {
  const subject = readDocument(text)?.['credentialSubject']
  const encoded = isDocument(subject) ? subject['encodedList'] : null
  // Multibase: u is base64url.
  const bytes =
    typeof encoded === 'string' && encoded.startsWith('u') ? fromBase64url(encoded.slice(1)) : null
  return bytes && { bytes, firstIsHighest: true }
}

/** IETF Token Status List. */
function packedToken(text: string): Packed | null {
  const [, payload, ...rest] = text.split('.')
  const claims = rest.length === 1 ? fromUtf8(fromBase64url(payload!) ?? NOTHING) : null
  const list = readDocument(claims ?? '')?.['status_list']
  if (!isDocument(list) || list['bits'] !== 1 || typeof list['lst'] !== 'string') return null
  const bytes = fromBase64url(list['lst'])
  return bytes && { bytes, firstIsHighest: false }
}

const NOTHING = new Uint8Array()
