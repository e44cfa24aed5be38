import type { Adapter, AdapterPayload } from 'oidc-provider'

/** Entries kept at once; the oldest go first, so that nobody can fill the memory. */
const ENTRIES_MAX = 20_000

interface Entry {
  payload: AdapterPayload
  endsMs: number
}

/** What the local identity provider remembers between two requests: in the memory of one process. */
export function memoryAdapter(): (model: string) => Adapter {
  const entries = new Map<string, Entry>()

  const find = (matches: (key: string, payload: AdapterPayload) => boolean): AdapterPayload | undefined => {
    for (const [key, { payload, endsMs }] of entries)
      if (endsMs > Date.now() && matches(key, payload)) return payload
    return undefined
  }

  return (model) => {
    const keyOf = (id: string) => `${model} ${id}`
    return {
      async upsert(id, payload, expiresInS = 0) {
        entries.delete(keyOf(id))
        entries.set(keyOf(id), { payload, endsMs: Date.now() + expiresInS * 1000 })
        if (entries.size > ENTRIES_MAX) entries.delete(entries.keys().next().value!)
      },
      async find(id) {
        const entry = entries.get(keyOf(id))
        return entry && entry.endsMs > Date.now() ? entry.payload : undefined
      },
      findByUid: async (uid) => find((key, payload) => key.startsWith(`${model} `) && payload.uid === uid),
      findByUserCode: async () => undefined,
      async consume(id) {
        const entry = entries.get(keyOf(id))
        if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000)
      },
      async destroy(id) {
        entries.delete(keyOf(id))
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key)
      }
    }
  }
}
