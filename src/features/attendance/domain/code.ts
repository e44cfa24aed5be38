/**
 * The six-digit code of a shift: an HMAC over the shift and a window of 30 seconds, cut down as a one-time
 * password (RFC 4226 §5.3; windows as in RFC 6238). Keys stay outside: the HMAC arrives as bytes.
 */
export const CODE_WINDOW_SECONDS = 30
export const CODE_DIGITS = 6

/** Windows a code stays good for after its own: 30 seconds of grace for slow fingers and slow networks. */
const GRACE_WINDOWS = 1
/** A code at most so many windows old is told from one that never was: ten minutes of a photographed screen. */
const RECOGNISED_WINDOWS = 20

const WINDOW_MS = CODE_WINDOW_SECONDS * 1000

export const windowAt = (instant: Date): number => Math.floor(instant.getTime() / WINDOW_MS)

export const windowEnd = (window: number): Date => new Date((window + 1) * WINDOW_MS)

/** What is authenticated for a shift and a window. */
export const shiftCodeMessage = (shiftId: string, window: number): string => `${shiftId} ${window}`

/** The dynamic truncation of RFC 4226 §5.3, as decimal digits. */
export function truncate(mac: Uint8Array, digits = CODE_DIGITS): string {
  const offset = mac[mac.length - 1]! & 0xf
  const bits = new DataView(mac.buffer, mac.byteOffset + offset, 4).getUint32(0) & 0x7fffffff
  return String(bits % 10 ** digits).padStart(digits, '0')
}

export type CodeVerdict =
  { readonly ok: true; readonly window: number } | { readonly ok: false; readonly why: 'expired' | 'wrong' }

/** Judges a code at an instant. `codeAt` gives the right code of a window. */
export function judgeCode(code: string, now: Date, codeAt: (window: number) => string): CodeVerdict {
  const current = windowAt(now)
  for (let age = 0; age <= RECOGNISED_WINDOWS; age += 1)
    if (codeAt(current - age) === code)
      return age <= GRACE_WINDOWS ? { ok: true, window: current - age } : { ok: false, why: 'expired' }
  return { ok: false, why: 'wrong' }
}
