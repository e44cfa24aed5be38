import { z } from 'zod'
import type { Db } from '#platform/database/database.ts'
import { toBase64 } from '#platform/prelude/bytes.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { formatDisclosure } from '../domain/check-proof.ts'
import { readCheckpoint } from '../domain/checkpoint.ts'
import { decodeEntry, entryUrl } from '../domain/entry.ts'
import { formatVerifierKey } from '../domain/note.ts'
import { quorumSize } from '../domain/policy.ts'
import { formatProofFile } from '../domain/proof-file.ts'
import type { TotalsStatement } from '../domain/totals.ts'
import { publishedNote } from './cosign.ts'
import { areLocal, checkedProof, standing, type Standing } from './look-up.ts'
import type { LoggedStatement, Ports, StoredCheckpoint, VersionRef } from './ports.ts'
import type { Prover } from './prove.ts'

const CHECKPOINTS_SHOWN = 10
const TOTALS_SHOWN = 14
const EVENTS_SHOWN = 10
const DAY_MS = 24 * 60 * 60_000
/** A proof file with its record, generously. */
const PROOF_CHARS_MAX = 262_144

export interface ShownCheckpoint extends Standing {
  readonly size: number
  /** Base64. */
  readonly root: string
  readonly at: Date
}

export interface ShownTotals extends TotalsStatement {
  readonly leafIndex: number | null
}

/** Something that befell a key or a status list. */
export interface ShownEvent {
  readonly index: number
  readonly at: Date
  readonly event: 'begins' | 'made' | 'retired' | 'revoked' | 'published'
  /** The name of the key, or the number of the list. */
  readonly subject: string
  /** Of a list: how often its content had changed. */
  readonly version: number | null
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
  /** What befell keys and status lists, the latest first. */
  readonly events: readonly ShownEvent[]
}

function shownEvent({ document, leafIndex, at }: LoggedStatement): ShownEvent {
  const stated = JSON.parse(document) as {
    at?: string
    event?: Exclude<ShownEvent['event'], 'published'>
    key?: string
    list?: number
    version?: number
  }
  return {
    index: leafIndex!,
    at: stated.at ? new Date(stated.at) : at,
    event: stated.event ?? 'published',
    subject: stated.key ?? String(stated.list),
    version: stated.version ?? null
  }
}

const shown = (ports: Ports, checkpoint: StoredCheckpoint): ShownCheckpoint => ({
  size: checkpoint.size,
  root: toBase64(checkpoint.root),
  at: checkpoint.at,
  ...standing(ports, checkpoint)
})

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
      const events = await store.latestStatements(db, ['key-event', 'status-list-digest'], EVENTS_SHOWN)
      const latest = recent[0] ?? null
      return ok<LogOverview>({
        origin: signers[0].key.name,
        url,
        key: formatVerifierKey(signers[0].key),
        witnesses: witnesses.length,
        quorum: quorumSize(quorum),
        witnessesAreLocal: areLocal(witnesses),
        latest,
        grownInADay: latest ? latest.size - (await store.sizeAt(db, new Date(now.getTime() - DAY_MS))) : 0,
        recent,
        totals: totals.map(({ document, leafIndex }) => ({
          ...(JSON.parse(document) as TotalsStatement),
          leafIndex
        })),
        events: events.map(shownEvent)
      })
    }
  })

/** Finds the entry of a proof file and checks the proof. */
export const checkProof = (ports: Ports) =>
  query({
    name: 'ledger.check-proof',
    access: 'anyone',
    limit: LIMITS.guess,
    input: z.object({ proof: z.string().min(1).max(PROOF_CHARS_MAX) }),
    async run({ db }, { proof }) {
      const checked = await checkedProof(ports, db, proof)
      return checked.ok ? checked : err(failure.invalid(`log-proof-${checked.error}`, { field: 'proof' }))
    }
  })

/** What the log can show for a version, and where. */
export interface Proven {
  readonly index: number
  /** The page that shows the entry to anybody. */
  readonly url: string
  /** When it was written into the log. */
  readonly at: Date
  /** A later entry that corrects or takes back this one. */
  readonly amendedBy: number | null
  /** The signed tree of the proof. */
  readonly tree: ShownCheckpoint
  /** All witnesses are on this machine: their word proves nothing yet. */
  readonly witnessesAreLocal: boolean
  /** The proof file (tlog-proof), with the record inside. */
  readonly file: string
}

/** The same with all that a page or a paper says about it. */
export async function provenOf(
  ports: Ports,
  prover: Prover,
  db: Db,
  version: VersionRef
): Promise<Proven | null> {
  const proof = await proofUnderTree(ports, prover, db, version)
  const [history] = proof ? await ports.store.histories(db, [proof.index]) : []
  if (!proof || !history) return null
  return {
    index: proof.index,
    url: entryUrl(ports.url, proof.index),
    at: history.at,
    amendedBy: history.amendedBy,
    tree: shown(ports, proof.checkpoint),
    witnessesAreLocal: areLocal(ports.witnesses),
    file: proof.file
  }
}

/** The proof file of a version, with the record itself inside; null while it is not in a signed tree. */
export const proofOf = async (
  ports: Ports,
  prover: Prover,
  db: Db,
  version: VersionRef
): Promise<string | null> => (await proofUnderTree(ports, prover, db, version))?.file ?? null

/** Under the last tree that has enough witnesses when the entry is in it, else under the last. */
async function proofUnderTree(
  { store, canonicalize }: Ports,
  prover: Prover,
  db: Db,
  { personId, contributionId, version }: VersionRef
): Promise<{ index: number; checkpoint: StoredCheckpoint; file: string } | null> {
  const stored = await store.record(db, personId, contributionId, version)
  if (!stored) return null
  const candidates = [await store.latestWitnessed(db), await store.latest(db)]
  const checkpoint = candidates.find((one) => one && one.size > stored.leafIndex)
  if (!checkpoint) return null
  const index = stored.leafIndex
  const [entry] = await store.leaves(db, index, 1)
  const file = formatProofFile({
    index,
    proof: await prover.inclusion(index, checkpoint.size),
    signed: readCheckpoint(publishedNote(checkpoint))!,
    extra: formatDisclosure(canonicalize, {
      salt: stored.salt,
      record: JSON.parse(stored.record) as unknown,
      amends: decodeEntry(entry!)!.amends
    })
  })
  return { index, checkpoint, file }
}

export interface MyProof extends Proven {
  readonly contributionId: string
  readonly version: number
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
      const proven = ref && (await provenOf(ports, prover, db, ref))
      if (!proven) return err(failure.notFound('log-proof-none'))
      return ok<MyProof>({ contributionId, version: ref.version, ...proven })
    }
  })
