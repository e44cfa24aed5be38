import { groupCode, proofOf } from '../domain/short-code.ts'

export { passportNumber } from '../domain/passport-number.ts'

/** The page of an extract, from whatever was typed, pasted or scanned; null when it is neither a link nor a code. */
export function extractPath(text: string): string | null {
  const proof = proofOf(text)
  if (!proof) return null
  return `/v/${proof.way === 'token' ? proof.secret : groupCode(proof.secret)}`
}
