/** The forms in which a passport or a part of it leaves the house. */
export const CREDENTIAL_FORMS = ['badge', 'clr', 'credential', 'sd-jwt', 'paper', 'log-proof', 'pdf'] as const
export type CredentialForm = (typeof CREDENTIAL_FORMS)[number]

/** What is asked of every credential, in the order in which a reader is told. */
export const CHECKS = ['form', 'issuer', 'signature', 'time', 'status', 'log', 'holder'] as const
export type Check = (typeof CHECKS)[number]

/** Why a check fails or stays open. Codes are stable; each has a message `problems.<code>` in three languages. */
export const PROBLEMS = [
  // form
  'format-unknown',
  'document-too-large',
  'document-too-deep',
  'document-unreadable',
  'document-duplicate-name',
  'context-order',
  'context-unknown',
  'context-inline',
  'term-unknown',
  'type-missing',
  'id-not-url',
  'text-malformed',
  'issuer-not-url',
  'subject-missing',
  'date-malformed',
  'dates-reversed',
  'status-malformed',
  'schema-malformed',
  'refresh-service-untyped',
  'terms-of-use-untyped',
  'evidence-untyped',
  'related-resource-malformed',
  'related-resource-changed',
  'proof-missing',
  'proof-malformed',
  'proof-purpose-wrong',
  'cryptosuite-unknown',
  'token-type-unknown',
  'token-malformed',
  'disclosure-malformed',
  'disclosure-unreferenced',
  'digest-repeated',
  'claim-reserved',
  'claims-malformed',
  'critical-header-unknown',
  'schema-unknown',
  'schema-broken',
  'pdf-malformed',
  'pdf-without-credential',
  'print-not-checked',
  'log-proof-malformed',
  // issuer
  'issuer-foreign',
  'key-unknown',
  'key-revoked',
  'key-out-of-time',
  'key-not-of-issuer',
  'certificate-foreign',
  // signature
  'algorithm-none',
  'algorithm-wrong',
  'signature-wrong',
  // time
  'not-yet-valid',
  'expired',
  // status
  'revoked',
  'status-unknown',
  'status-stale',
  // log
  'log-foreign',
  'log-not-signed',
  'log-signature-wrong',
  'log-entry-absent',
  'log-record-absent',
  'log-record-changed',
  'log-unavailable',
  'record-amended',
  'amendments-unknown',
  // holder
  'holder-key-missing',
  'holder-key-wrong',
  'holder-proof-missing',
  'holder-proof-malformed',
  'holder-proof-other-content',
  'holder-proof-audience',
  'holder-proof-nonce',
  'holder-proof-replayed',
  'holder-proof-old'
] as const
export type ProblemCode = (typeof PROBLEMS)[number]

export interface Problem {
  readonly code: ProblemCode
  /** Which property or part, where that helps: `credentialSubject.id`. */
  readonly at?: string | undefined
}

/** `unknown`: could not be looked up here and now, such as the status while offline. */
export type Outcome = 'holds' | 'fails' | 'unknown' | 'not-asked'

export interface Finding {
  readonly check: Check
  readonly outcome: Outcome
  readonly problems: readonly Problem[]
}

/** What the public log says of the entries that a credential names, or that a proof file leads to. */
export interface LogFinding {
  /** The log's name. */
  readonly origin: string
  /** How many entries the tree has that was looked at. */
  readonly size: number
  /** Who signed that tree besides the log, and when. */
  readonly witnesses: readonly { readonly name: string; readonly signedAt: Date }[]
  /**
   * `local`: enough of them, and all on the log's own machine, which proves nothing by itself; `not-yet`: fewer than a
   * quorum; `none`: nobody is asked to witness.
   */
  readonly witnessed: 'quorum' | 'local' | 'not-yet' | 'none'
  readonly entries: readonly LoggedEntry[]
}

export interface LoggedEntry {
  readonly index: number
  /** When it was written; null when that is not known here. */
  readonly since: Date | null
  /** `unknown`: nobody could be asked here and now. */
  readonly amended: 'no' | 'yes' | 'unknown'
  /** The later entry that corrects it or takes it back. */
  readonly amendedBy: number | null
}

/** One of the credentials within a file. */
export interface VerdictPart {
  /** Its name within the file: `extract.sd-jwt`. */
  readonly name: string
  readonly verdict: Verdict
}

/** What a verifier can say of what it was given. */
export interface Verdict {
  readonly form: CredentialForm | null
  /** `holds`: every check does. `open`: none fails, one could not be made. */
  readonly outcome: 'holds' | 'open' | 'fails'
  readonly findings: readonly Finding[]
  readonly issuer: { readonly did: string; readonly name: string } | null
  readonly keyId: string | null
  readonly issuedAt: Date | null
  readonly validUntil: Date | null
  /** When the list was signed that says "not revoked"; null when none was looked at. */
  readonly statusAsOf: Date | null
  /** null when the credential names no entry, or the log was not at hand. */
  readonly log: LogFinding | null
  /** What is disclosed, as the form names it; null unless form, issuer and signature hold. */
  readonly disclosed: unknown
  /** Of a PDF, each credential that it carries. */
  readonly parts: readonly VerdictPart[]
}

/** The same where the holder was asked for a proof and this cannot be one. */
export const unproven = (verdict: Verdict): Verdict => ({
  ...verdict,
  outcome: 'fails',
  findings: verdict.findings.map((finding) =>
    finding.check === 'holder'
      ? { check: 'holder', outcome: 'fails', problems: [{ code: 'holder-proof-missing' }] }
      : finding
  )
})

/** Collects what is found; a check nobody spoke of was not reached. */
export class Findings {
  readonly #problems = new Map<Check, Problem[]>()
  readonly #outcomes = new Map<Check, Outcome>()

  fails(check: Check, code: ProblemCode, at?: string): void {
    this.#outcomes.set(check, 'fails')
    this.#add(check, { code, at })
  }

  unknown(check: Check, code: ProblemCode, at?: string): void {
    if (this.#outcomes.get(check) !== 'fails') this.#outcomes.set(check, 'unknown')
    this.#add(check, { code, at })
  }

  holds(check: Check): void {
    if (!this.#outcomes.has(check)) this.#outcomes.set(check, 'holds')
  }

  failed(...checks: readonly Check[]): boolean {
    return checks.some((check) => this.#outcomes.get(check) === 'fails')
  }

  #add(check: Check, problem: Problem): void {
    this.#problems.set(check, [...(this.#problems.get(check) ?? []), problem])
  }

  verdict(rest: Partial<Omit<Verdict, 'outcome' | 'findings'>>): Verdict {
    const findings = CHECKS.map((check) => ({
      check,
      outcome: this.#outcomes.get(check) ?? ('not-asked' as const),
      problems: this.#problems.get(check) ?? []
    }))
    const said = findings.map(({ outcome }) => outcome)
    return {
      form: null,
      issuer: null,
      keyId: null,
      issuedAt: null,
      validUntil: null,
      statusAsOf: null,
      log: null,
      parts: [],
      ...rest,
      disclosed: this.failed('form', 'issuer', 'signature') ? null : (rest.disclosed ?? null),
      outcome: said.includes('fails') ? 'fails' : said.includes('unknown') ? 'open' : 'holds',
      findings
    }
  }
}
