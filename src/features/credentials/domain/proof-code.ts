import { fromBase45, toBase45 } from './base45.ts'
import { fromBase64, fromUtf8, toBase64, utf8 } from './bytes.ts'
import { PAPER_CHARS_MAX } from './paper.ts'
import type { Primitives } from './primitives.ts'

/*
 * A proof file of the public log (c2sp.org/tlog-proof) as a QR code: packed by zlib, in base45 behind a prefix. The
 * record within the file stands there in base64, which zlib cannot look into; here it goes in front as the JSON that
 * it is. What comes out is the file again, byte for byte; all that is believed of it is then proved by the file.
 */

export const PROOF_CODE_PREFIX = 'ERIKTIL1:'

const EXTRA = 'extra '
const FILE_BYTES_MAX = 16 * 1024

/** The text of the QR code; null when it would be more than one code holds. */
export async function proofCode(
  file: string,
  deflate: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>
): Promise<string | null> {
  const [magic = '', extra = '', ...rest] = file.split('\n')
  const bytes = extra.startsWith(EXTRA) ? fromBase64(extra.slice(EXTRA.length)) : null
  const record = bytes && fromUtf8(bytes)
  if (record === null || record.includes('\n')) return null
  const code = PROOF_CODE_PREFIX + toBase45(await deflate(utf8([record, magic, ...rest].join('\n'))))
  return code.length <= PAPER_CHARS_MAX ? code : null
}

/** The file that a code holds; null when it holds none. Nothing in it has been checked yet. */
export async function readProofCode(
  text: string,
  { inflate }: Pick<Primitives, 'inflate'>
): Promise<string | null> {
  if (!text.startsWith(PROOF_CODE_PREFIX) || text.length > PAPER_CHARS_MAX) return null
  const packed = fromBase45(text.slice(PROOF_CODE_PREFIX.length))
  const bytes = packed && (await inflate(packed, FILE_BYTES_MAX))
  const [record, magic, ...rest] = (bytes ? fromUtf8(bytes) : null)?.split('\n') ?? []
  if (!record || !magic) return null
  return [magic, EXTRA + toBase64(utf8(record)), ...rest].join('\n')
}
