import { equalBytes, fromUtf8, toBase64 } from '../domain/bytes.ts'
import {
  checkCheckpoint,
  readCheckpoint,
  type Checkpoint,
  type SignedCheckpoint
} from '../domain/checkpoint.ts'
import { commitStatement } from '../domain/commitment.ts'
import { decodeEntry, ENTRY_TYPES, type EntryType } from '../domain/entry.ts'
import { treeHasher } from '../domain/merkle.ts'
import { formatNote, type NoteCrypto } from '../domain/note.ts'
import { isQuorum, type TrustPolicy } from '../domain/policy.ts'
import { isStatement, statementPath, statementReader, type StatementType } from '../domain/statements.ts'
import {
  bundlePath,
  decodeBundle,
  edgeTiles,
  EMPTY_EDGE,
  encodeBundle,
  grow,
  rootOf,
  TILE_WIDTH,
  tilePath,
  widthIn,
  type Edge,
  type Tile
} from '../domain/tiles.ts'
import { readTile } from './prove.ts'

/** A log as a stranger sees it: its checkpoint, and what stands at a path. */
export interface LogSource {
  checkpoint(): Promise<Uint8Array | null>
  get(path: string): Promise<Uint8Array | null>
}

export type FindingKind =
  // The checkpoint itself.
  | 'checkpoint-unreadable'
  | 'checkpoint-not-trusted'
  // Against what was seen before.
  | 'log-shrank'
  | 'history-changed'
  // What the log holds.
  | 'bundle-broken'
  | 'tile-broken'
  | 'root-differs'
  | 'entry-unknown'
  | 'amends-nothing'
  | 'statement-broken'
  // The database against the log.
  | 'record-changed'
  | 'record-missing'
  | 'record-extra'
  | 'record-late'
  | 'record-waits'
  | 'statement-changed'
  | 'statement-missing'
  | 'statement-extra'
  | 'leaf-differs'
  | 'checkpoint-differs'

export interface Finding {
  readonly kind: FindingKind
  /** What it is about: an index, a path, a contribution. */
  readonly subject: string
  readonly detail: string
}

export interface AuditReport {
  /** The checkpoint as it was read, for the next audit to begin from; null when there was none. */
  readonly note: string | null
  readonly checkpoint: { origin: string; size: number; root: string } | null
  readonly witnesses: readonly { readonly name: string; readonly at: Date }[]
  /** As many witnesses signed as the policy asks for. Lacking some is no fault: a witness may be late. */
  readonly witnessed: boolean
  readonly entries: Readonly<Record<EntryType, number>>
  /** Entries whose records were destroyed on purpose; null where no database was asked. */
  readonly erased: number | null
  readonly findings: readonly Finding[]
  /** Beyond {@link FINDINGS_MAX}. */
  readonly findingsLeftOut: number
}

export const FINDINGS_MAX = 1_000
/** Documents fetched side by side. */
const STATEMENTS_AT_ONCE = 8

interface StatedEntry {
  readonly index: number
  readonly type: StatementType
  readonly commitment: Uint8Array
}

export interface AuditOptions {
  readonly source: LogSource
  readonly crypto: NoteCrypto
  readonly policy: TrustPolicy
  /** Checkpoints seen before: the log must have had exactly these trees on its way. */
  readonly known?: readonly Pick<Checkpoint, 'size' | 'root'>[]
  readonly onProgress?: (done: number, size: number) => void
  /** Sees all entries in order, a bundle at a time; its findings are added. */
  readonly onEntries?: (first: number, entries: readonly Uint8Array[]) => Promise<readonly Finding[]>
}

/** Re-reads a whole log and recomputes everything in it. Memory is one byte an entry, whatever its size. */
export async function auditLog(options: AuditOptions): Promise<AuditReport> {
  const { source, crypto, policy } = options
  const hasher = treeHasher(crypto.sha256)
  const findings: Finding[] = []
  let leftOut = 0
  const find = (kind: FindingKind, subject: string, detail: string): void => {
    if (findings.length < FINDINGS_MAX) findings.push({ kind, subject, detail })
    else leftOut++
  }
  const entries = Object.fromEntries(Object.keys(ENTRY_TYPES).map((type) => [type, 0])) as Record<
    EntryType,
    number
  >

  const bytes = await source.checkpoint()
  const signed = bytes && readCheckpoint(bytes)
  if (!signed) {
    find('checkpoint-unreadable', 'checkpoint', bytes ? 'it is no signed checkpoint' : 'there is none')
    return {
      note: null,
      checkpoint: null,
      witnesses: [],
      witnessed: false,
      entries,
      erased: null,
      findings,
      findingsLeftOut: 0
    }
  }
  const { origin, size, root } = signed.checkpoint
  const trust = checkTrust(signed)
  const known = new Map<number, Uint8Array[]>()
  for (const seen of [...(options.known ?? []), signed.checkpoint]) {
    if (seen.size > size)
      find('log-shrank', `tree ${seen.size}`, `a tree of ${seen.size} was seen before, and now it is ${size}`)
    known.set(seen.size, [...(known.get(seen.size) ?? []), seen.root])
  }

  const marks = [...known.keys()].filter((mark) => mark <= size).sort((a, b) => a - b)
  /** One type a leaf, to check what amendments point at. */
  const types = new Uint8Array(size)
  const readStatement = statementReader()
  let edge: Edge = EMPTY_EDGE
  compareRoot()
  while (edge.size < size) {
    const bundle = await readBundle(edge.size / TILE_WIDTH)
    if (!bundle) break
    const first = edge.size
    await checkStatements(checkEntries(first, bundle))
    for (const finding of (await options.onEntries?.(first, bundle)) ?? [])
      find(finding.kind, finding.subject, finding.detail)
    const cuts = [
      ...marks.filter((mark) => mark > first && mark < first + bundle.length),
      first + bundle.length
    ]
    for (const cut of cuts) {
      const growth = grow(hasher, edge, bundle.slice(edge.size - first, cut - first).map(hasher.leaf))
      edge = growth.edge
      compareRoot()
      for (const tile of growth.tiles) if (tile.width === TILE_WIDTH) await checkTile(tile)
      if (known.has(edge.size)) await checkEdge(first, bundle)
    }
    options.onProgress?.(edge.size, size)
  }

  return {
    note: formatNote(signed.note),
    checkpoint: { origin, size, root: toBase64(root) },
    ...trust,
    entries,
    erased: null,
    findings,
    findingsLeftOut: leftOut
  }

  function checkTrust(of: SignedCheckpoint): Pick<AuditReport, 'witnesses' | 'witnessed'> {
    const check = checkCheckpoint(crypto.verify, of, {
      log: policy.logs.map((log) => log.key),
      witnesses: policy.witnesses.map((witness) => witness.key)
    })
    if (!check.ok) {
      const reasons = {
        'unknown-origin': `no trusted log is called ${of.checkpoint.origin}`,
        'not-signed': 'no trusted key signed it',
        'bad-signature': 'a signature under a trusted key is wrong'
      }
      find('checkpoint-not-trusted', `tree ${of.checkpoint.size}`, reasons[check.reason])
      return { witnesses: [], witnessed: false }
    }
    const witnessed = isQuorum(
      policy.quorum,
      check.witnesses.map(({ key }) => key)
    )
    return {
      witnesses: check.witnesses.map(({ key, seconds }) => ({
        name: key.name,
        at: new Date((seconds ?? 0) * 1_000)
      })),
      witnessed
    }
  }

  function compareRoot(): void {
    const seen = known.get(edge.size)
    if (!seen) return
    const computed = rootOf(hasher, edge)
    for (const wanted of seen)
      if (!equalBytes(wanted, computed))
        find(
          wanted === root ? 'root-differs' : 'history-changed',
          `tree ${edge.size}`,
          `its entries hash to ${toBase64(computed)}, signed was ${toBase64(wanted)}`
        )
  }

  async function readBundle(index: number): Promise<Uint8Array[] | null> {
    const width = widthIn(0, index, size)
    const path = bundlePath({ index, width })
    const exact = await source.get(path)
    const read = exact ?? (await source.get(bundlePath({ index, width: TILE_WIDTH })))
    const bundle = read && decodeBundle(read)
    if (bundle?.length === (exact ? width : TILE_WIDTH)) return bundle.slice(0, width)
    find('bundle-broken', path, `${read ? 'it is torn' : 'it is missing'}; nothing after it could be read`)
    return null
  }

  async function checkTile(tile: Tile): Promise<void> {
    const there = await readTile(source, tile).catch(() => null)
    if (!there) find('tile-broken', tilePath(tile), 'it is missing or torn')
    else if (!equalBytes(there, tile.bytes))
      find('tile-broken', tilePath(tile), 'it differs from the entries')
  }

  /** The partial tiles of a signed tree, and its partial bundle as long as that is kept. */
  async function checkEdge(first: number, bundle: readonly Uint8Array[]): Promise<void> {
    for (const tile of edgeTiles(edge.size)) await checkTile({ ...tile, bytes: edge.levels[tile.level]! })
    if (edge.size % TILE_WIDTH === 0 || edge.size === size) return
    const entriesThen = bundle.slice(0, edge.size - first)
    const path = bundlePath({ index: first / TILE_WIDTH, width: entriesThen.length })
    const there = await source.get(path)
    if (there && !equalBytes(there, encodeBundle(entriesThen)))
      find('bundle-broken', path, 'it differs from that of the larger tree')
  }

  /** Gives the statements among them. */
  function checkEntries(first: number, bundle: readonly Uint8Array[]): StatedEntry[] {
    const statements: StatedEntry[] = []
    for (const [i, raw] of bundle.entries()) {
      const entry = decodeEntry(raw)
      if (!entry) {
        find('entry-unknown', `entry ${first + i}`, 'it is of no known version and type')
        continue
      }
      entries[entry.type]++
      types[first + i] = ENTRY_TYPES[entry.type]
      if (isStatement(entry.type))
        statements.push({ index: first + i, type: entry.type, commitment: entry.commitment })
      if (entry.amends === null) continue
      const target = entry.amends < first + i ? types[entry.amends] : undefined
      if (target !== ENTRY_TYPES.record && target !== ENTRY_TYPES.amend && target !== ENTRY_TYPES.revoke)
        find(
          'amends-nothing',
          `entry ${first + i}`,
          `it changes ${entry.amends}, which is no record before it`
        )
    }
    return statements
  }

  /** Statements are public: each document is there, is what its entry commits to, and follows from those before it. */
  async function checkStatements(statements: readonly StatedEntry[]): Promise<void> {
    for (let at = 0; at < statements.length; at += STATEMENTS_AT_ONCE) {
      const some = statements.slice(at, at + STATEMENTS_AT_ONCE)
      const documents = await Promise.all(some.map(({ index }) => source.get(statementPath(index))))
      for (const [i, { index, type, commitment }] of some.entries()) {
        const wrong = wrongStatement(type, commitment, documents[i] ?? null)
        if (wrong) find('statement-broken', `entry ${index}`, wrong)
      }
    }
  }

  function wrongStatement(
    type: StatementType,
    commitment: Uint8Array,
    bytes: Uint8Array | null
  ): string | null {
    if (!bytes) return 'its statement cannot be read'
    const text = fromUtf8(bytes)
    if (text === null || !equalBytes(commitStatement(crypto.sha256, text), commitment))
      return 'its statement is not what the log commits to'
    try {
      return readStatement(type, JSON.parse(text))
    } catch {
      return 'its statement is no JSON'
    }
  }
}
