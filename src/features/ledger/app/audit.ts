import { setTimeout as wait } from 'node:timers/promises'
import { equalBytes, fromUtf8, toBase64 } from '#platform/prelude/bytes.ts'
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
import {
  isStatement,
  statementPath,
  statementReader,
  type StatementReader,
  type StatementType
} from '../domain/statements.ts'
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
import { auditPublished, type IssuerSite } from './audit-published.ts'
import { FINDINGS_MAX, type Finding, type FindingKind } from './findings.ts'
import { readTile } from './prove.ts'

/** A log as a stranger sees it: its checkpoint, and what stands at a path. */
export interface LogSource {
  checkpoint(): Promise<Uint8Array | null>
  get(path: string): Promise<Uint8Array | null>
  /** Left out where nothing is published beside it. */
  readonly site?: IssuerSite
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
  /** Reads the statements, for whoever wants to know afterwards what they say. */
  readonly statements?: StatementReader
  /** How it lets time pass until the log states what is published. */
  readonly wait?: (ms: number) => Promise<unknown>
}

/**
 * Re-reads a whole log, recomputes everything in it, and holds what is published beside it against what it states.
 * Memory is a byte or two an entry that was read, and what the log states of keys and lists.
 */
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
  /** Roots that were seen, by the size of their trees. */
  const known = new Map<number, Uint8Array[]>()
  for (const seen of options.known ?? []) remember(seen)
  let latest = null as SignedCheckpoint | null
  let trust: Pick<AuditReport, 'witnesses' | 'witnessed'> = { witnesses: [], witnessed: false }
  /** One type a leaf, to check what amendments point at. */
  const types = growingBytes()
  const statements = options.statements ?? statementReader()
  let edge: Edge = EMPTY_EDGE
  /** The tree before the bundle that was read last: the next reading begins there, for it may have been partial. */
  let beforeBundle: Edge = EMPTY_EDGE

  const whole = await readOn()
  if (whole && source.site) {
    const soFar = { stated: statements, readOn }
    for (const finding of await auditPublished(soFar, source.site, crypto.sha256, options.wait ?? wait))
      find(finding.kind, finding.subject, finding.detail)
  }
  return {
    note: latest && formatNote(latest.note),
    checkpoint: latest && shownTree(latest),
    ...trust,
    entries,
    erased: null,
    findings,
    findingsLeftOut: leftOut
  }

  /** Reads the checkpoint that stands there now and all entries up to it that were not read before; false when it cannot. */
  async function readOn(): Promise<boolean> {
    const bytes = await source.checkpoint()
    const signed = bytes && readCheckpoint(bytes)
    if (!signed) {
      find('checkpoint-unreadable', 'checkpoint', bytes ? 'it is no signed checkpoint' : 'there is none')
      return false
    }
    if (signed.note.text === latest?.note.text) return true
    const { size } = signed.checkpoint
    latest = signed
    trust = checkTrust(signed)
    for (const seen of known.keys())
      if (seen > size)
        find('log-shrank', `tree ${seen}`, `a tree of ${seen} was seen before, and now it is ${size}`)
    remember(signed.checkpoint)
    const { read } = types
    edge = beforeBundle
    compareRoot()
    while (edge.size < size) {
      beforeBundle = edge
      const bundle = await readBundle(edge.size / TILE_WIDTH, size)
      if (!bundle) return false
      const first = edge.size
      const fresh = Math.max(0, read - first)
      await checkNew(first + fresh, bundle.slice(fresh))
      await growBy(bundle)
      options.onProgress?.(edge.size, size)
    }
    return true
  }

  function remember({ size, root }: Pick<Checkpoint, 'size' | 'root'>): void {
    known.set(size, [...(known.get(size) ?? []), root])
  }

  async function checkNew(first: number, bundle: readonly Uint8Array[]): Promise<void> {
    await checkStatements(checkEntries(first, bundle))
    for (const finding of (await options.onEntries?.(first, bundle)) ?? [])
      find(finding.kind, finding.subject, finding.detail)
  }

  /** Grows the tree by a bundle, and stops at every size that has a root to be compared. */
  async function growBy(bundle: readonly Uint8Array[]): Promise<void> {
    const first = edge.size
    const end = first + bundle.length
    const marks = [...known.keys()].filter((mark) => mark > first && mark < end).sort((a, b) => a - b)
    for (const cut of [...marks, end]) {
      const growth = grow(hasher, edge, bundle.slice(edge.size - first, cut - first).map(hasher.leaf))
      edge = growth.edge
      compareRoot()
      for (const tile of growth.tiles) if (tile.width === TILE_WIDTH) await checkTile(tile)
      if (known.has(edge.size)) await checkEdge(first, bundle)
    }
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
          wanted === latest?.checkpoint.root ? 'root-differs' : 'history-changed',
          `tree ${edge.size}`,
          `its entries hash to ${toBase64(computed)}, signed was ${toBase64(wanted)}`
        )
  }

  async function readBundle(index: number, size: number): Promise<Uint8Array[] | null> {
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

  /** The partial tiles of a signed tree and its partial bundle, which stay until they are full. */
  async function checkEdge(first: number, bundle: readonly Uint8Array[]): Promise<void> {
    for (const tile of edgeTiles(edge.size)) await checkTile({ ...tile, bytes: edge.levels[tile.level]! })
    if (edge.size % TILE_WIDTH === 0 || edge.size === latest?.checkpoint.size) return
    const entriesThen = bundle.slice(0, edge.size - first)
    const index = first / TILE_WIDTH
    const path = bundlePath({ index, width: entriesThen.length })
    const there = await source.get(path)
    if (there) {
      if (!equalBytes(there, encodeBundle(entriesThen)))
        find('bundle-broken', path, 'it differs from that of the larger tree')
    } else if (!(await source.get(bundlePath({ index, width: TILE_WIDTH }))))
      find('bundle-broken', path, 'it is missing')
  }

  /** Gives the statements among them. */
  function checkEntries(first: number, bundle: readonly Uint8Array[]): StatedEntry[] {
    const stated: StatedEntry[] = []
    for (const [i, raw] of bundle.entries()) {
      const entry = decodeEntry(raw)
      types.add(entry ? ENTRY_TYPES[entry.type] : 0)
      if (!entry) {
        find('entry-unknown', `entry ${first + i}`, 'it is of no known version and type')
        continue
      }
      entries[entry.type]++
      if (isStatement(entry.type))
        stated.push({ index: first + i, type: entry.type, commitment: entry.commitment })
      if (entry.amends === null) continue
      const target = entry.amends < first + i ? types.at(entry.amends) : undefined
      if (target !== ENTRY_TYPES.record && target !== ENTRY_TYPES.amend && target !== ENTRY_TYPES.revoke)
        find(
          'amends-nothing',
          `entry ${first + i}`,
          `it changes ${entry.amends}, which is no record before it`
        )
    }
    return stated
  }

  /** Statements are public: each document is there, is what its entry commits to, and follows from those before it. */
  async function checkStatements(stated: readonly StatedEntry[]): Promise<void> {
    for (let at = 0; at < stated.length; at += STATEMENTS_AT_ONCE) {
      const some = stated.slice(at, at + STATEMENTS_AT_ONCE)
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
      return statements.read(type, JSON.parse(text))
    } catch {
      return 'its statement is no JSON'
    }
  }
}

const shownTree = ({ checkpoint: { origin, size, root } }: SignedCheckpoint) => ({
  origin,
  size,
  root: toBase64(root)
})

/** Bytes that grow with what is read, and not with what a checkpoint says that there is to read. */
function growingBytes() {
  let bytes = new Uint8Array(TILE_WIDTH)
  let read = 0
  return {
    get read() {
      return read
    },
    at: (index: number) => bytes[index],
    add(byte: number): void {
      if (read === bytes.length) {
        const larger = new Uint8Array(read * 2)
        larger.set(bytes)
        bytes = larger
      }
      bytes[read++] = byte
    }
  }
}
