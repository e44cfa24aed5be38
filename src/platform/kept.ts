/** Keeps what never changes, in so many bytes; what nobody asked for the longest makes room. */
export interface Kept<T> {
  get(key: string): T | undefined
  set(key: string, value: T, bytes: number): void
  delete(key: string): void
}

export function createKept<T>(bytesMax: number): Kept<T> {
  const entries = new Map<string, { readonly value: T; readonly bytes: number }>()
  let held = 0
  function remove(key: string): void {
    held -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }
  return {
    get(key) {
      const entry = entries.get(key)
      if (!entry) return undefined
      entries.delete(key) // goes to the end: the latest asked for
      entries.set(key, entry)
      return entry.value
    },
    set(key, value, bytes) {
      remove(key)
      entries.set(key, { value, bytes })
      held += bytes
      while (held > bytesMax) remove(entries.keys().next().value!)
    },
    delete: remove
  }
}
