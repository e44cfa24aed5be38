import { fromBase64, fromUtf8, toBase64, utf8 } from '#platform/prelude/bytes.ts'
import { readCheckpoint, type SignedCheckpoint } from './checkpoint.ts'
import { HASH_BYTES, PROOF_HASHES_MAX } from './merkle.ts'
import { formatNote, NOTE_BYTES_MAX } from './note.ts'
import { readDecimal } from './numbers.ts'

/** A proof that stands alone (c2sp.org/tlog-proof): where an entry is, the way up to the root, and the checkpoint. */
export interface ProofFile {
  readonly index: number
  readonly proof: readonly Uint8Array[]
  readonly signed: SignedCheckpoint
  /** Whatever the application puts in; not covered by any signature. */
  readonly extra: Uint8Array | null
}

const MAGIC = 'c2sp.org/tlog-proof@v1'
const EXTRA_BYTES_MAX = 65_536
const BYTES_MAX = NOTE_BYTES_MAX + Math.ceil(EXTRA_BYTES_MAX / 3) * 4 + PROOF_HASHES_MAX * 45 + 256

export const formatProofFile = ({ index, proof, signed, extra }: ProofFile): string =>
  [
    MAGIC,
    ...(extra ? [`extra ${toBase64(extra)}`] : []),
    `index ${index}`,
    ...proof.map(toBase64),
    '',
    formatNote(signed.note)
  ].join('\n')

/** null for anything that is not such a file. Nothing in it has been checked yet. */
export function parseProofFile(bytes: Uint8Array): ProofFile | null {
  if (bytes.length > BYTES_MAX) return null
  const text = fromUtf8(bytes)
  const blank = text?.indexOf('\n\n') ?? -1
  if (text === null || blank < 0) return null
  const [magic, ...lines] = text.slice(0, blank).split('\n')
  if (magic !== MAGIC) return null
  const extraLine = lines[0]?.startsWith('extra ') ? lines.shift() : undefined
  const extra = extraLine === undefined ? null : fromBase64(extraLine.slice('extra '.length))
  if (extraLine !== undefined && (!extra || extra.length > EXTRA_BYTES_MAX)) return null
  const indexLine = lines.shift()
  const index = indexLine?.startsWith('index ') ? readDecimal(indexLine.slice('index '.length)) : null
  if (index === null || lines.length > PROOF_HASHES_MAX) return null
  const proof = lines.map(fromBase64)
  const signed = readCheckpoint(utf8(text.slice(blank + 2)))
  if (!signed || !proof.every((hash) => hash?.length === HASH_BYTES)) return null
  return { index, proof: proof as Uint8Array[], signed, extra }
}
