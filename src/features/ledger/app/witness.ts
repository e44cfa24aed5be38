import { equalBytes, fromBase64, fromUtf8, toHex, utf8 } from '#platform/prelude/bytes.ts'
import { checkCheckpoint, readCheckpoint, type SignedCheckpoint } from '../domain/checkpoint.ts'
import { HASH_BYTES, PROOF_HASHES_MAX, provesConsistency, treeHasher } from '../domain/merkle.ts'
import {
  formatNote,
  NOTE_BYTES_MAX,
  signatureLine,
  signNote,
  type NoteCrypto,
  type VerifierKey
} from '../domain/note.ts'
import { readDecimal } from '../domain/numbers.ts'
import type { LogSigner } from './ports.ts'

/** What a witness remembers of a log: the largest tree that it has signed. */
export interface SeenTree {
  readonly size: number
  readonly root: Uint8Array
  /** The checkpoint with the log's signatures and the witness's own. */
  readonly note: string
}

export interface WitnessMemory {
  get(origin: string): SeenTree | null
  /** Returns once it would survive a power cut. */
  set(origin: string, seen: SeenTree): Promise<void>
}

export interface Answer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 413 | 422
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size'
  readonly body: string
}

export interface Witness {
  readonly key: VerifierKey
  /** The body of `POST /add-checkpoint`. */
  addCheckpoint(body: Uint8Array): Promise<Answer>
  /** The last checkpoint signed of a log, by the lowercase hexadecimal SHA-256 of its origin. */
  lastOf(originHash: string): string | null
}

export interface WitnessOptions {
  readonly signer: LogSigner
  /** Keys of the logs that are watched; a log is called as its key. */
  readonly logs: readonly VerifierKey[]
  readonly memory: WitnessMemory
  readonly crypto: NoteCrypto
  readonly now: () => Date
}

export const REQUEST_BYTES_MAX = NOTE_BYTES_MAX + PROOF_HASHES_MAX * 45 + 64

const plain = (status: Answer['status'], body: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`
})

/** A witness as tlog-witness describes it: it signs a tree only when that continues the last one it signed. */
export function createWitness({ signer, logs, memory, crypto, now }: WitnessOptions): Witness {
  const hasher = treeHasher(crypto.sha256)
  const hashes = new Map(logs.map(({ name }) => [toHex(crypto.sha256(utf8(name))), name] as const))
  // One request after the other: between comparing with the last tree and storing the next nothing may come.
  let last: Promise<unknown> = Promise.resolve()

  return {
    key: signer.key,
    addCheckpoint(body) {
      const answer = last.then(() => decide(body))
      last = answer.catch(() => {})
      return answer
    },
    lastOf: (originHash) => memory.get(hashes.get(originHash) ?? '')?.note ?? null
  }

  async function decide(body: Uint8Array): Promise<Answer> {
    if (body.length > REQUEST_BYTES_MAX) return plain(413, 'the request is too large')
    const request = parseRequest(body)
    if (!request) return plain(400, 'this is no request to add a checkpoint')
    const { old, proof, signed } = request
    const { origin, size, root } = signed.checkpoint
    const trust = checkCheckpoint(crypto.verify, signed, { log: logs, witnesses: [] })
    if (!trust.ok)
      return trust.reason === 'unknown-origin'
        ? plain(404, 'this log is not watched')
        : plain(403, trust.reason)
    if (old > size) return plain(400, 'the old size is larger than the new')
    const seen = memory.get(origin) ?? { size: 0, root: hasher.empty }
    if (old !== seen.size) return { status: 409, type: 'text/x.tlog.size', body: `${seen.size}\n` }
    if (size === 0 && !equalBytes(root, hasher.empty))
      return plain(422, 'this is not the root of the empty tree')
    const continues =
      old === 0 ? proof.length === 0 : provesConsistency(hasher, { from: seen, to: { size, root }, proof })
    if (!continues) return plain(422, 'the proof does not lead from the old tree to the new')

    const seconds = Math.floor(now().getTime() / 1_000)
    const cosignature = signNote(signed.note.text, signer.key, signer.sign, seconds)
    const signatures = [...trust.log.map(({ signature }) => signature), cosignature]
    await memory.set(origin, { size, root, note: formatNote({ text: signed.note.text, signatures }) })
    return { status: 200, type: 'text/plain; charset=utf-8', body: signatureLine(cosignature) }
  }
}

interface Request {
  readonly old: number
  readonly proof: readonly Uint8Array[]
  readonly signed: SignedCheckpoint
}

function parseRequest(body: Uint8Array): Request | null {
  const text = fromUtf8(body)
  const blank = text?.indexOf('\n\n') ?? -1
  if (text === null || blank < 0) return null
  const [first, ...lines] = text.slice(0, blank).split('\n')
  const old = first?.startsWith('old ') ? readDecimal(first.slice('old '.length)) : null
  const proof = lines.map(fromBase64)
  const signed = readCheckpoint(text.slice(blank + 2))
  if (old === null || !signed || lines.length > PROOF_HASHES_MAX) return null
  return proof.every((hash) => hash?.length === HASH_BYTES)
    ? { old, proof: proof as Uint8Array[], signed }
    : null
}
