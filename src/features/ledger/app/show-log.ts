import { z } from 'zod'
import { toBase64 } from '#platform/prelude/bytes.ts'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { formatVerifierKey } from '../domain/note.ts'
import { quorumSize } from '../domain/policy.ts'
import type { TotalsStatement } from '../domain/totals.ts'
import { areLocal, standing, type Standing } from './look-up.ts'
import type { LoggedStatement, Ports, StoredCheckpoint } from './ports.ts'

const CHECKPOINTS_SHOWN = 10
const TOTALS_SHOWN = 14
const EVENTS_SHOWN = 10
const DAY_MS = 24 * 60 * 60_000

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

/** A signed tree and who witnessed it. */
export const shown = (ports: Ports, checkpoint: StoredCheckpoint): ShownCheckpoint => ({
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
    limit: LIMITS.read,
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
