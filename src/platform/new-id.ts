import { v7 } from 'uuid'
import { drawer } from './drawer.ts'

const ID_BYTES = 16
/** Ids of one millisecond are counted on from a random start, far from where the count (32 bits) ends. */
const START_BITS = 31

const draw = drawer(ID_BYTES)
let msecs = 0
let seq = 0

/** An id that sorts after every one that this process made before (UUIDv7, RFC 9562 §6.2 method 1). */
export function newId(): string {
  const random = draw()
  const now = Date.now()
  if (now > msecs) {
    msecs = now
    seq = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> (32 - START_BITS)
  } else seq += 1
  return v7({ random, msecs, seq })
}
