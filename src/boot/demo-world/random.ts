/** Chance that repeats: the same seed gives the same world. Mulberry32, public domain. */
export interface Chance {
  /** From 0 up to 1, without 1. */
  next(): number
  /** A whole number from 0 up to `count`, without it. */
  below(count: number): number
  /** True in so many cases of a hundred. */
  percent(share: number): boolean
  pick<T>(list: readonly T[]): T
  /** So many different ones of a list, or all of it. */
  some<T>(list: readonly T[], count: number): T[]
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number): number => Math.floor(next() * count)
  return {
    next,
    below,
    percent: (share) => next() * 100 < share,
    pick: (list) => list[below(list.length)]!,
    some(list, count) {
      const left = [...list]
      const chosen = []
      while (chosen.length < count && left.length) chosen.push(...left.splice(below(left.length), 1))
      return chosen
    }
  }
}
