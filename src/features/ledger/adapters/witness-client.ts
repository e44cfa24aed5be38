import type { WitnessAnswer, WitnessClient } from '../app/ports.ts'
import type { VerifierKey } from '../domain/note.ts'
import { readDecimal } from '../domain/numbers.ts'
import { readLimited } from './fetch.ts'

const ANSWER_MS_MAX = 5_000
const ANSWER_BYTES_MAX = 65_536

/** A witness elsewhere, by its submission address. */
export const witnessClient = (key: VerifierKey, url: string): WitnessClient => ({
  key,
  url,
  local: false,
  async addCheckpoint(body): Promise<WitnessAnswer> {
    try {
      const response = await fetch(`${url}/add-checkpoint`, {
        method: 'POST',
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_MS_MAX)
      })
      const text = new TextDecoder().decode(
        (await readLimited(response, ANSWER_BYTES_MAX)) ?? new Uint8Array()
      )
      if (response.status === 200) return { kind: 'cosigned', lines: text }
      const size = response.status === 409 ? readDecimal(text.trim()) : null
      return size === null ? { kind: 'refused', status: response.status } : { kind: 'conflict', size }
    } catch (error) {
      return { kind: 'down', reason: error instanceof Error ? error.message : String(error) }
    }
  }
})
