const FIRST_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const SECOND_WEIGHTS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]

/**
 * The twelfth digit of an IIN or a BIN from its first eleven (Government decree of 11 June 2003 No. 565), or null
 * when both passes give 10: such a number is never issued. The eleventh digit weighs 11 in the first pass and so
 * is not protected by it: a right check digit does not prove a number.
 */
export function checkDigit(eleven: string): number | null {
  for (const weights of [FIRST_WEIGHTS, SECOND_WEIGHTS]) {
    const sum = weights.reduce((total, weight, at) => total + weight * Number(eleven[at]), 0)
    if (sum % 11 !== 10) return sum % 11
  }
  return null
}
