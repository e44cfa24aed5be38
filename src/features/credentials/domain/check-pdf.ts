import { isPdf, PDF_BYTES_MAX, readAttachments } from './pdf.ts'
import type { Primitives } from './primitives.ts'
import { CHECKS, Findings, type Outcome, type Verdict, type VerdictPart } from './verdict.ts'

const FORM = 'pdf'

/** From the worst on: what a reader is told of several credentials at once. */
const OUTCOMES: readonly Outcome[] = ['fails', 'unknown', 'holds', 'not-asked']

/** Checks every credential that a PDF carries. What is printed on its pages is signed by nobody, and that is said. */
export async function checkPdf(
  bytes: Uint8Array,
  primitives: Primitives,
  checkOne: (attachment: Uint8Array) => Promise<Verdict>
): Promise<Verdict> {
  const findings = new Findings()
  if (bytes.length > PDF_BYTES_MAX) findings.fails('form', 'document-too-large')
  const files = findings.failed('form') ? [] : await readAttachments(bytes, primitives)
  if (!files) findings.fails('form', 'pdf-malformed')
  const parts: VerdictPart[] = []
  for (const { name, bytes: content } of files ?? [])
    parts.push({ name, verdict: content && !isPdf(content) ? await checkOne(content) : unreadable() })
  if (!findings.failed('form') && !parts.some(({ verdict }) => verdict.form))
    findings.fails('form', 'pdf-without-credential')
  if (findings.failed('form')) return findings.verdict({ form: FORM })

  for (const check of CHECKS) {
    const told = parts.flatMap(({ name, verdict }) =>
      verdict.findings.filter((finding) => finding.check === check).map((finding) => ({ name, ...finding }))
    )
    const worst = OUTCOMES.find((outcome) => told.some((one) => one.outcome === outcome))
    if (worst === 'holds') findings.holds(check)
    for (const { name, outcome, problems } of told)
      for (const { code, at } of problems) {
        const where = at === undefined ? name : `${name}: ${at}`
        if (outcome === 'fails') findings.fails(check, code, where)
        else findings.unknown(check, code, where)
      }
  }
  findings.unknown('form', 'print-not-checked')
  const first = parts.find(({ verdict }) => verdict.disclosed !== null)?.verdict ?? parts[0]!.verdict
  return findings.verdict({ ...first, form: FORM, parts })
}

function unreadable(): Verdict {
  const findings = new Findings()
  findings.fails('form', 'pdf-malformed')
  return findings.verdict({})
}
