import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { err, failure, ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { decodeEntry, type EntryType } from '../domain/entry.ts'
import { isStatement } from '../domain/statements.ts'
import { areLocal, standing, type Standing } from './look-up.ts'
import type { Ports } from './ports.ts'

/** One spelling for each place, and none beyond what is counted exactly. */
const INDEX = /^(0|[1-9]\d{0,14})$/

/** One entry as anybody may see it, under the latest tree. */
export interface ShownEntry extends Standing {
  readonly index: number
  readonly type: EntryType
  readonly at: Date
  /** The entry that this one changes. */
  readonly amends: number | null
  /** A later one that changes it. */
  readonly amendedBy: number | null
  /** It commits to a public document. */
  readonly isStatement: boolean
  /** Size of the tree. */
  readonly size: number
  readonly witnessesAreLocal: boolean
}

/** What stands at a place of the log: its kind, its time and what it has to do with other entries; of nobody anything. */
export const showEntry = (ports: Ports) =>
  query({
    name: 'ledger.show-entry',
    access: 'anyone',
    limit: LIMITS.read,
    input: z.object({ index: z.string().regex(INDEX, 'unknown-id').transform(Number) }),
    async run({ db }, { index }) {
      const latest = await ports.store.latest(db)
      const [found] = latest && index < latest.size ? await ports.store.histories(db, [index]) : []
      const entry = found && decodeEntry(found.entry)
      if (!latest || !entry) return err(failure.notFound('log-entry-not-found'))
      return ok<ShownEntry>({
        index: found.leafIndex,
        type: entry.type,
        at: found.at,
        amends: entry.amends,
        amendedBy: found.amendedBy,
        isStatement: isStatement(entry.type),
        size: latest.size,
        witnessesAreLocal: areLocal(ports.witnesses),
        ...standing(ports, latest)
      })
    }
  })
