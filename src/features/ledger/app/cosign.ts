import type { Db } from '#platform/database/database.ts'
import { toBase64 } from '#platform/prelude/bytes.ts'
import { readCheckpoint } from '../domain/checkpoint.ts'
import { checkNote, readSignatureLines, signatureLine, type Signed } from '../domain/note.ts'
import { isQuorum } from '../domain/policy.ts'
import type { Ports, StoredCheckpoint, WitnessClient } from './ports.ts'
import type { Prover } from './prove.ts'

/** What became of a witness at the last checkpoint. */
export type WitnessState = 'signed' | 'down' | 'refused' | 'ahead' | 'lied'

export interface Cosigner {
  /** Asks every witness about the latest checkpoint; true when all have signed it. */
  cosign(db: Db): Promise<boolean>
  states(): ReadonlyMap<string, WitnessState>
}

/**
 * Collects cosignatures. Nothing waits for it: a checkpoint is published at once, and its witnesses' lines are added
 * when they come.
 */
export function createCosigner(ports: Ports, prover: Prover): Cosigner {
  const { store, witnesses, quorum, verify, now, warn } = ports
  /** The tree that each witness is known to stand at. */
  const sizes = new Map<WitnessClient, number>()
  const states = new Map<string, WitnessState>()

  return {
    states: () => states,
    async cosign(db) {
      const latest = await store.latest(db)
      if (!latest || !witnesses.length) return true
      const signed = (await Promise.all(witnesses.map((witness) => ask(witness, latest)))).filter(
        (one) => one !== null
      )
      if (signed.length) {
        const lines = signed.map(({ signature }) => signatureLine(signature)).join('')
        const enough = isQuorum(
          quorum,
          signed.map(({ key }) => key)
        )
        await store.addCosignatures(db, latest.size, lines, enough ? now() : null)
      }
      return signed.length === witnesses.length
    }
  }

  async function ask(witness: WitnessClient, latest: StoredCheckpoint): Promise<Signed | null> {
    const { name } = witness.key
    // A witness that we do not know yet tells where it stands by refusing; so does one that missed something.
    for (const attempt of [1, 2]) {
      const old = sizes.get(witness) ?? 0
      const answer = await witness.addCheckpoint(await requestOf(old, latest))
      if (answer.kind === 'cosigned') {
        const cosigned = checkLines(witness, latest, answer.lines)
        states.set(name, cosigned ? 'signed' : 'lied')
        if (cosigned) sizes.set(witness, latest.size)
        else
          warn(new Error(answer.lines.slice(0, 200)), `the witness ${name} answered with a wrong signature`)
        return cosigned
      }
      if (answer.kind === 'conflict' && answer.size <= latest.size && attempt === 1) {
        sizes.set(witness, answer.size)
        continue
      }
      if (answer.kind === 'conflict' && answer.size > latest.size)
        warn(
          new Error(`tree ${answer.size}`),
          `the witness ${name} has signed a larger tree than this log has`
        )
      states.set(name, answer.kind === 'down' ? 'down' : answer.kind === 'conflict' ? 'ahead' : 'refused')
      return null
    }
    return null
  }

  async function requestOf(old: number, latest: StoredCheckpoint): Promise<string> {
    const proof = await prover.consistency(old, latest.size)
    return [`old ${old}`, ...proof.map(toBase64), '', latest.note].join('\n')
  }

  function checkLines(witness: WitnessClient, latest: StoredCheckpoint, lines: string): Signed | null {
    const signatures = readSignatureLines(lines)
    const text = readCheckpoint(latest.note)?.note.text
    if (!signatures || !text) return null
    const { signed, broken } = checkNote(verify, { text, signatures }, [witness.key])
    return broken.length ? null : (signed[0] ?? null)
  }
}

/** The checkpoint as it is published: the log's signatures, then those of the witnesses. */
export const publishedNote = ({
  note,
  cosignatures
}: Pick<StoredCheckpoint, 'note' | 'cosignatures'>): string => note + cosignatures
