import { randomFillSync } from 'node:crypto'

/** Portions of randomness that are drawn at once: a draw for each would be most of what a small one costs. */
const PORTIONS = 256

/** Gives so many random bytes at each call; nobody else ever gets the same ones. */
export function drawer(bytes: number): () => Uint8Array<ArrayBuffer> {
  let drawn = new Uint8Array()
  let used = 0
  return () => {
    if (used === drawn.length) {
      drawn = randomFillSync(new Uint8Array(bytes * PORTIONS))
      used = 0
    }
    return drawn.subarray(used, (used += bytes))
  }
}
