import { base32 } from './short-code.ts'

/** Signs of a passport's number: the 62 random bits of its id, enough to tell any two of 20 million apart. */
const SIGNS = 13

/**
 * The number as it is printed and read out: `G00Q 4T39 0WSE3`. It stands for the passport's id (a UUIDv7), of which
 * it leaves out the time, so that a number does not say when somebody joined.
 */
export function passportNumber(passportId: string): string {
  const random = passportId.replaceAll('-', '').slice(-16)
  const signs = base32(BigInt(`0x${random}`), SIGNS)
  return [signs.slice(0, 4), signs.slice(4, 8), signs.slice(8)].join(' ')
}
