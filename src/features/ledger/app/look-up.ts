import { z } from 'zod'
import { batched } from '#platform/batched.ts'
import type { Db } from '#platform/database/database.ts'
import { LIMITS } from '#platform/limiter.ts'
import { utf8 } from '#platform/prelude/bytes.ts'
import { err, failure, ok, type Result } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { checkProofFile, isWitnessed, type ProofCheck } from '../domain/check-proof.ts'
import { readCheckpoint } from '../domain/checkpoint.ts'
import { decodeEntry, isOfRecord, type EntryType } from '../domain/entry.ts'
import { checkNote } from '../domain/note.ts'
import { parseProofFile } from '../domain/proof-file.ts'
import {
  readingOf,
  witnessedAs,
  witnessOf,
  type LogReading,
  type ProofReading,
  type WitnessWord
} from '../domain/reading.ts'
import { publishedNote } from './cosign.ts'
import type { Ports, StoredCheckpoint, WitnessClient } from './ports.ts'

/** Entries looked at in one go: all that a passport may disclose. */
const LOOKED_UP_MAX = 2_000
/** Questions that share a statement. */
const LOOK_UPS_AT_ONCE_MAX = 50
const leafIndex = z
  .string()
  .regex(/^\d{1,15}$/, 'wrong-form')
  .transform(Number)
/** Entries that a stranger may ask about at once. */
const ASKED_MAX = 200
/** The latest tree is read from the database at most this often, unless it is too small for what is asked. */
const TREE_MS = 250
/** What stands at a place that the log does not have: it leads to no root. */
const NO_ENTRY = new Uint8Array()

export interface Standing {
  /** Enough witnesses signed it. */
  readonly witnessed: boolean
  readonly witnesses: readonly WitnessWord[]
}

/** Who signed a tree besides the log. */
export function standing({ verify, witnesses, quorum }: Ports, checkpoint: StoredCheckpoint): Standing {
  const { note } = readCheckpoint(publishedNote(checkpoint))!
  const keys = witnesses.map(({ key }) => key)
  const { signed } = checkNote(verify, note, keys)
  return { witnessed: isWitnessed(quorum, signed), witnesses: signed.map(witnessOf) }
}

/** All witnesses are on this machine: their word proves nothing yet. */
export const areLocal = (witnesses: readonly WitnessClient[]): boolean =>
  witnesses.length > 0 && witnesses.every(({ local }) => local)

export interface CheckedProof extends Standing {
  readonly index: number
  readonly type: EntryType
  /** When it was written into the log. */
  readonly at: Date
  /** The tree of the proof. */
  readonly size: number
  /** The record in the file is the one that the log commits to; null when the file holds none. */
  readonly recordMatches: boolean | null
  readonly record: unknown
  /** A later entry that corrects or takes back this one. */
  readonly amendedBy: number | null
}

export type ProofRefusal = Extract<ProofCheck, { ok: false }>['reason']

/** What holds of a proof file that somebody brought; its entry is the one that the log has at its place. */
export async function checkedProof(
  ports: Ports,
  db: Db,
  text: string
): Promise<Result<CheckedProof, ProofRefusal>> {
  const { signers, witnesses, quorum, store } = ports
  // Pasted text has the line ends of its machine, and often loses the last.
  const lines = text.replaceAll('\r\n', '\n')
  const file = parseProofFile(utf8(lines.endsWith('\n') ? lines : `${lines}\n`))
  if (!file) return err('unreadable')
  const [history] = await store.histories(db, [file.index])
  const keys = { log: signers.map(({ key }) => key), witnesses: witnesses.map(({ key }) => key) }
  const checked = checkProofFile(file, { keys, quorum }, ports, history?.entry ?? NO_ENTRY)
  if (!checked.ok) return err(checked.reason)
  if (!history) return err('not-included')
  return ok({
    index: file.index,
    type: checked.entry.type,
    at: history.at,
    size: file.signed.checkpoint.size,
    witnesses: checked.witnesses.map(witnessOf),
    witnessed: checked.witnessed,
    recordMatches: checked.recordMatches,
    record: checked.record ?? null,
    amendedBy: history.amendedBy
  })
}

/** A proof file with its record, generously. */
const PROOF_CHARS_MAX = 262_144

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

/** Reads the log for checks of credentials: what stands at places of its latest signed tree, and proof files. */
export function logReading(ports: Ports) {
  type Tree = Omit<LogReading, 'entries'>
  const local = areLocal(ports.witnesses)
  let kept: { readonly tree: Tree; readonly at: number } | null = null

  async function latestTree(db: Db, sizeMin: number): Promise<Tree | null> {
    const now = ports.now().getTime()
    if (kept && kept.tree.size >= sizeMin && Math.abs(now - kept.at) < TREE_MS) return kept.tree
    const latest = await ports.store.latest(db)
    if (!latest) return null
    const tree = treeOf(latest.size, standing(ports, latest))
    kept = { tree, at: now }
    return tree
  }

  type Asked = { readonly db: Db; readonly indexes: readonly number[] }
  const ask = async (asked: readonly Asked[]) => {
    const wanted = new Set(asked.flatMap(({ indexes }) => indexes))
    const found = await ports.store.histories(asked[0]!.db, [...wanted])
    const byIndex = new Map(found.map((one) => [one.leafIndex, one]))
    return asked.map(({ indexes }) => indexes.flatMap((index) => byIndex.get(index) ?? []))
  }
  const askTogether = batched(ask, LOOK_UPS_AT_ONCE_MAX)
  // What is read within a transaction is asked within it.
  const historiesOf = async (db: Db, indexes: readonly number[]) =>
    db.isTransaction ? (await ask([{ db, indexes }]))[0]! : askTogether({ db, indexes })

  const treeOf = (size: number, { witnessed, witnesses }: Standing): Tree => ({
    origin: ports.signers[0].key.name,
    size,
    witnesses,
    witnessed: witnessedAs(ports.quorum, { enough: witnessed, local })
  })

  return {
    /** Leaves out what is no entry of a record, or not in a signed tree. */
    async look(db: Db, indexes: readonly number[]): Promise<LogReading | null> {
      const asked = [...new Set(indexes)].slice(0, LOOKED_UP_MAX)
      const [tree, histories] = await Promise.all([
        latestTree(db, Math.max(0, ...asked.map((index) => index + 1))),
        historiesOf(db, asked)
      ])
      if (!tree) return null
      const entries = histories
        .map((one) => ({ ...one, type: decodeEntry(one.entry)!.type }))
        .filter(({ leafIndex, type }) => leafIndex < tree.size && isOfRecord(type))
        .map((one) => readingOf(one.leafIndex, one.type, one))
      return { ...tree, entries }
    },

    async prove(db: Db, text: string): Promise<ProofReading> {
      const checked = await checkedProof(ports, db, text)
      if (!checked.ok) return { ok: false, reason: checked.error }
      const { index, type, size, record, recordMatches } = checked.value
      if (recordMatches === false) return { ok: false, reason: 'other-record' }
      const entries = [readingOf(index, type, checked.value)]
      return { ok: true, log: { ...treeOf(size, checked.value), entries }, record: record ?? undefined }
    }
  }
}

/** Anyone may ask when entries were written and whether they were corrected since. */
export const lookUp = ({ look }: Pick<ReturnType<typeof logReading>, 'look'>) =>
  query({
    name: 'ledger.look-up',
    access: 'anyone',
    limit: LIMITS.read,
    input: z.object({
      index: z.preprocess(
        (value) => (value === undefined || Array.isArray(value) ? value : [value]),
        z.array(leafIndex).min(1).max(ASKED_MAX)
      )
    }),
    async run({ db }, { index }) {
      const reading = await look(db, index)
      return reading ? ok(reading) : err(failure.notFound('log-empty'))
    }
  })
