import type { Db } from '#platform/database/database.ts'
import { toBase64 } from '#platform/prelude/bytes.ts'
import { readCheckpoint } from '../domain/checkpoint.ts'
import { checkNote, readSignatureLines, signatureLine, type NoteCheck, type Signed } from '../domain/note.ts'
import { isQuorum } from '../domain/policy.ts'
import type { Ports, StoredCheckpoint, WitnessAnswer, WitnessClient } from './ports.ts'
import type { Prover } from './prove.ts'

/** What became of a witness at the last checkpoint, as the operator is told. */
const TROUBLES = {
  down: 'does not answer',
  refused: 'refuses the checkpoint',
  ahead: 'has signed a larger tree than this log has',
  lied: 'answered with a wrong signature'
} as const
type WitnessState = 'signed' | keyof typeof TROUBLES

export interface Cosigner {
  /** Asks about the latest checkpoint whoever is not being asked and has not signed it; true when all have. */
  cosign(db: Db): Promise<boolean>
}

/**
 * Collects cosignatures. Nothing waits for it: a checkpoint is published at once, and the line of each witness is added
 * when it comes, whatever the others do.
 */
export function createCosigner(ports: Ports, prover: Prover): Cosigner {
  const { store, witnesses, quorum, verify, now, warn } = ports
  /** The tree that each witness is known to stand at. */
  const sizes = new Map<WitnessClient, number>()
  const states = new Map<WitnessClient, WitnessState>()
  /** The largest checkpoint that has the line of each witness. */
  const signed = new Map<WitnessClient, number>()
  const beingAsked = new Set<WitnessClient>()

  return {
    async cosign(db) {
      const latest = await store.latest(db)
      if (!latest) return true
      const isMissing = (witness: WitnessClient) => signed.get(witness) !== latest.size
      const asked = witnesses.filter((witness) => isMissing(witness) && !beingAsked.has(witness))
      await Promise.all(asked.map((witness) => collect(db, witness, latest)))
      return !witnesses.some(isMissing)
    }
  }

  async function collect(db: Db, witness: WitnessClient, latest: StoredCheckpoint): Promise<void> {
    beingAsked.add(witness)
    try {
      const line = await ask(witness, latest)
      if (!line) return
      await store.changeCosignatures(db, latest.size, (there) => {
        const others = witnesses.filter((other) => other !== witness)
        const all = [...(check(latest, there, others)?.signed ?? []), line]
        const isEnough = isQuorum(
          quorum,
          all.map(({ key }) => key)
        )
        const cosignatures = all.map(({ signature }) => signatureLine(signature)).join('')
        return { cosignatures, witnessedAt: isEnough ? now() : null }
      })
      signed.set(witness, latest.size)
    } finally {
      beingAsked.delete(witness)
    }
  }

  async function ask(witness: WitnessClient, latest: StoredCheckpoint): Promise<Signed | null> {
    const answer = await answerOf(witness, latest)
    switch (answer.kind) {
      case 'cosigned': {
        const cosigned = checkLines(witness, latest, answer.lines)
        tell(witness, cosigned ? 'signed' : 'lied', answer.lines.slice(0, 200))
        if (cosigned) sizes.set(witness, latest.size)
        return cosigned
      }
      case 'conflict':
        tell(witness, answer.size > latest.size ? 'ahead' : 'refused', `it stands at ${answer.size}`)
        return null
      case 'refused':
        tell(witness, 'refused', `it answered ${answer.status}`)
        return null
      case 'down':
        tell(witness, 'down', answer.reason)
        return null
    }
  }

  /** A witness that we do not know yet tells where it stands by refusing; so does one that missed something. */
  async function answerOf(witness: WitnessClient, latest: StoredCheckpoint): Promise<WitnessAnswer> {
    const answer = await witness.addCheckpoint(await requestOf(sizes.get(witness) ?? 0, latest))
    if (answer.kind !== 'conflict' || answer.size > latest.size) return answer
    sizes.set(witness, answer.size)
    return witness.addCheckpoint(await requestOf(answer.size, latest))
  }

  /** Once, and again when it has changed. */
  function tell(witness: WitnessClient, state: WitnessState, detail: string): void {
    if (states.get(witness) === state) return
    states.set(witness, state)
    if (state !== 'signed') warn(new Error(detail), `the witness ${witness.key.name} ${TROUBLES[state]}`)
  }

  async function requestOf(old: number, latest: StoredCheckpoint): Promise<string> {
    const proof = await prover.consistency(old, latest.size)
    return [`old ${old}`, ...proof.map(toBase64), '', latest.note].join('\n')
  }

  function checkLines(witness: WitnessClient, latest: StoredCheckpoint, lines: string): Signed | null {
    const checked = check(latest, lines, [witness])
    return checked && !checked.broken.length ? (checked.signed[0] ?? null) : null
  }

  function check({ note }: StoredCheckpoint, lines: string, by: readonly WitnessClient[]): NoteCheck | null {
    const signatures = readSignatureLines(lines)
    const text = readCheckpoint(note)?.note.text
    const keys = by.map(({ key }) => key)
    return signatures && text !== undefined ? checkNote(verify, { text, signatures }, keys) : null
  }
}

/** The checkpoint as it is published: the log's signatures, then those of the witnesses. */
export const publishedNote = ({
  note,
  cosignatures
}: Pick<StoredCheckpoint, 'note' | 'cosignatures'>): string => note + cosignatures
