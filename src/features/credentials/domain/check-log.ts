import { asCount, asLocalText, asText, asTexts, NOTHING_DISCLOSED, type Disclosed } from './disclosed.ts'
import { LOG_PROOF_PROBLEMS } from './log.ts'
import { isObject } from './strict-json.ts'
import type { Trust } from './trust.ts'
import { Findings, type LogFinding, type Verdict } from './verdict.ts'

const FORM = 'log-proof'

/** First line of a proof file (c2sp.org/tlog-proof). */
export const LOG_PROOF_MAGIC = 'c2sp.org/tlog-proof@v1'

/** Asks the log for the entries that a credential names. Only what its issuer signed is worth the question. */
export async function checkLog(
  findings: Findings,
  { log }: Trust,
  { records }: Disclosed
): Promise<LogFinding | null> {
  const indexes = records.flatMap(({ logIndex }) => (logIndex === null ? [] : [logIndex]))
  if (!log || !indexes.length || findings.failed('form', 'issuer', 'signature')) return null
  const seen = await log.look(indexes)
  if (!seen) {
    findings.unknown('log', 'log-unavailable')
    return null
  }
  const there = new Set(seen.entries.map(({ index }) => index))
  for (const index of indexes) if (!there.has(index)) findings.fails('log', 'log-entry-absent', String(index))
  tellAmendments(findings, seen)
  return seen
}

/** Checks a proof file. Who issued it does not matter: the log's own signature stands under it. */
export async function checkLogProof(text: string, { log }: Trust): Promise<Verdict> {
  const findings = new Findings()
  if (!log) {
    findings.unknown('log', 'log-unavailable')
    return findings.verdict({ form: FORM })
  }
  // Pasted text has the line ends of its machine, and often loses the last.
  const file = text.replaceAll('\r\n', '\n')
  const proof = await log.prove(file.endsWith('\n') ? file : `${file}\n`)
  if (!proof.ok) {
    const code = LOG_PROOF_PROBLEMS[proof.reason]
    if (code === 'log-record-absent') findings.unknown('log', code)
    else findings.fails(code === 'log-proof-malformed' ? 'form' : 'log', code)
    return findings.verdict({ form: FORM })
  }
  findings.holds('form')
  if (proof.record === undefined) findings.unknown('log', 'log-record-absent')
  tellAmendments(findings, proof.log)
  return findings.verdict({
    form: FORM,
    log: proof.log,
    disclosed: proof.record === undefined ? null : disclosedRecordOf(proof.record, proof.log)
  })
}

function tellAmendments(findings: Findings, { entries }: LogFinding): void {
  for (const { amended, amendedBy } of entries)
    if (amended === 'yes')
      findings.fails('log', 'record-amended', amendedBy === null ? undefined : String(amendedBy))
  if (entries.some(({ amended }) => amended === 'unknown')) findings.unknown('log', 'amendments-unknown')
  findings.holds('log')
}

/** A record of the log as every other form discloses one. */
function disclosedRecordOf(record: unknown, { entries }: LogFinding): Disclosed {
  if (!isObject(record)) return NOTHING_DISCLOSED
  const { evidence, confirmed } = record
  const confirmation = isObject(confirmed) ? confirmed : {}
  return {
    ...NOTHING_DISCLOSED,
    passportId: asText(record['passport']),
    records: [
      {
        contributionId: asText(record['contribution']),
        title: asLocalText(record['title']),
        role: asLocalText(record['role']),
        organiser: asLocalText(record['organiserName']),
        regionCode: asText(record['region']),
        locality: asText(record['locality']),
        directions: asTexts(record['directions']),
        from: asText(record['startedAt']) ?? '',
        to: asText(record['endedAt']) ?? '',
        minutes: asCount(record['minutes']) ?? 0,
        grade: asText(isObject(evidence) ? evidence['grade'] : undefined),
        confirmedAt: asText(confirmation['at']),
        confirmerRole: asText(confirmation['role']),
        logIndex: entries[0]?.index ?? null
      }
    ]
  }
}
