import { setTimeout as pause } from 'node:timers/promises'
import type { LogSource } from '../app/audit.ts'
import { NOTE_BYTES_MAX } from '../domain/note.ts'
import { certifiedKey } from './certificate.ts'
import { unzip } from './unzip.ts'

const REQUEST_MS_MAX = 20_000
/** The largest is a statement that a whole status list was revoked at once: 807 kB. A bundle of ours has 11 kB. */
const OBJECT_BYTES_MAX = 1_048_576
/** A site that is started anew is away for a few seconds; one that never answered is not waited for so long. */
const TRY_AGAIN_MS = [1_000, 4_000, 10_000] as const
const TRIES_AT_FIRST = 2

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
export function httpLog(
  url: string,
  wait: (ms: number) => Promise<unknown> = pause
): Required<LogSource> & { policy(): Promise<Uint8Array | null> } {
  const base = url.replace(/\/+$/, '')
  const { origin } = new URL(base)
  let hasAnswered = false

  async function get(address: string, bytesMax: number): Promise<Uint8Array | null> {
    for (let attempt = 0; ; attempt++) {
      try {
        // Who is asked to audit one site is led to no other.
        const signal = AbortSignal.timeout(REQUEST_MS_MAX)
        const response = await fetch(address, { signal, redirect: 'error' })
        if (response.status === 404) return null
        if (!response.ok) throw new Error(`it answered ${response.status}`)
        const body = await readLimited(response, bytesMax)
        hasAnswered = true
        return body
      } catch (error) {
        const again = TRY_AGAIN_MS[attempt]
        if (again !== undefined && (hasAnswered || attempt + 1 < TRIES_AT_FIRST)) {
          await wait(again)
          continue
        }
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
