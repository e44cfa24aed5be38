import type { Db } from '#platform/database/database.ts'
import { utf8 } from '#platform/prelude/bytes.ts'
import { statementIndex, statementReader } from '../domain/statements.ts'
import { auditDatabase } from './audit-database.ts'
import { auditLog, type AuditOptions, type AuditReport, type LogSource } from './audit.ts'
import { publishedNote } from './cosign.ts'
import { FINDINGS_MAX } from './findings.ts'
import type { Ports } from './ports.ts'

/** The latest ones; older checkpoints are thinned out anyway. */
export const CHECKPOINTS_MAX = 20_000
/** Caches before the log's address may give the checkpoint before the last: a newer one is not held against it yet. */
const PUBLISHED_MS = 10_000

export interface InstallationAudit extends Pick<AuditOptions, 'known' | 'onProgress' | 'wait'> {
  /** The log as others see it; our own tiles when left out. */
  readonly source?: LogSource
}

/** The log, the database behind it, and each against the other: as a stranger would with our database in hand. */
export async function auditInstallation(
  ports: Ports,
  db: Db,
  { source, known = [], ...how }: InstallationAudit = {}
): Promise<AuditReport> {
  const { signers, witnesses, quorum, sha256, verify, now } = ports
  const statements = statementReader()
  const database = await auditDatabase(ports, db, CHECKPOINTS_MAX)
  const publishedBy = source ? now().getTime() - PUBLISHED_MS : Infinity
  const report = await auditLog({
    source: source ?? ownLog(ports, db),
    crypto: { sha256, verify },
    policy: {
      logs: signers.map(({ key }) => ({ key, url: null })),
      witnesses: witnesses.map(({ key, url }) => ({ name: key.name, key, url })),
      quorum
    },
    known: [...known, ...database.checkpoints.filter(({ at }) => at.getTime() <= publishedBy)],
    onEntries: database.onEntries,
    statements,
    ...how
  })
  const all = [...report.findings, ...(await database.atEnd(statements))]
  return {
    ...report,
    erased: database.erased(),
    findings: all.slice(0, FINDINGS_MAX),
    findingsLeftOut: report.findingsLeftOut + Math.max(0, all.length - FINDINGS_MAX)
  }
}

export const ownLog = ({ store, storage }: Pick<Ports, 'store' | 'storage'>, db: Db): LogSource => ({
  async checkpoint() {
    const latest = await store.latest(db)
    return latest && utf8(publishedNote(latest))
  },
  async get(path) {
    const index = statementIndex(path)
    if (index === null) return storage.get(path)
    const statement = await store.statementAt(db, index)
    return statement && utf8(statement.document)
  }
})
