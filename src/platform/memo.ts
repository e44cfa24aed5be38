/** Keeps one answer for a while, so that a page asked for a thousand times a second costs one query. */
export interface Memo<T> {
  get(now: Date, read: () => Promise<T>): Promise<T>
}

/** Those who come while the answer is being read wait for the same reading. A failed reading is not kept. */
export function createMemo<T>(keepMs: number): Memo<T> {
  let kept: { readonly answer: Promise<T>; readonly untilMs: number } | null = null
  return {
    get(now, read) {
      if (kept && now.getTime() < kept.untilMs) return kept.answer
      const reading = { answer: read(), untilMs: now.getTime() + keepMs }
      kept = reading
      reading.answer.catch(() => {
        if (kept === reading) kept = null
      })
      return reading.answer
    }
  }
}
