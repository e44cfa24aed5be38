/*
 * Bytes without Node's Buffer, for code that also runs in browsers. Decoders are strict: what they take has exactly one
 * spelling, so that no two texts mean one signature.
 */

const encoder = new TextEncoder()
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** The text of well-formed UTF-8; null for anything else. */
export function fromUtf8(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return null
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** As many bytes as one call takes as arguments. */
const BINARY_CHUNK = 8_192

/** Standard base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += BINARY_CHUNK)
    binary += String.fromCharCode(...bytes.subarray(at, at + BINARY_CHUNK))
  return btoa(binary)
}

/** Base64 for addresses, without padding (RFC 4648, section 5). */
export const toBase64url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

/** null for anything that {@link toBase64} would not write. */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> | null =>
  text.length % 4 === 0 ? decode64(text.replace(/={1,2}$/, ''), BASE64_VALUES) : null

/** null for anything that {@link toBase64url} would not write. */
export const fromBase64url = (text: string): Uint8Array<ArrayBuffer> | null =>
  decode64(text, BASE64URL_VALUES)

function decode64(text: string, values: Int8Array): Uint8Array<ArrayBuffer> | null {
  const { length } = text
  if (length % 4 === 1) return null
  const bytes = new Uint8Array(Math.floor((length * 3) / 4))
  let [at, bits, bitCount] = [0, 0, 0]
  for (let i = 0; i < length; i++) {
    const value = values[text.charCodeAt(i)] ?? -1
    if (value < 0) return null
    bits = ((bits << 6) | value) & 0x3fff
    bitCount += 6
    if (bitCount >= 8) {
      bitCount -= 8
      bytes[at++] = bits >> bitCount
    }
  }
  // Spare bits at the end are zero.
  return (bits & ((1 << bitCount) - 1)) === 0 ? bytes : null
}

/** The value of each ASCII character in an alphabet; -1 for one that is none of it. */
export function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1)
  for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value
  return values
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const BASE64_VALUES = valuesOf(`${LETTERS_AND_DIGITS}+/`)
const BASE64URL_VALUES = valuesOf(`${LETTERS_AND_DIGITS}-_`)

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Base58 as Bitcoin spells it; for keys and signatures, which are short. */
export function toBase58(bytes: Uint8Array): string {
  let value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  let text = ''
  for (; value > 0n; value /= 58n) text = BASE58[Number(value % 58n)] + text
  for (const byte of bytes) {
    if (byte !== 0) break
    text = `1${text}`
  }
  return text
}

/** null for anything that {@link toBase58} would not write. */
export function fromBase58(text: string): Uint8Array<ArrayBuffer> | null {
  let value = 0n
  for (const character of text) {
    const digit = BASE58.indexOf(character)
    if (digit < 0) return null
    value = value * 58n + BigInt(digit)
  }
  const bytes: number[] = []
  for (; value > 0n; value >>= 8n) bytes.unshift(Number(value & 255n))
  const zeros = /^1*/.exec(text)![0].length
  return Uint8Array.from([...Array<number>(zeros).fill(0), ...bytes])
}
