import type { Db } from '#platform/database/database.ts'
import { createCosigner, publishedNote } from './app/cosign.ts'
import { auditInstallation, type InstallationAudit } from './app/audit-installation.ts'
import type { AuditReport } from './app/audit.ts'
import type { Fact, Ports, VersionRef } from './app/ports.ts'
import { entryUrl } from './domain/entry.ts'
import { createProver } from './app/prove.ts'
import { checkProof, logReading, lookUp } from './app/look-up.ts'
import { proofOf, provenOf, readMyProof, type Proven } from './app/prove-version.ts'
import { rebuildTiles, type Rebuilt } from './app/rebuild.ts'
import { showEntry } from './app/show-entry.ts'
import { showLog } from './app/show-log.ts'
import { stateFacts } from './app/state-facts.ts'
import { upkeep, work } from './app/work.ts'

/** An entry of the log and the page that shows it to anybody. */
export interface LoggedEntry {
  readonly index: number
  readonly url: string
}

/** The public log of commitments. Nothing waits for it: it takes what contributions put into the outbox. */
export function createLedger(ports: Ports) {
  const prover = createProver(ports)
  const cosigner = createCosigner(ports, prover)
  const { store, storage } = ports
  const reading = logReading(ports)

  return {
    commands: {},
    queries: {
      log: showLog(ports),
      entry: showEntry(ports),
      checkProof: checkProof(ports),
      lookUp: lookUp(reading),
      myProof: readMyProof(ports, prover)
    },
    /** Takes part in sequencing until the signal; returns when what was under way is done. */
    work: (db: Db, signal: AbortSignal): Promise<void> => work(ports, cosigner, db, signal),
    upkeep: (db: Db): Promise<void> => upkeep(ports, db),
    /** What stands at the log's public addresses. */
    files: {
      async checkpoint(db: Db): Promise<string | null> {
        const latest = await store.latest(db)
        return latest && publishedNote(latest)
      },
      object: storage.get,
      /** Whom we believe, for others to compare: it is not for us to say whom they should. */
      policy: (): string => ports.policy,
      async statement(db: Db, leafIndex: number): Promise<string | null> {
        return (await store.statementAt(db, leafIndex))?.document ?? null
      }
    },
    /** The proof file (tlog-proof) of a version, record included; null while it is not in a signed tree. */
    proofOf: (db: Db, ref: VersionRef): Promise<string | null> => proofOf(ports, prover, db, ref),
    /** The same with where and since when the log holds it, and who witnessed the tree. */
    provenOf: (db: Db, ref: VersionRef): Promise<Proven | null> => provenOf(ports, prover, db, ref),
    /** Where the log holds these versions of a person, by contribution; without those that no signed tree has yet. */
    async entriesOf(
      db: Db,
      personId: string,
      versions: readonly Omit<VersionRef, 'personId'>[]
    ): Promise<ReadonlyMap<string, LoggedEntry>> {
      const leaves = await store.signedLeaves(db, personId, versions)
      return new Map([...leaves].map(([id, index]) => [id, { index, url: entryUrl(ports.url, index) }]))
    },

    /** The log as a check of credentials asks it. */
    readerOf: (db: Db) => ({
      look: (indexes: readonly number[]) => reading.look(db, indexes),
      prove: (text: string) => reading.prove(db, text)
    }),

    /** Puts public statements in line for the log, each once. */
    stateFacts: (db: Db, facts: readonly Fact[]): Promise<void> => stateFacts(ports, db, facts),

    /** The log, the database behind it, and each against the other. */
    audit: (db: Db, options?: InstallationAudit): Promise<AuditReport> =>
      auditInstallation(ports, db, options),

    /** Makes tiles that are missing or broken again from leaves. */
    rebuildTiles: (db: Db, onProgress?: (done: number, size: number) => void): Promise<Rebuilt> =>
      rebuildTiles(ports, db, onProgress),

    /** Destroys a person's salts and records, within a transaction; what stays in the log says nothing about them. */
    erase: (db: Db, personId: string): Promise<number> => store.eraseRecords(db, personId, ports.now())
  }
}

export type Ledger = ReturnType<typeof createLedger>
export { logReadingOut, presentLogReading } from './adapters/reading-out.ts'
export type { Fact } from './app/ports.ts'
export type { MyProof, Proven } from './app/prove-version.ts'
export { ledgerWords } from './messages/index.ts'
