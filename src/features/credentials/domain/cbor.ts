import { concat, fromUtf8, utf8 } from './bytes.ts'

/** The part of CBOR that credentials on paper use. Maps keep the order in which they were written. */
export type Cbor =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly Cbor[]
  | ReadonlyMap<number | string, Cbor>
  | Tagged

/** A tagged item; of the tags only the one of COSE_Sign1 is met here. */
export interface Tagged {
  readonly tag: number
  readonly value: Cbor
}

export const CBOR_DEPTH_MAX = 8

const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const

/** Deterministic encoding (RFC 8949, 4.2.1), but for the order of map keys, which is the caller's. */
export function encodeCbor(value: Cbor): Uint8Array<ArrayBuffer> {
  if (value === null) return Uint8Array.of(0xf6)
  if (typeof value === 'boolean') return Uint8Array.of(value ? 0xf5 : 0xf4)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('only whole numbers stand in a credential')
    return value >= 0 ? head(MAJOR.unsigned, value) : head(MAJOR.negative, -1 - value)
  }
  if (typeof value === 'string') {
    const bytes = utf8(value)
    return concat(head(MAJOR.text, bytes.length), bytes)
  }
  if (value instanceof Uint8Array) return concat(head(MAJOR.bytes, value.length), value)
  if (value instanceof Map)
    return concat(
      head(MAJOR.map, value.size),
      ...[...value].flatMap(([key, item]: [number | string, Cbor]) => [encodeCbor(key), encodeCbor(item)])
    )
  if (Array.isArray(value)) return concat(head(MAJOR.array, value.length), ...value.map(encodeCbor))
  const { tag, value: tagged } = value as Tagged
  return concat(head(MAJOR.tag, tag), encodeCbor(tagged))
}

function head(major: number, count: number): Uint8Array<ArrayBuffer> {
  const first = major << 5
  if (count < 24) return Uint8Array.of(first | count)
  if (count < 2 ** 8) return Uint8Array.of(first | 24, count)
  if (count < 2 ** 16) return Uint8Array.of(first | 25, count >> 8, count)
  if (count < 2 ** 32) return Uint8Array.of(first | 26, count >>> 24, count >>> 16, count >>> 8, count)
  const wide = new DataView(new ArrayBuffer(9))
  wide.setUint8(0, first | 27)
  wide.setBigUint64(1, BigInt(count))
  return new Uint8Array(wide.buffer)
}

/**
 * Reads one item that fills the bytes exactly; null for anything else. Nothing has two spellings, so a changed byte
 * never reads as the old value: what is read is what {@link encodeCbor} writes.
 */
export function decodeCbor(bytes: Uint8Array): Cbor | null {
  const reader = { bytes, at: 0 }
  try {
    const value = read(reader, 0)
    return reader.at === bytes.length ? value : null
  } catch (error) {
    if (error instanceof Malformed) return null
    throw error
  }
}

class Malformed extends Error {}

interface Reader {
  readonly bytes: Uint8Array
  at: number
}

function read(reader: Reader, depth: number): Cbor {
  if (depth > CBOR_DEPTH_MAX) throw new Malformed()
  const first = take(reader, 1)[0]!
  const major = first >> 5
  if (major === MAJOR.simple) {
    if (first === 0xf4 || first === 0xf5) return first === 0xf5
    if (first === 0xf6) return null
    throw new Malformed()
  }
  const count = readCount(reader, first & 31)
  switch (major) {
    case MAJOR.unsigned:
      return count
    case MAJOR.negative:
      if (!Number.isSafeInteger(-1 - count)) throw new Malformed()
      return -1 - count
    case MAJOR.bytes:
      return take(reader, count).slice()
    case MAJOR.text: {
      const text = fromUtf8(take(reader, count))
      if (text === null) throw new Malformed()
      return text
    }
    case MAJOR.tag:
      return { tag: count, value: read(reader, depth + 1) }
    default:
      // Every item takes a byte at least: a count that cannot be there is refused before it is worked through.
      if (count > reader.bytes.length - reader.at) throw new Malformed()
      return major === MAJOR.array ? readArray(reader, count, depth) : readMap(reader, count, depth)
  }
}

function readArray(reader: Reader, count: number, depth: number): Cbor[] {
  const items: Cbor[] = []
  while (items.length < count) items.push(read(reader, depth + 1))
  return items
}

function readMap(reader: Reader, count: number, depth: number): Map<number | string, Cbor> {
  const map = new Map<number | string, Cbor>()
  for (let i = 0; i < count; i++) {
    const key = read(reader, depth + 1)
    if ((typeof key !== 'number' && typeof key !== 'string') || map.has(key)) throw new Malformed()
    map.set(key, read(reader, depth + 1))
  }
  return map
}

/** The least that is written in one, two, four and eight bytes: what is smaller has a shorter spelling. */
const LEAST = [24, 2 ** 8, 2 ** 16, 2 ** 32] as const

function readCount(reader: Reader, info: number): number {
  if (info < 24) return info
  if (info > 27) throw new Malformed()
  let count = 0
  for (const byte of take(reader, 1 << (info - 24))) count = count * 256 + byte
  if (!Number.isSafeInteger(count) || count < LEAST[info - 24]!) throw new Malformed()
  return count
}

function take(reader: Reader, count: number): Uint8Array {
  if (count > reader.bytes.length - reader.at) throw new Malformed()
  reader.at += count
  return reader.bytes.subarray(reader.at - count, reader.at)
}
