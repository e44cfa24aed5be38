import type { Db } from '#platform/database/database.ts'
import { equalBytes } from '#platform/prelude/bytes.ts'
import { dayOf } from '#platform/prelude/index.ts'
import { readCheckpoint } from '../domain/checkpoint.ts'
import { commitRecord, commitStatement } from '../domain/commitment.ts'
import { decodeEntry } from '../domain/entry.ts'
import { checkNote } from '../domain/note.ts'
import { isStatement, type StatementReader } from '../domain/statements.ts'
import { publishedNote } from './cosign.ts'
import { FINDINGS_MAX, wrongPlaces, type Finding, type FindingKind } from './findings.ts'
import type { Fact, Ports, StoredCheckpoint, StoredRecord, VersionRef } from './ports.ts'
import { logKeyFacts } from './state-facts.ts'

/** A confirmation is in the log within seconds; what takes longer than an outage was written with an old date. */
const LATE_MS = 60 * 60_000
/** When a log begins, what was confirmed before it is taken in at once. */
const FIRST_INTAKE_MS = 60 * 60_000
/** The sequencer takes what waits every second; longer than this is a fault. */
const WAITING_MS_MAX = 5 * 60_000
/** Clocks of one machine, read a moment apart. */
const CLOCK_MS = 60_000

type AuditPorts = Pick<
  Ports,
  | 'store'
  | 'source'
  | 'facts'
  | 'revocations'
  | 'sha256'
  | 'verify'
  | 'canonicalize'
  | 'signers'
  | 'witnesses'
  | 'now'
>

export interface DatabaseAudit {
  /** The checkpoints that the database remembers. */
  readonly checkpoints: readonly StoredCheckpoint[]
  onEntries(first: number, entries: readonly Uint8Array[]): Promise<Finding[]>
  /** What is left to compare when the whole log was read. */
  atEnd(stated: Pick<StatementReader, 'lists'>): Promise<Finding[]>
  /** Entries so far whose records were destroyed on purpose. */
  erased(): number
}

const idOf = ({ personId, contributionId, version }: VersionRef): string =>
  `${personId} ${contributionId} ${version}`
const nameOf = ({ contributionId, version }: VersionRef): string =>
  `contribution ${contributionId} version ${version}`

/** Compares what the database says with what the log holds, a stretch of the log at a time. */
export async function auditDatabase(
  ports: AuditPorts,
  db: Db,
  checkpointsMax: number
): Promise<DatabaseAudit> {
  const { store, source, sha256, verify, canonicalize, now } = ports
  const checkpoints = await store.recent(db, checkpointsMax)
  const [beginning] = await store.leavesWithTimes(db, 0, 1)
  const began = beginning?.at.getTime() ?? now().getTime()
  /** Ascending, to find between which two a leaf was written. */
  const ascending = [...checkpoints].reverse()
  let covering = 0
  let lastAt = 0

  let erasedCount = 0
  return { checkpoints, onEntries, atEnd, erased: () => erasedCount }

  /** The database is asked in several questions, between which somebody may be erased: what is amiss stays so. */
  async function onEntries(first: number, entries: readonly Uint8Array[]): Promise<Finding[]> {
    const before = { covering, lastAt, erasedCount }
    const findings = await compare(first, entries)
    if (!findings.length) return findings
    ;({ covering, lastAt, erasedCount } = before)
    return compare(first, entries)
  }

  async function compare(first: number, entries: readonly Uint8Array[]): Promise<Finding[]> {
    const end = first + entries.length
    const findings: Finding[] = []
    const find = (kind: FindingKind, subject: string, detail: string) =>
      void findings.push({ kind, subject, detail })
    const [leaves, records, statements, erased] = await Promise.all([
      store.leavesWithTimes(db, first, end),
      store.recordsAt(db, first, end),
      store.statementsAt(db, first, end),
      store.erasedAt(db, first, end)
    ])
    erasedCount += erased.size
    const current = new Map((await source.current(db, records)).map((one) => [idOf(one), one]))
    const leafAt = new Map(leaves.map((leaf) => [leaf.leafIndex, leaf]))
    const recordAt = new Map(records.map((record) => [record.leafIndex, record]))
    const statementAt = new Map(statements.map((statement) => [statement.leafIndex, statement]))

    for (const [i, raw] of entries.entries()) {
      const index = first + i
      const leaf = leafAt.get(index)
      if (!leaf) find('leaf-differs', `entry ${index}`, 'the database has no such leaf')
      else {
        if (!equalBytes(leaf.entry, raw))
          find('leaf-differs', `entry ${index}`, 'the database holds another leaf')
        const wrong = wrongTime(index, leaf.at.getTime())
        if (wrong) find('leaf-differs', `entry ${index}`, wrong)
      }
      const entry = decodeEntry(raw)
      if (!entry) continue
      const [record, statement] = [recordAt.get(index), statementAt.get(index)]
      const states = isStatement(entry.type)
      if (states && !statement) find('record-extra', `entry ${index}`, 'its statement is not in the database')
      if (!states && !record && !erased.has(index))
        find('record-extra', `entry ${index}`, 'its record is not in the database')
      if ((states && record) || (!states && statement))
        find('record-changed', `entry ${index}`, 'the database takes it for something else')
      if (statement && states && !equalBytes(commitStatement(sha256, statement.document), entry.commitment))
        find(
          'record-changed',
          `statement ${statement.type} ${statement.subject}`,
          'it is not what the log commits to'
        )
      if (record && !states) {
        const wrong = wrongRecord(record, entry.commitment, leaf?.at ?? null)
        if (wrong) find(wrong.kind, nameOf(record), wrong.detail)
      }
    }
    return findings

    function wrongRecord(
      record: StoredRecord,
      commitment: Uint8Array,
      at: Date | null
    ): Pick<Finding, 'kind' | 'detail'> | null {
      if (
        record.salt.length !== 32 ||
        !equalBytes(commitRecord(sha256, record.salt, record.record), commitment)
      )
        return { kind: 'record-changed', detail: 'record or salt are not what the log commits to' }
      const stands = current.get(idOf(record))
      if (!stands) return { kind: 'record-missing', detail: 'it is in the log and gone from the database' }
      if (canonicalize(stands.record) !== record.record)
        return {
          kind: 'record-changed',
          detail: 'the database says something else than the record in the log'
        }
      if (!at) return null
      if (record.recordedOn !== dayOf(at))
        return { kind: 'record-changed', detail: 'the day of its record was changed' }
      const late = at.getTime() - stands.decidedAt.getTime()
      const takenInAtFirst = stands.decidedAt.getTime() < began && at.getTime() < began + FIRST_INTAKE_MS
      if (late > LATE_MS && !takenInAtFirst)
        return {
          kind: 'record-late',
          detail: `confirmed at ${stands.decidedAt.toISOString()}, recorded at ${at.toISOString()}`
        }
      return null
    }
  }

  /** Leaves are written in order, each between the checkpoint before it and its own. */
  function wrongTime(index: number, at: number): string | null {
    while (ascending[covering] && ascending[covering]!.size <= index) covering++
    const [before, own] = [ascending[covering - 1], ascending[covering]]
    const previous = lastAt
    lastAt = Math.max(lastAt, at)
    if (at < previous - CLOCK_MS) return 'its time is before that of the leaf before it'
    if (own && at > own.at.getTime() + CLOCK_MS) return 'its time is after that of its checkpoint'
    if (before && before.size === index && at < before.at.getTime() - LATE_MS)
      return 'its time is before that of the checkpoint before it'
    return null
  }

  async function atEnd({ lists }: Pick<StatementReader, 'lists'>): Promise<Finding[]> {
    const findings: Finding[] = []
    for (const { decidedAt, waits, ...ref } of await source.unlogged(db, FINDINGS_MAX)) {
      const waitsSince = decidedAt?.getTime() ?? 0
      if (!waits)
        findings.push({ kind: 'record-missing', subject: nameOf(ref), detail: 'it is not in the log' })
      else if (now().getTime() - waitsSince > WAITING_MS_MAX)
        findings.push({ kind: 'record-waits', subject: nameOf(ref), detail: 'it waits for the log too long' })
    }
    for (const ref of await source.projectionFaults(db, FINDINGS_MAX))
      findings.push({
        kind: 'record-changed',
        subject: nameOf(ref),
        detail: 'what is shown is not its last version'
      })
    for (const ref of await store.recordsWithoutLeaf(db, FINDINGS_MAX))
      findings.push({ kind: 'record-extra', subject: nameOf(ref), detail: 'its leaf is not in the log' })
    findings.push(...checkpoints.flatMap(wrongCheckpoint), ...(await wrongState()), ...(await wrongFacts()))
    // Both forms of a list tell the same.
    for (const [listId, { revoked }] of new Map([...lists.values()].map((list) => [list.listId, list])))
      findings.push(...(await wrongRevocations(listId, revoked)))
    return findings
  }

  function wrongCheckpoint(stored: StoredCheckpoint): Finding[] {
    const wrong = (detail: string): Finding[] => [
      { kind: 'checkpoint-differs', subject: `tree ${stored.size}`, detail }
    ]
    const read = readCheckpoint(stored.note)
    if (!read) return wrong('its note cannot be read')
    if (read.checkpoint.size !== stored.size || !equalBytes(read.checkpoint.root, stored.root))
      return wrong('its note is of another tree')
    const keys = [...ports.signers, ...ports.witnesses].map(({ key }) => key)
    const published = readCheckpoint(publishedNote(stored))
    const check = published && checkNote(verify, published.note, keys)
    if (!check || check.broken.length) return wrong('a signature on it is wrong')
    if (!check.signed.some(({ key }) => key === ports.signers[0].key)) return wrong('the log did not sign it')
    for (const { seconds } of check.signed)
      if (seconds !== null && seconds * 1_000 < stored.at.getTime() - CLOCK_MS)
        return wrong('a witness signed it before the time that it is said to be of')
    return []
  }

  async function wrongState(): Promise<Finding[]> {
    const size = await store.strayTree(db)
    const detail = 'the state is not the last checkpoint'
    return size === null ? [] : [{ kind: 'checkpoint-differs', subject: `tree ${size}`, detail }]
  }

  /** What others know to have happened, against what is stated of it. */
  async function wrongFacts(): Promise<Finding[]> {
    const findings: Finding[] = []
    // In this order: a key that is made meanwhile is stated after it is known.
    const keyEvents = await store.findStatements(db, 'key-event', 'all')
    const facts = [...logKeyFacts(ports, new Date(began)), ...(await ports.facts(db))]
    for (const fact of facts) {
      const wrong = await wrongFact(fact)
      if (wrong) findings.push({ ...wrong, subject: `${fact.type} ${fact.subject}` })
    }
    const known = new Set(facts.map(({ type, subject }) => `${type} ${subject}`))
    for (const { type, subject } of keyEvents)
      if (!known.has(`${type} ${subject}`))
        findings.push({
          kind: 'statement-extra',
          subject: `${type} ${subject}`,
          detail: 'nobody here knows of such a key'
        })
    return findings
  }

  /** A revocation is published and stated within a minute; none that was stated is ever taken back. */
  async function wrongRevocations(listId: number, revoked: ReadonlySet<number>): Promise<Finding[]> {
    const subject = `status list ${listId}`
    const known = new Map((await ports.revocations(db, listId)).map(({ index, at }) => [index, at.getTime()]))
    const isLate = (place: number) => now().getTime() - known.get(place)! > WAITING_MS_MAX
    return [
      ...wrongPlaces(
        'revocation-undone',
        subject,
        [...revoked].filter((place) => !known.has(place))
      ),
      ...wrongPlaces(
        'revocation-unstated',
        subject,
        [...known.keys()].filter((place) => !revoked.has(place) && isLate(place))
      )
    ]
  }

  async function wrongFact({
    type,
    subject,
    series,
    document,
    at
  }: Fact): Promise<Omit<Finding, 'subject'> | null> {
    const age = ({ at }: { at: Date }): number => now().getTime() - at.getTime()
    const [stated] = await store.findStatements(db, type, [subject])
    if (!stated)
      return age({ at }) > WAITING_MS_MAX
        ? { kind: 'statement-missing', detail: 'it is not in the log' }
        : null
    if (stated.document !== canonicalize(document))
      return { kind: 'statement-changed', detail: 'the log says something else of it' }
    if (stated.leafIndex === null && age(stated) > WAITING_MS_MAX)
      return { kind: 'statement-missing', detail: 'it waits for the log too long' }
    const last = series && (await store.lastStatement(db, type, series))
    // One that was stated while we looked is no fault.
    if (last && last.subject !== subject && age(last) > CLOCK_MS)
      return { kind: 'statement-changed', detail: `the log says that ${last.subject} came after it` }
    return null
  }
}
