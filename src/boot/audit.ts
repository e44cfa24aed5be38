import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ed25519, nodeSha256 } from '#features/ledger/adapters/crypto.ts'
import { httpLog, LogUnreachableError } from '#features/ledger/adapters/fetch.ts'
import { auditLog, type AuditReport, type LogSource } from '#features/ledger/app/audit.ts'
import { WrongLeavesError } from '#features/ledger/app/rebuild.ts'
import { readCheckpoint, type Checkpoint } from '#features/ledger/domain/checkpoint.ts'
import { replaceFile } from '#features/ledger/adapters/key-file.ts'
import { parsePolicy, type TrustPolicy } from '#features/ledger/domain/policy.ts'
import { createApp } from './context.ts'
import { ConfigError, readConfig } from './config.ts'
import { logUrl } from './ledger.ts'
import { openResources } from './resources.ts'

const HELP = `erikti audit: re-read the public log, recompute everything in it, and hold the issuer's keys and status
lists as they are published against what the log states of them

  npm run erikti -- audit [--log URL] [--policy FILE] [--from FILE] [--save FILE] [--database] [--json]

  --log URL      address of the log (PUBLIC_URL/log)
  --policy FILE  whom to believe (c2sp.org/tlog-policy); without it the log says itself, which proves less
  --from FILE    a checkpoint seen before: the log must continue it
  --save FILE    keep the checkpoint for the next time, if all is well
  --database     also compare every record of this installation's database with the log; without --log the
                 tiles are read from their storage
  --json         one JSON document for monitoring

What was only just published gets two minutes to appear in the log before it is a finding.
Ends with 0 when all is well, 1 when something was found, 2 when it was asked wrongly, 3 when the log cannot be read.`

const EXIT = { well: 0, found: 1, wrong: 2, unreachable: 3 } as const

/** Shows how far long work is, where somebody looks on. */
export function progress(what: string): (done: number, size: number) => void {
  let shown = 0
  return (done, size) => {
    if (!process.stderr.isTTY || (Date.now() - shown < 200 && done < size)) return
    shown = Date.now()
    process.stderr.write(`\r${what}: ${done} of ${size} entries${done === size ? '\n' : ''}`)
  }
}

export async function runAudit(args: string[], say: (line: string) => void): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h' },
      log: { type: 'string' },
      policy: { type: 'string' },
      from: { type: 'string' },
      save: { type: 'string' },
      database: { type: 'boolean' },
      json: { type: 'boolean' }
    }
  })
  if (values.help) return say(HELP)
  try {
    const known = values.from ? [await readKnown(values.from)] : []
    const report = values.database
      ? await withDatabase(values.log, known)
      : await fromOutside(values.log, values.policy, known)
    if (values.json) say(JSON.stringify(report, null, 2))
    else sayReport(report, (line) => say(shownText(line)))
    process.exitCode = report.findings.length ? EXIT.found : EXIT.well
    if (values.save && report.note && !report.findings.length) await replaceFile(values.save, report.note)
  } catch (error) {
    // Whatever went wrong, 1 says that something was found, and nothing else says it.
    const expected = error instanceof ConfigError || error instanceof LogUnreachableError
    console.error(expected ? `audit: ${error.message}` : error)
    process.exitCode = error instanceof ConfigError ? EXIT.wrong : EXIT.unreachable
  }
}

type Known = Pick<Checkpoint, 'size' | 'root'>

async function readKnown(path: string): Promise<Known> {
  const bytes = await readFile(path).catch(() => {
    throw new ConfigError(`--from ${path} cannot be read`)
  })
  const read = readCheckpoint(bytes)
  if (!read) throw new ConfigError(`--from ${path} is no checkpoint`)
  return read.checkpoint
}

async function fromOutside(
  given: string | undefined,
  policyPath: string | undefined,
  known: Known[]
): Promise<AuditReport> {
  const source = logAt(given ?? logUrl(readConfig(process.env).publicUrl))
  const policy = await readTrust(source, policyPath)
  if (!policyPath) console.error('audit: the log named its own keys; --policy FILE holds it to yours')
  return auditLog({
    source,
    crypto: { sha256: nodeSha256, verify: ed25519.verify },
    policy,
    known,
    onProgress: progress('audit'),
    wait: patience
  })
}

function logAt(url: string): ReturnType<typeof httpLog> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new ConfigError(`--log ${url} is no address`)
  return httpLog(url)
}

/** Says what is waited for, where somebody looks on. */
async function patience(ms: number): Promise<void> {
  if (process.stderr.isTTY)
    process.stderr.write('audit: log and published keys or lists differ, asking again\n')
  await pause(ms)
}

async function readTrust(source: ReturnType<typeof httpLog>, path: string | undefined): Promise<TrustPolicy> {
  const text = path
    ? await readFile(path, 'utf8').catch(() => {
        throw new ConfigError(`--policy ${path} cannot be read`)
      })
    : Buffer.from((await source.policy()) ?? []).toString()
  const policy = parsePolicy(nodeSha256, text)
  if (policy.ok) return policy.value
  if (path) throw new ConfigError(`--policy ${path} is wrong: ${policy.error}`)
  throw new LogUnreachableError(`there is no log at this address: ${policy.error}`)
}

async function withDatabase(given: string | undefined, known: Known[]): Promise<AuditReport> {
  const config = readConfig(process.env)
  await using resources = await openResources(config, () => {}, { attach: true })
  const { ledger } = createApp(resources)
  const source: LogSource | undefined = given ? logAt(given) : undefined
  // Awaited here: the resources are closed as soon as this function returns.
  return await ledger.audit(resources.db, { source, known, onProgress: progress('audit'), wait: patience })
}

/** What a log says stands in reports: it has no power over the terminal in which they are read. */
const shownText = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�')

function sayReport(report: AuditReport, say: (line: string) => void): void {
  const { checkpoint, witnesses, witnessed, findings, findingsLeftOut } = report
  if (checkpoint) {
    say(`${checkpoint.origin}: ${checkpoint.size} entries, root ${checkpoint.root}`)
    say(witnessed ? 'witnessed' : 'not yet witnessed')
    for (const { name, at } of witnesses) say(`  ${name} at ${at.toISOString()}`)
    for (const [type, count] of Object.entries(report.entries)) if (count) say(`  ${count} ${type}`)
    if (report.erased) say(`  ${report.erased} of them erased: their records were destroyed on purpose`)
  }
  for (const { kind, subject, detail } of findings) say(`FOUND ${kind}: ${subject}: ${detail}`)
  if (findingsLeftOut) say(`and ${findingsLeftOut} more`)
  if (!findings.length) say('all is well')
}

/** Makes tiles that are missing or broken again, from the leaves of the database. */
export async function runRebuildLog(say: (line: string) => void): Promise<void> {
  const config = readConfig(process.env)
  await using resources = await openResources(config, () => {}, { attach: true })
  const { ledger } = createApp(resources)
  try {
    const { size, objects, mended } = await ledger.rebuildTiles(resources.db, progress('rebuild'))
    say(`${size} entries, ${objects} tiles and bundles, ${mended} made again`)
  } catch (error) {
    if (!(error instanceof WrongLeavesError)) throw error
    console.error(`rebuild: ${error.message}`)
    process.exitCode = EXIT.found
  }
}
