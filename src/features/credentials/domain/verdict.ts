/** The forms in which a passport or a part of it leaves the house. */
export type CredentialForm = 'badge' | 'clr' | 'credential' | 'sd-jwt' | 'paper'

/** What is asked of every credential, in the order in which a reader is told. */
export const CHECKS = ['form', 'issuer', 'signature', 'time', 'status', 'holder'] as const
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
  /** What is disclosed, as the form names it; null unless form, issuer and signature hold. */
  readonly disclosed: unknown
}

/** Collects what is found; a check nobody spoke of was not reached. */
export class Findings {
  readonly #problems = new Map<Check, Problem[]>()
  readonly #outcomes = new Map<Check, Outcome>()

  fails(check: Check, code: ProblemCode, at?: string): void {
    this.#outcomes.set(check, 'fails')
    this.#add(check, { code, at })
  }

  unknown(check: Check, code: ProblemCode): void {
    if (this.#outcomes.get(check) !== 'fails') this.#outcomes.set(check, 'unknown')
    this.#add(check, { code })
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
      ...rest,
      disclosed: this.failed('form', 'issuer', 'signature') ? null : (rest.disclosed ?? null),
      outcome: said.includes('fails') ? 'fails' : said.includes('unknown') ? 'open' : 'holds',
      findings
    }
  }
}
