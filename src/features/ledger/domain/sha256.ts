/** SHA-256 of some bytes: 32 bytes. Node's own on the server; {@link sha256} where there is none that answers at once. */
export type Sha256 = (data: Uint8Array) => Uint8Array

const fractionOf = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) >>> 0

const PRIMES: readonly number[] = (() => {
  const primes: number[] = []
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p !== 0)) primes.push(n)
  return primes
})()

/** FIPS 180-4, 4.2.2 and 5.3.3: the first 32 bits of the fractions of cube and square roots of primes. */
const ROUND = Uint32Array.from(PRIMES, (p) => fractionOf(Math.cbrt(p)))
const INITIAL = Uint32Array.from(PRIMES.slice(0, 8), (p) => fractionOf(Math.sqrt(p)))

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by))

/**
 * SHA-256 in plain TypeScript (FIPS 180-4) for the browser's check: WebCrypto's answers only by a promise, and a
 * Merkle tree of promises is slower and harder to read than this.
 */
export function sha256(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64)
  padded.set(data)
  padded[data.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(data.length / 2 ** 29))
  view.setUint32(padded.length - 4, (data.length * 8) >>> 0)

  const state = INITIAL.slice()
  const w = new Uint32Array(64)
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(block + i * 4)
    for (let i = 16; i < 64; i++) {
      const [a, b] = [w[i - 15]!, w[i - 2]!]
      const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)
      const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10)
      w[i] = w[i - 16]! + s0 + w[i - 7]! + s1
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number
    ]
    for (let i = 0; i < 64; i++) {
      const choice = (e & f) ^ (~e & g)
      const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + ROUND[i]! + w[i]!) | 0
      const majority = (a & b) ^ (a & c) ^ (b & c)
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i]! += value
  }
  const out = new Uint8Array(32)
  const outView = new DataView(out.buffer)
  for (const [i, word] of state.entries()) outView.setUint32(i * 4, word)
  return out
}
