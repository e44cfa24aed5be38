import { z } from 'zod'
import type { Db } from '#platform/database/database.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { LIMITS } from '#platform/limiter.ts'
import { query } from '#platform/use-case.ts'
import { id } from '#platform/validation.ts'
import { formatDisclosure } from '../domain/check-proof.ts'
import { readCheckpoint } from '../domain/checkpoint.ts'
import { decodeEntry, entryUrl } from '../domain/entry.ts'
import { formatProofFile } from '../domain/proof-file.ts'
import { publishedNote } from './cosign.ts'
import { areLocal } from './look-up.ts'
import type { Ports, StoredCheckpoint, VersionRef } from './ports.ts'
import type { Prover } from './prove.ts'
import { shown, type ShownCheckpoint } from './show-log.ts'

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
