import { windowAt } from './code.ts'

/**
 * A person's own code, shown by their phone to a coordinator: person, window of 30 seconds and an HMAC over
 * both, 32 bytes as base64url. It holds for its window and the next one: at most a minute.
 */
const PERSON_BYTES = 16
const WINDOW_BYTES = 4
const MAC_BYTES = 12
const TOKEN_BYTES = PERSON_BYTES + WINDOW_BYTES + MAC_BYTES
const GRACE_WINDOWS = 1

/** What a QR of ours is known by: 43 characters of base64url. */
export const PERSONAL_TOKEN_FORM = /^[\w-]{43}$/

export type MacOf = (message: string) => Uint8Array

/** What is authenticated for a person and a window; also the source of the six digits under the QR. */
export const personalMessage = (personId: string, window: number): string => `${personId} ${window}`

export function personalToken(personId: string, window: number, macOf: MacOf): string {
  const bytes = Buffer.alloc(TOKEN_BYTES)
  bytes.write(personId.replaceAll('-', ''), 0, 'hex')
  bytes.writeUInt32BE(window, PERSON_BYTES)
  bytes.set(macOf(personalMessage(personId, window)).subarray(0, MAC_BYTES), PERSON_BYTES + WINDOW_BYTES)
  return bytes.toString('base64url')
}

export type TokenVerdict =
  | { readonly ok: true; readonly personId: string; readonly window: number }
  | { readonly ok: false; readonly why: 'expired' | 'wrong' }

/** Whose token it is and whether it still holds. A token that we did not make is `wrong`, whatever it says. */
export function judgeToken(token: string, now: Date, macOf: MacOf): TokenVerdict {
  if (!PERSONAL_TOKEN_FORM.test(token)) return { ok: false, why: 'wrong' }
  const bytes = Buffer.from(token, 'base64url')
  const personId = uuidOf(bytes.subarray(0, PERSON_BYTES))
  const window = bytes.readUInt32BE(PERSON_BYTES)
  const right = macOf(personalMessage(personId, window)).subarray(0, MAC_BYTES)
  if (!equal(bytes.subarray(PERSON_BYTES + WINDOW_BYTES), right)) return { ok: false, why: 'wrong' }
  const age = windowAt(now) - window
  return age >= 0 && age <= GRACE_WINDOWS ? { ok: true, personId, window } : { ok: false, why: 'expired' }
}

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** Compares in a time that does not tell where the difference is. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (let at = 0; at < a.length; at += 1) difference |= a[at]! ^ (b[at] ?? 0)
  return difference === 0
}
