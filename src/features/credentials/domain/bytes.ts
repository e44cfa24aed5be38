import { toHex } from '#platform/prelude/bytes.ts'

export * from '#platform/prelude/bytes.ts'

/** A UUID as its 16 bytes, and back. */
export const uuidBytes = (uuid: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(uuid.replaceAll('-', '').match(/../g)!, (pair) => Number.parseInt(pair, 16))

export const uuidOf = (bytes: Uint8Array): string =>
  toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
