/**
 * One bit a credential: revoked or not. The same bits leave as a W3C Bitstring Status List and as an IETF Token
 * Status List, which differ in the order of bits within a byte and in their envelope.
 */

/** Entries of a list: 16 KiB, the least that W3C asks for, so that an index says nothing about one person. */
export const STATUS_LIST_ENTRIES = 131_072
export const STATUS_LIST_BYTES = STATUS_LIST_ENTRIES / 8

/** A published list is signed again after this, even when nothing changed. */
export const STATUS_RESIGN_SECONDS = 12 * 3600
/** How long a reader may go on with a list that was fetched. */
export const STATUS_VALID_SECONDS = 24 * 3600
/** How long a reader should wait before it asks again: a revocation is out within a minute. */
export const STATUS_TTL_SECONDS = 60

/** Where the status of a credential stands. */
export interface StatusSlot {
  readonly listId: number
  readonly index: number
}

/**
 * Spreads running numbers over the list, each to an index of its own, so that neighbours in time are no neighbours
 * there. `stride` is odd, which makes the mapping one to one.
 */
export const slotIndex = (serial: number, { stride, offset }: { stride: number; offset: number }): number =>
  Number((BigInt(serial) * BigInt(stride) + BigInt(offset)) % BigInt(STATUS_LIST_ENTRIES))

/** `most`: the first entry is the highest bit of a byte (Bitstring); `least`: the lowest (Token). */
export type BitOrder = 'most' | 'least'

const maskOf = (index: number, order: BitOrder): number =>
  order === 'most' ? 128 >> (index % 8) : 1 << (index % 8)

export function packBits(revoked: Iterable<number>, order: BitOrder): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(STATUS_LIST_BYTES)
  for (const index of revoked) bytes[index >> 3]! |= maskOf(index, order)
  return bytes
}

/** null when the list has no such entry. */
export function readBit(bytes: Uint8Array, index: number, order: BitOrder): boolean | null {
  const byte = bytes[index >> 3]
  return byte === undefined ? null : (byte & maskOf(index, order)) !== 0
}

export const bitstringUrl = (publicUrl: string, listId: number): string =>
  `${publicUrl}/status/bitstring/${listId}`
export const tokenListUrl = (publicUrl: string, listId: number): string =>
  `${publicUrl}/status/token/${listId}`

/** The Token Status List with the bits of the list that an address names. */
export const tokenListOf = (url: string): string =>
  url.replace(/\/status\/bitstring\/(\d+)$/, '/status/token/$1')

/** The list that an address of ours names; null for any other address. */
export function listIdOf(publicUrl: string, url: string): number | null {
  const [, path] = url.startsWith(publicUrl) ? [publicUrl, url.slice(publicUrl.length)] : []
  const match = /^\/status\/(?:bitstring|token)\/([1-9]\d{0,6})$/.exec(path ?? '')
  return match ? Number(match[1]) : null
}
