import { verifyAsync } from '@noble/ed25519'
import { fromUtf8, toBase64, utf8 } from '#platform/prelude/bytes.ts'
import { rfc8785 } from '../adapters/rfc8785.ts'
import { checkProofFile, isWitnessed, type ProofTrust } from '../domain/check-proof.ts'
import { checkCheckpoint, readCheckpoint } from '../domain/checkpoint.ts'
import type { Signed, VerifyEd25519 } from '../domain/note.ts'
import { parsePolicy } from '../domain/policy.ts'
import { parseProofFile } from '../domain/proof-file.ts'
import {
  readingOf,
  witnessedAs,
  witnessOf,
  type EntryReading,
  type LogReading,
  type ProofReading
} from '../domain/reading.ts'
import { sha256 } from '../domain/sha256.ts'

/** What a page keeps of the log from its last visit, as it stands at `/log/policy` and `/log/checkpoint`. */
export interface KeptLog {
  readonly policy: string
  readonly checkpoint: string
}

/** What the log's server says of entries now; null where it cannot be asked. */
export type AskEntries = (indexes: readonly number[]) => Promise<readonly EntryReading[] | null>

export interface PageLog {
  look(indexes: readonly number[]): Promise<LogReading | null>
  prove(text: string): Promise<ProofReading>
}

/** The log as a check in a page asks it: by what the page keeps, and by asking whether entries were corrected since. */
export function pageLog({ policy, checkpoint }: KeptLog, ask: AskEntries = async () => null): PageLog | null {
  const believed = parsePolicy(sha256, policy)
  const kept = readCheckpoint(checkpoint)
  if (!believed.ok || !kept) return null
  const { logs, witnesses, quorum } = believed.value
  const keys = { log: logs.map(({ key }) => key), witnesses: witnesses.map(({ key }) => key) }
  const trust: ProofTrust = { keys, quorum }
  // Witnesses that nobody else can reach are the log's own.
  const local = witnesses.length > 0 && witnesses.every(({ url }) => url === null)
  const treeOf = (origin: string, size: number, signed: readonly Signed[]) => ({
    origin,
    size,
    witnesses: signed.map(witnessOf),
    witnessed: witnessedAs(quorum, { enough: isWitnessed(quorum, signed), local })
  })
  const askOnce = (indexes: readonly number[]) => ask(indexes).catch(() => null)

  return {
    async look(indexes) {
      const { origin, size } = kept.checkpoint
      const trusted = await answered((verify) => checkCheckpoint(verify, kept, keys))
      if (!trusted.ok) return null
      const told = await askOnce(indexes)
      // What is later than the tree that we keep was not there to be seen.
      if (indexes.some((index) => index >= size)) return null
      const entries = told ?? indexes.map((index) => readingOf(index, 'record', null))
      return { ...treeOf(origin, size, trusted.witnesses), entries }
    },

    async prove(text) {
      const file = parseProofFile(utf8(text))
      if (!file) return { ok: false, reason: 'unreadable' }
      const checked = await answered((verify) =>
        checkProofFile(file, trust, { sha256, verify, canonicalize: rfc8785 }, null)
      )
      if (!checked.ok) return checked
      const { index, signed } = file
      const [told] = (await askOnce([index])) ?? []
      const { origin, size } = signed.checkpoint
      return {
        ok: true,
        log: {
          ...treeOf(origin, size, checked.witnesses),
          entries: [told ?? readingOf(index, checked.entry.type, null)]
        },
        record: checked.record
      }
    }
  }
}

/**
 * Runs a check that wants its answers at once where signatures are checked by a promise: once to hear what it asks,
 * and again with the answers. What it did not ask before is answered no.
 */
async function answered<T>(check: (verify: VerifyEd25519) => T): Promise<T> {
  const answers = new Map<string, Promise<boolean>>()
  const nameOf = (...[key, message, signature]: Parameters<VerifyEd25519>) =>
    `${toBase64(key)} ${toBase64(signature)} ${fromUtf8(message)}`
  check((key, message, signature) => {
    const answer = verifyAsync(signature, message, key, { zip215: false }).catch(() => false)
    answers.set(nameOf(key, message, signature), answer)
    return true
  })
  const good = new Set<string>()
  for (const [name, answer] of answers) if (await answer) good.add(name)
  return check((...asked) => good.has(nameOf(...asked)))
}

/** As many as may be asked about at once. */
const ASKED_MAX = 200

/** Asks the installation that served the page. */
export const askHere: AskEntries = async (indexes) => {
  const told: EntryReading[] = []
  for (let at = 0; at < indexes.length; at += ASKED_MAX) {
    const query = indexes.slice(at, at + ASKED_MAX).map((index) => `index=${index}`)
    const response = await fetch(`/api/log/entries?${query.join('&')}`)
    if (!response.ok) return null
    const { entries } = (await response.json()) as {
      entries: readonly (Omit<EntryReading, 'since'> & { since: string | null })[]
    }
    told.push(
      ...entries.map((entry) => ({ ...entry, since: entry.since === null ? null : new Date(entry.since) }))
    )
  }
  return told
}
