import { fromUtf8 } from './bytes.ts'
import { checkDocument, type LinkedData } from './check-document.ts'
import { checkLogProof, LOG_PROOF_MAGIC } from './check-log.ts'
import { checkPaper } from './check-paper.ts'
import { checkPdf } from './check-pdf.ts'
import { checkToken } from './check-token.ts'
import type { ModelOptions } from './data-model.ts'
import { PAPER_PREFIX } from './paper.ts'
import { isPdf } from './pdf.ts'
import type { Primitives } from './primitives.ts'
import { PROOF_CODE_PREFIX, readProofCode } from './proof-code.ts'
import { isObject, JSON_CHARS_MAX, parseStrictJson } from './strict-json.ts'
import type { Trust } from './trust.ts'
import { Findings, unproven, type ProblemCode, type Verdict } from './verdict.ts'

export interface Checkers {
  readonly primitives: Primitives
  readonly linkedData: LinkedData
  readonly options?: ModelOptions
}

/** Recognises a credential of any form and says what holds of it. Never throws for what a stranger brings. */
export async function check(input: string | Uint8Array, trust: Trust, checkers: Checkers): Promise<Verdict> {
  const verdict =
    typeof input !== 'string' && isPdf(input)
      ? await checkPdf(input, checkers.primitives, (attachment) => checkText(attachment, trust, checkers))
      : await checkText(input, trust, checkers)
  // Of all forms one alone can prove who holds it: with any other a thief would answer for its holder.
  return trust.occasion && verdict.form !== 'sd-jwt' ? unproven(verdict) : verdict
}

async function checkText(input: string | Uint8Array, trust: Trust, checkers: Checkers): Promise<Verdict> {
  if (input.length > JSON_CHARS_MAX) return refused('document-too-large')
  const whole = typeof input === 'string' ? input : (fromUtf8(input) ?? '')
  const text = whole.trim()
  if (text.startsWith(PAPER_PREFIX)) return checkPaper(text, trust, checkers.primitives)
  if (text.startsWith(LOG_PROOF_MAGIC)) return checkLogProof(whole.trimStart(), trust)
  if (text.startsWith(PROOF_CODE_PREFIX)) {
    const file = await readProofCode(text, checkers.primitives)
    return file === null ? refused('log-proof-malformed') : checkLogProof(file, trust)
  }
  if (/^[\w-]+\.[\w-]*\.[\w-]*~/.test(text)) return checkToken(text, trust, checkers.primitives)
  if (!text.startsWith('{')) return refused('format-unknown')
  const json = parseStrictJson(text)
  if (!json.ok) return refused(json.error)
  if (!isObject(json.value)) return refused('format-unknown')
  return checkDocument(json.value, trust, checkers.linkedData, checkers.options)
}

function refused(code: ProblemCode): Verdict {
  const findings = new Findings()
  findings.fails('form', code)
  return findings.verdict({})
}
