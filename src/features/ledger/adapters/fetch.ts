import type { LogSource } from '../app/audit.ts'
import { NOTE_BYTES_MAX } from '../domain/note.ts'
import { certifiedKey } from './certificate.ts'
import { unzip } from './unzip.ts'

const REQUEST_MS_MAX = 20_000
/** The largest is a statement that a whole status list was revoked at once: 807 kB. A bundle of ours has 11 kB. */
const OBJECT_BYTES_MAX = 1_048_576
const TRIES = 3

/** The body of an answer; null when it is larger than allowed. */
export async function readLimited(response: Response, bytesMax: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > bytesMax) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A log somewhere that cannot be reached; says nothing about what it holds. */
export class LogUnreachableError extends Error {
  override name = 'LogUnreachableError'
}

/** A log at its public address, such as `https://erikti.kz/log`. @throws {LogUnreachableError} */
export function httpLog(url: string): Required<LogSource> & { policy(): Promise<Uint8Array | null> } {
  const base = url.replace(/\/+$/, '')
  const { origin } = new URL(base)

  async function get(address: string, bytesMax: number): Promise<Uint8Array | null> {
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await fetch(address, { signal: AbortSignal.timeout(REQUEST_MS_MAX) })
        if (response.status === 404) return null
        if (!response.ok) throw new Error(`it answered ${response.status}`)
        return await readLimited(response, bytesMax)
      } catch (error) {
        if (attempt < TRIES) continue
        const reason =
          error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : ''
        throw new LogUnreachableError(`${address} cannot be read: ${reason}`)
      }
    }
  }

  return {
    checkpoint: () => get(`${base}/checkpoint`, NOTE_BYTES_MAX),
    policy: () => get(`${base}/policy`, NOTE_BYTES_MAX),
    get: (path) => get(`${base}/${path}`, OBJECT_BYTES_MAX),
    // Only ever of the log's own site, whatever address a statement names.
    site: { get: (path) => get(`${origin}${path}`, OBJECT_BYTES_MAX), unzip, certifiedKey }
  }
}
