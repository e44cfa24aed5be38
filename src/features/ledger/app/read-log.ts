import { z } from 'zod'
import type { Db } from '#platform/database/database.ts'
import { err, failure, ok, type Day } from '#platform/prelude/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { equalBytes, fromBase64, fromUtf8, toBase64, utf8 } from '../domain/bytes.ts'
import { checkCheckpoint, readCheckpoint } from '../domain/checkpoint.ts'
import { commitRecord } from '../domain/commitment.ts'
import { decodeEntry, type EntryType } from '../domain/entry.ts'
import { provesInclusion, treeHasher } from '../domain/merkle.ts'
import { checkNote, formatVerifierKey } from '../domain/note.ts'
import { isQuorum, quorumSize } from '../domain/policy.ts'
import { formatProofFile, parseProofFile } from '../domain/proof-file.ts'
import type { OrganiserTotal } from '../domain/totals.ts'
import { publishedNote } from './cosign.ts'
import type { Ports, StoredCheckpoint, VersionRef } from './ports.ts'
import type { Prover } from './prove.ts'

const CHECKPOINTS_SHOWN = 10
const TOTALS_SHOWN = 14
const DAY_MS = 24 * 60 * 60_000
/** A proof file with its record, generously. */
const PROOF_CHARS_MAX = 262_144

export interface ShownCheckpoint {
  readonly size: number
  /** Base64. */
  readonly root: string
  readonly at: Date
  /** Enough witnesses signed it. */
  readonly witnessed: boolean
  readonly witnesses: readonly { readonly name: string; readonly at: Date }[]
}

export interface ShownTotals {
  readonly day: Day
  readonly leafIndex: number | null
  readonly organisers: readonly (Pick<OrganiserTotal, 'name' | 'records' | 'minutes'> & {
    readonly organiser: string
  })[]
  readonly others: { readonly records: number; readonly minutes: number } | 'suppressed' | null
}

export interface LogOverview {
  readonly origin: string
  readonly url: string
  readonly key: string
  /** How many witnesses there are to ask, and how many a quorum needs. */
  readonly witnesses: number
  readonly quorum: number
  /** All witnesses are on this machine: their word proves nothing yet. */
  readonly witnessesAreLocal: boolean
  readonly latest: ShownCheckpoint | null
  readonly grownInADay: number
  readonly recent: readonly ShownCheckpoint[]
  readonly totals: readonly ShownTotals[]
}

function shown({ verify, witnesses, quorum }: Ports, checkpoint: StoredCheckpoint): ShownCheckpoint {
  const note = readCheckpoint(publishedNote(checkpoint))!.note
  const { signed } = checkNote(
    verify,
    note,
    witnesses.map(({ key }) => key)
  )
  return {
    size: checkpoint.size,
    root: toBase64(checkpoint.root),
    at: checkpoint.at,
    witnessed:
      quorum.threshold > 0 &&
      isQuorum(
        quorum,
        signed.map(({ key }) => key)
      ),
    witnesses: signed.map(({ key, seconds }) => ({ name: key.name, at: new Date((seconds ?? 0) * 1_000) }))
  }
}

/** The public face of the log. */
export const showLog = (ports: Ports) =>
  query({
    name: 'ledger.show-log',
    access: 'anyone',
    input: z.object({}),
    async run({ db, now }) {
      const { store, signers, witnesses, quorum, url } = ports
      const recent = (await store.recent(db, CHECKPOINTS_SHOWN)).map((checkpoint) => shown(ports, checkpoint))
      const totals = await store.statements(db, 'daily-totals', TOTALS_SHOWN)
      const latest = recent[0] ?? null
      return ok<LogOverview>({
        origin: signers[0].key.name,
        url,
        key: formatVerifierKey(signers[0].key),
        witnesses: witnesses.length,
        quorum: quorumSize(quorum),
        witnessesAreLocal: witnesses.length > 0 && witnesses.every(({ local }) => local),
        latest,
        grownInADay: latest ? latest.size - (await store.sizeAt(db, new Date(now.getTime() - DAY_MS))) : 0,
        recent,
        totals: totals.map(({ document, leafIndex }) => ({
          ...(JSON.parse(document) as ShownTotals),
          leafIndex
        }))
      })
    }
  })

export interface CheckedProof {
  readonly index: number
  readonly type: EntryType
  /** When it was written into the log. */
  readonly at: Date
  /** The tree of the proof. */
  readonly size: number
  readonly witnesses: readonly { readonly name: string; readonly at: Date }[]
  readonly witnessed: boolean
  /** The record in the file is the one that the log commits to; null when the file holds none. */
  readonly recordMatches: boolean | null
  readonly record: unknown
  /** A later entry that corrects or takes back this one. */
  readonly amendedBy: number | null
}

/** Finds the entry of a proof file and checks the proof. */
export const checkProof = (ports: Ports) =>
  query({
    name: 'ledger.check-proof',
    access: 'anyone',
    limit: LIMITS.guess,
    input: z.object({ proof: z.string().min(1).max(PROOF_CHARS_MAX) }),
    async run({ db }, { proof }) {
      const { signers, witnesses, verify, sha256, quorum, store } = ports
      const file = parseProofFile(utf8(proof.replaceAll('\r\n', '\n')))
      if (!file) return err(failure.invalid('log-proof-unreadable', { field: 'proof' }))
      const keys = { log: signers.map(({ key }) => key), witnesses: witnesses.map(({ key }) => key) }
      const trust = checkCheckpoint(verify, file.signed, keys)
      if (!trust.ok) return err(failure.invalid(`log-proof-${trust.reason}`, { field: 'proof' }))
      const { size, root } = file.signed.checkpoint
      const history = await store.historyOf(db, file.index)
      const hasher = treeHasher(sha256)
      const entry = history && decodeEntry(history.entry)
      const included =
        entry &&
        provesInclusion(hasher, {
          leafHash: hasher.leaf(history.entry),
          index: file.index,
          size,
          root,
          proof: file.proof
        })
      if (!included) return err(failure.invalid('log-proof-not-included', { field: 'proof' }))
      const disclosed = readExtra(file.extra)
      return ok<CheckedProof>({
        index: file.index,
        type: entry.type,
        at: history.at,
        size,
        witnesses: trust.witnesses.map(({ key, seconds }) => ({
          name: key.name,
          at: new Date((seconds ?? 0) * 1_000)
        })),
        witnessed:
          quorum.threshold > 0 &&
          isQuorum(
            quorum,
            trust.witnesses.map(({ key }) => key)
          ),
        recordMatches:
          disclosed &&
          equalBytes(
            commitRecord(sha256, disclosed.salt, ports.canonicalize(disclosed.record)),
            entry.commitment
          ),
        record: disclosed?.record ?? null,
        amendedBy: history.amendedBy
      })
    }
  })

/** The record and its salt, as {@link proofOf} puts them into a file. */
function readExtra(extra: Uint8Array | null): { salt: Uint8Array; record: unknown } | null {
  if (!extra) return null
  try {
    const { salt, record } = JSON.parse(fromUtf8(extra) ?? '') as { salt?: unknown; record?: unknown }
    const bytes = typeof salt === 'string' ? fromBase64(salt) : null
    return bytes?.length === 32 && record !== undefined ? { salt: bytes, record } : null
  } catch {
    return null
  }
}

/**
 * The proof file of a version, with the record itself inside; null while it is not in a signed tree. Under the last
 * tree that has enough witnesses when the entry is in it, else under the last.
 */
export async function proofOf(
  { store, canonicalize }: Ports,
  prover: Prover,
  db: Db,
  { personId, contributionId, version }: VersionRef
): Promise<string | null> {
  const stored = await store.record(db, personId, contributionId, version)
  if (!stored) return null
  const candidates = [await store.latestWitnessed(db), await store.latest(db)]
  const checkpoint = candidates.find((one) => one && one.size > stored.leafIndex)
  if (!checkpoint) return null
  return formatProofFile({
    index: stored.leafIndex,
    proof: await prover.inclusion(stored.leafIndex, checkpoint.size),
    signed: readCheckpoint(publishedNote(checkpoint))!,
    extra: utf8(canonicalize({ salt: toBase64(stored.salt), record: JSON.parse(stored.record) as unknown }))
  })
}

export interface MyProof {
  readonly contributionId: string
  readonly version: number
  /** The proof file. */
  readonly proof: string
}

/** The proof of one of the actor's own records, in the version that the log holds now. */
export const readMyProof = (ports: Ports, prover: Prover) =>
  query({
    name: 'ledger.read-my-proof',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({ contributionId: id }),
    async run({ db, personId }, { contributionId }) {
      const ref = await ports.store.lastSigned(db, personId, contributionId)
      const proof = ref && (await proofOf(ports, prover, db, ref))
      if (!proof) return err(failure.notFound('log-proof-none'))
      return ok<MyProof>({ contributionId, version: ref.version, proof })
    }
  })
