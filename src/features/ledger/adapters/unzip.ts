import { unzipSync } from 'node:zlib'
import type { Unzip } from '../domain/status-list.ts'

export const unzip: Unzip = (packed, bytesMax) => {
  try {
    return new Uint8Array(unzipSync(packed, { maxOutputLength: bytesMax }))
  } catch {
    return null
  }
}
