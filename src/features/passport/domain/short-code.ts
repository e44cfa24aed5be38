/** Crockford's base 32: no I, L, O and U, so that a code survives a telephone and handwriting. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 10 characters of 5 bits: 2^50 codes. Guessing is limited by the address it comes from. */
export const CODE_CHARS = 10
/** 16 bytes (128 bits) in base64url. */
const TOKEN_FORM = /^[\w-]{22}$/
const LINK_FORM = /\/v\/([\w-]{22})\/?(?:[?#].*)?$/

/** What people type instead: look-alikes within Latin, and keys of the Cyrillic layout that look the same. */
const TYPED = 'OILАВСЕНКМРТХУОІ'
const MEANT = '011ABCEHKMPTXY01'
const LOOK_ALIKES = new Map([...TYPED].map((sign, at) => [sign, MEANT[at]!]))

/** A code from the first 50 bits of at least 7 bytes. */
export function codeFrom(bytes: Uint8Array): string {
  let code = ''
  for (let at = 0; at < CODE_CHARS; at++) {
    const bit = at * 5
    const window = (bytes[bit >> 3]! << 8) | (bytes[(bit >> 3) + 1] ?? 0)
    code += ALPHABET[(window >> (11 - (bit & 7))) & 31]
  }
  return code
}

/** `7K3QX9M2AB` as people read it: `7K3QX-9M2AB`. */
export const groupCode = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`

/** By what a reader comes: the link's token or the short code. */
export type Proof = { readonly way: 'token' | 'code'; readonly secret: string }

/** Reads what was opened, pasted or typed; null when it can be neither a link nor a code. */
export function proofOf(text: string): Proof | null {
  const trimmed = text.trim()
  const token = LINK_FORM.exec(trimmed)?.[1] ?? trimmed
  if (TOKEN_FORM.test(token)) return { way: 'token', secret: token }
  const code = [...trimmed.toUpperCase().replace(/[\s\-–—]/g, '')].map(
    (sign) => LOOK_ALIKES.get(sign) ?? sign
  )
  return code.length === CODE_CHARS && code.every((sign) => ALPHABET.includes(sign))
    ? { way: 'code', secret: code.join('') }
    : null
}

/** A number in so many signs of the same alphabet, the highest first. */
export function base32(value: bigint, signs: number): string {
  let text = ''
  for (let rest = value, left = signs; left > 0; rest >>= 5n, left--)
    text = ALPHABET[Number(rest & 31n)] + text
  return text
}
