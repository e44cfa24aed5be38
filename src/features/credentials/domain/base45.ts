import { valuesOf } from './bytes.ts'

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const VALUES = valuesOf(CHARACTERS)

/** RFC 9285: what a QR code holds at eleven bits for two characters. */
export function toBase45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length
    const value = pair ? bytes[at]! * 256 + bytes[at + 1]! : bytes[at]!
    text += CHARACTERS[value % 45]! + CHARACTERS[Math.floor(value / 45) % 45]!
    if (pair) text += CHARACTERS[Math.floor(value / 2025)]!
  }
  return text
}

/** null for anything that {@link toBase45} would not write. */
export function fromBase45(text: string): Uint8Array<ArrayBuffer> | null {
  const { length } = text
  if (length % 3 === 1) return null
  const bytes = new Uint8Array(Math.floor((length * 2) / 3))
  for (let at = 0, to = 0; at < length; at += 3) {
    const isPair = at + 2 < length
    const [low, middle, high] = [valueAt(text, at), valueAt(text, at + 1), isPair ? valueAt(text, at + 2) : 0]
    const value = low + middle * 45 + high * 2025
    if (low < 0 || middle < 0 || high < 0 || value >= (isPair ? 65_536 : 256)) return null
    if (isPair) bytes[to++] = value >> 8
    bytes[to++] = value & 255
  }
  return bytes
}

const valueAt = (text: string, at: number): number => VALUES[text.charCodeAt(at)] ?? -1
