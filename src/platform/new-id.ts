import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

/** Randomness of this many ids is drawn at once: a draw for each would be most of what an id costs. */
const DRAWN_IDS = 256
const ID_BYTES = 16
/** Ids of one millisecond are counted on from a random start, far from where the count (32 bits) ends. */
const START_BITS = 31

const pool = Buffer.alloc(DRAWN_IDS * ID_BYTES)
let used = pool.length
let msecs = 0
let seq = 0

/** An id that sorts after every one that this process made before (UUIDv7, RFC 9562 §6.2 method 1). */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.subarray(used, (used += ID_BYTES))
  const now = Date.now()
  if (now > msecs) {
    msecs = now
    seq = random.readUInt32BE(6) >>> (32 - START_BITS)
  } else seq += 1
  return v7({ random, msecs, seq })
}
