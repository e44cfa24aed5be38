import type { Db } from '#platform/database/database.ts'
import type { Day } from '#platform/prelude/index.ts'
import type { SignEd25519, VerifierKey, VerifyEd25519 } from '../domain/note.ts'
import type { Quorum } from '../domain/policy.ts'
import type { StatementType } from '../domain/statements.ts'
import type { OrganiserTotal } from '../domain/totals.ts'
import type { Sha256 } from '../domain/sha256.ts'

/** A record on its way into the log, as whoever owns it hands it over. */
export interface Draft {
  readonly personId: string
  readonly contributionId: string
  readonly version: number
  /** False when the version takes the contribution back. */
  readonly stands: boolean
  /** What is committed to: JSON, to be canonicalised. */
  readonly record: unknown
}

export interface VersionRef {
  readonly personId: string
  readonly contributionId: string
  readonly version: number
}

/** Something that is to stand in the log as a public statement, as its owner knows it. */
export interface Fact {
  readonly type: StatementType
  /** What it is about, once a type. */
  readonly subject: string
  /** What subjects of one thing begin with, where only the last of them is still known: the lists of one number. */
  readonly series: string | null
  /** JSON, to be canonicalised. */
  readonly document: unknown
  readonly at: Date
}

/** A place of a status list and when it was revoked, as its owner knows it. */
export interface Revocation {
  readonly index: number
  readonly at: Date
}

/** The owner of the records: a queue of them that business transactions write, and what the auditor asks. */
export interface RecordSource {
  /** Takes the oldest, at most `limit`; they are gone from the queue once the transaction `db` commits. */
  take(db: Db, limit: number): Promise<Draft[]>
  /** The records of these versions, made anew from what the database holds now; those that are gone are left out. */
  current(
    db: Db,
    refs: readonly VersionRef[]
  ): Promise<(VersionRef & { readonly record: unknown; readonly decidedAt: Date })[]>
  /** Versions that ought to be in the log and are not; `waits` while they stand in the queue. */
  unlogged(
    db: Db,
    limit: number
  ): Promise<(VersionRef & { readonly decidedAt: Date | null; readonly waits: boolean })[]>
  /** Contributions whose shown state is not that of their last version. */
  projectionFaults(db: Db, limit: number): Promise<VersionRef[]>
}

export interface Statement {
  readonly statementId: string
  readonly type: StatementType
  /** What it is about, once a type: a day, a key, a list. */
  readonly subject: string
  /** Canonical JSON. */
  readonly document: string
  readonly at: Date
}

/** A statement and its place; null while it waits. */
export interface LoggedStatement extends Statement {
  readonly leafIndex: number | null
}

export interface StoredRecord {
  readonly personId: string
  readonly contributionId: string
  readonly version: number
  readonly leafIndex: number
  readonly recordedOn: Day
  readonly salt: Uint8Array
  /** Canonical JSON. */
  readonly record: string
}

export interface Tree {
  readonly size: number
  readonly root: Uint8Array
}

export interface StoredCheckpoint extends Tree {
  /** The signed note of the log, without witnesses. */
  readonly note: string
  readonly at: Date
  /** Lines of witnesses. */
  readonly cosignatures: string
  /** When a quorum of witnesses had signed; null while none has. */
  readonly witnessedAt: Date | null
}

export interface LedgerStore {
  /** Makes the state of a new log, once. Gives the origin that the log has had since. */
  open(db: Db, origin: string, emptyRoot: Uint8Array): Promise<string>
  /** Takes the lock that exactly one connection holds until it ends or unlocks; false when another has it. */
  tryLock(db: Db): Promise<boolean>
  unlock(db: Db): Promise<void>
  /** Begins the epoch of a new sequencer: everyone before it is fenced off. */
  beginEpoch(db: Db): Promise<number>
  /** The signed tree; null before the first sequencer has begun. */
  tree(db: Db): Promise<Tree | null>
  /** The size of the signed tree when it is not that of the last checkpoint, both at one instant; else null. */
  strayTree(db: Db): Promise<number | null>
  /**
   * False when another epoch has begun. One that begins later does not wait for this transaction: two that take at
   * once collide at the index, and one of them has not happened.
   */
  holdEpoch(db: Db, epoch: number): Promise<boolean>
  nextIndex(db: Db): Promise<number>
  /** The latest time that the log has told or is about to tell, by whatever clock; null while there is none. */
  timeSoFar(db: Db): Promise<Date | null>
  /** Waits for a batch that is being taken in, and keeps the next one away until the transaction ends. */
  holdBack(db: Db): Promise<void>
  addLeaves(db: Db, first: number, entries: readonly Uint8Array[], at: Date): Promise<void>
  addRecords(db: Db, records: readonly StoredRecord[]): Promise<void>
  /** The last leaf of each of these contributions, by `personId contributionId`. */
  lastLeaves(
    db: Db,
    contributions: readonly Pick<Draft, 'personId' | 'contributionId'>[]
  ): Promise<Map<string, number>>
  /** Entries from an index on; throws when one is missing in between. */
  leaves(db: Db, from: number, limit: number): Promise<Uint8Array[]>
  /** Stores a checkpoint and moves the tree on, only if it is still what the caller began with. */
  advance(
    db: Db,
    epoch: number,
    from: Tree,
    checkpoint: Omit<StoredCheckpoint, 'cosignatures' | 'witnessedAt'>
  ): Promise<boolean>

  latest(db: Db): Promise<StoredCheckpoint | null>
  recent(db: Db, count: number): Promise<StoredCheckpoint[]>
  /** The last one that a quorum of witnesses has signed. */
  latestWitnessed(db: Db): Promise<StoredCheckpoint | null>
  /** How large the tree was at an instant. */
  sizeAt(db: Db, at: Date): Promise<number>
  /** Puts witnesses' lines in the place of those that are there, two at once one after the other; `witnessedAt` stays once set. */
  changeCosignatures(
    db: Db,
    size: number,
    change: (there: string) => { readonly cosignatures: string; readonly witnessedAt: Date | null }
  ): Promise<void>
  /** Of checkpoints older than an instant, keeps the last of each hour. */
  thinCheckpoints(db: Db, before: Date): Promise<void>

  /** Of a stretch of the log, in order: what the database holds as leaves, records and statements. */
  leavesWithTimes(
    db: Db,
    from: number,
    end: number
  ): Promise<{ leafIndex: number; entry: Uint8Array; at: Date }[]>
  recordsAt(db: Db, from: number, end: number): Promise<StoredRecord[]>
  statementsAt(db: Db, from: number, end: number): Promise<(Statement & { leafIndex: number })[]>
  record(db: Db, personId: string, contributionId: string, version: number): Promise<StoredRecord | null>
  /** The latest version of a contribution that the signed tree holds. */
  lastSigned(db: Db, personId: string, contributionId: string): Promise<VersionRef | null>
  /** Leaves of these versions of a person that the signed tree holds, by contribution. */
  signedLeaves(
    db: Db,
    personId: string,
    versions: readonly Omit<VersionRef, 'personId'>[]
  ): Promise<ReadonlyMap<string, number>>
  /**
   * Destroys salts and records of a person; the leaves stay and mean nothing. Says how many. Until the transaction
   * ends nothing is taken into the log, so that what waits in the queue can be destroyed with it.
   */
  eraseRecords(db: Db, personId: string, at: Date): Promise<number>
  erasedAt(db: Db, from: number, end: number): Promise<ReadonlySet<number>>
  /** When leaves were written, and the last later leaf of the same contribution; without those that are not there. */
  histories(
    db: Db,
    leafIndexes: readonly number[]
  ): Promise<
    readonly {
      readonly leafIndex: number
      readonly at: Date
      readonly entry: Uint8Array
      readonly amendedBy: number | null
    }[]
  >
  /** Records that name a leaf that is not there. */
  recordsWithoutLeaf(db: Db, limit: number): Promise<VersionRef[]>

  /** Puts a statement in line; false when its type and subject are there already. */
  addStatement(db: Db, statement: Statement): Promise<boolean>
  waitingStatements(db: Db, limit: number): Promise<Statement[]>
  /** Those of a type with their subject; of key events all. */
  findStatements(db: Db, type: StatementType, subjects: readonly string[] | 'all'): Promise<LoggedStatement[]>
  /** The last one put in line whose subject begins with this. */
  lastStatement(db: Db, type: StatementType, prefix: string): Promise<LoggedStatement | null>
  /** The latest of these types that have their place, the last one first. */
  latestStatements(db: Db, types: readonly StatementType[], count: number): Promise<LoggedStatement[]>
  placeStatements(db: Db, placed: readonly { statementId: string; leafIndex: number }[]): Promise<void>
  /** The latest by their subject. */
  statements(db: Db, type: StatementType, count: number): Promise<LoggedStatement[]>
  statementAt(db: Db, leafIndex: number): Promise<Statement | null>
  /** Days before `until` with records of which no totals have been stated yet, oldest first. */
  daysWithoutTotals(db: Db, until: Day, limit: number): Promise<Day[]>
  /** What was recorded on a day, by organiser: records that stand and their minutes. */
  totalsOf(db: Db, day: Day): Promise<OrganiserTotal[]>
}

export interface StoredObject {
  /** `tile/…`, as it stands below the log's address. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** Where tiles and bundles are kept. Needs no trust: what it gives back is checked against the signed root. */
export interface TileStorage {
  /**
   * Writes what is absent and compares what is there; when it returns, all of it has reached the disk.
   * @throws {TileConflictError} when something else stands at a path
   */
  put(objects: readonly StoredObject[]): Promise<void>
  get(path: string): Promise<Uint8Array | null>
  /** Removes what is broken, for a rebuild to write anew. */
  remove(path: string): Promise<void>
  /** Removes the partial forms of full tiles; safe to leave undone. */
  dropPartials(paths: readonly string[]): Promise<void>
}

/** A tile differs from what was written under its name before: the database and the tiles tell two histories. */
export class TileConflictError extends Error {
  override name = 'TileConflictError'
  constructor(path: string) {
    super(`${path} is there already with another content; nothing is signed until "erikti fsck" is clean`)
  }
}

export interface LogSigner {
  readonly key: VerifierKey
  readonly sign: SignEd25519
}

/** What a witness answered: lines of cosignatures, or the size it stands at, or why it would not. */
export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly lines: string }
  | { readonly kind: 'conflict'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'down'; readonly reason: string }

export interface WitnessClient {
  readonly key: VerifierKey
  /** Where others reach it; null when nobody does. */
  readonly url: string | null
  /** Started by ourselves on this machine: shows how it works and proves nothing. */
  readonly local: boolean
  addCheckpoint(body: string): Promise<WitnessAnswer>
}

/** Where a sequencer stands, for tests that kill it there. */
export type Step =
  'taken' | 'leaves-added' | 'leaves-committed' | 'tiles-written' | 'signed' | 'checkpoint-committed'

export interface Ports {
  readonly store: LedgerStore
  readonly storage: TileStorage
  readonly source: RecordSource
  /** What others know of that has to stand in the log, in the order in which it happened; of the keys all. */
  readonly facts: (db: Db) => Promise<readonly Fact[]>
  /** All that was ever revoked in a status list. */
  readonly revocations: (db: Db, listId: number) => Promise<readonly Revocation[]>
  /** The log's keys; the first is Ed25519. A second line (ML-DSA-44) is one more here. */
  readonly signers: readonly [LogSigner, ...LogSigner[]]
  readonly witnesses: readonly WitnessClient[]
  readonly quorum: Quorum
  /** The same as a file (tlog-policy), for others to read. */
  readonly policy: string
  /** Where the log is read: its public address, without a slash at the end. */
  readonly url: string
  readonly warn: (error: unknown, message: string) => void
  readonly sha256: Sha256
  readonly verify: VerifyEd25519
  /** RFC 8785. */
  readonly canonicalize: (value: unknown) => string
  readonly newSalt: () => Uint8Array
  readonly newId: () => string
  readonly now: () => Date
  /** Called at each step; tests only. */
  readonly atStep?: (step: Step) => void
}
