import { CLR_CONTEXT, OB_CONTEXT, OB_EXTENSIONS, VC_CONTEXT } from './open-badge.ts'
import { isObject, type JsonObject } from './strict-json.ts'
import type { ProblemCode } from './verdict.ts'

/*
 * What the Verifiable Credentials Data Model 2.0 (W3C Recommendation of 15 May 2025) and Data Integrity 1.0 say must
 * be refused, as far as it can be seen without canonicalising. The stock library leaves about half of it out.
 */

/** What credentials of ours are written with. Every context is kept here: nothing is ever fetched. */
export const OUR_CONTEXTS: readonly string[] = [VC_CONTEXT, OB_CONTEXT, OB_EXTENSIONS, CLR_CONTEXT]
/** These two give every unknown term a meaning. Only conformance suites need that. */
export const LAX_CONTEXTS: readonly string[] = [
  'https://www.w3.org/ns/credentials/undefined-terms/v2',
  'https://www.w3.org/ns/credentials/examples/v2'
]

export const CRYPTOSUITE = 'eddsa-rdfc-2022'

export type Complaint = (code: ProblemCode, at: string) => void

export interface ModelOptions {
  readonly contexts: readonly string[]
  /** Terms defined within the document. Never for ours: whoever defines a term decides what it says. */
  readonly inlineContexts: boolean
  /** What a schema is that is not known here: an open question, or none of our business. */
  readonly unknownSchemas: 'open' | 'passed'
}

export const OUR_DOCUMENTS: ModelOptions = {
  contexts: OUR_CONTEXTS,
  inlineContexts: false,
  unknownSchemas: 'open'
}
export const ANY_DOCUMENTS: ModelOptions = {
  contexts: [...OUR_CONTEXTS, ...LAX_CONTEXTS],
  inlineContexts: true,
  unknownSchemas: 'passed'
}

/** Where the credentials of a learner record stand. */
const RECORD_HOLDS = 'credentialSubject.verifiableCredential'

/** Names every rule that a credential breaks. One in a record holds none itself. */
export function checkDataModel(
  credential: JsonObject,
  complain: Complaint,
  options: ModelOptions,
  held: 'alone' | 'in-a-record' = 'alone'
): void {
  const isRecord = held === 'alone' && typesOf(credential).includes('ClrCredential')
  checkFrame(credential, 'VerifiableCredential', complain, options, isRecord ? RECORD_HOLDS : null)
  checkText(credential['name'], 'name', complain)
  checkText(credential['description'], 'description', complain)
  checkIssuer(credential['issuer'], complain)
  checkSubjects(credential['credentialSubject'], complain)
  checkDates(credential, complain)
  for (const status of listOf(credential['credentialStatus']))
    if (!isTyped(status) || !isOptionalUrl(status['id'])) complain('status-malformed', 'credentialStatus')
  for (const schema of listOf(credential['credentialSchema']))
    if (!isTyped(schema) || !isUrl(schema['id'])) complain('schema-malformed', 'credentialSchema')
  for (const service of listOf(credential['refreshService']))
    if (!isTyped(service) || !isOptionalUrl(service['id']))
      complain('refresh-service-untyped', 'refreshService')
  for (const terms of listOf(credential['termsOfUse']))
    if (!isTyped(terms) || !isOptionalUrl(terms['id'])) complain('terms-of-use-untyped', 'termsOfUse')
  for (const evidence of listOf(credential['evidence']))
    if (!isTyped(evidence) || !isOptionalUrl(evidence['id'])) complain('evidence-untyped', 'evidence')
  checkRelatedResources(listOf(credential['relatedResource']), complain)
}

/**
 * What a credential and a presentation have in common. `holds` is where credentials stand that bring contexts of their
 * own: each has to be looked at alone.
 */
export function checkFrame(
  document: JsonObject,
  type: string,
  complain: Complaint,
  options: ModelOptions,
  holds: string | null
): void {
  checkContext(document['@context'], complain, options)
  checkNames(document, '', complain, holds)
  if (!typesOf(document).includes(type)) complain('type-missing', 'type')
}

export interface Proof {
  readonly verificationMethod: string
  readonly proofValue: string
  readonly created: Date | null
  readonly expires: Date | null
}

/** What a proof is made for, and what may stand in it. */
export interface ProofKind {
  readonly purpose: string
  readonly names: readonly string[]
}

const NAMES = 'id type cryptosuite created expires verificationMethod proofPurpose proofValue'.split(' ')
const ASSERTION: ProofKind = { purpose: 'assertionMethod', names: NAMES }
/** A holder's, for one occasion. */
export const AUTHENTICATION: ProofKind = {
  purpose: 'authentication',
  names: [...NAMES, 'challenge', 'domain']
}

/** The one proof of a document; null with a complaint when it is not one that we could check. */
export function readProof(
  document: JsonObject,
  complain: Complaint,
  { purpose, names }: ProofKind = ASSERTION
): Proof | null {
  const proofs = listOf(document['proof'])
  const [proof] = proofs
  if (proof === undefined) return (complain('proof-missing', 'proof'), null)
  if (proofs.length !== 1 || !isObject(proof)) return (complain('proof-malformed', 'proof'), null)
  const { type, cryptosuite, verificationMethod, proofPurpose, proofValue, created, expires } = proof
  if (type !== 'DataIntegrityProof' || !isOptionalUrl(proof['id'])) complain('proof-malformed', 'proof.type')
  if (cryptosuite !== CRYPTOSUITE) complain('cryptosuite-unknown', 'proof.cryptosuite')
  if (proofPurpose !== purpose) complain('proof-purpose-wrong', 'proof.proofPurpose')
  for (const name of Object.keys(proof))
    if (!names.includes(name)) complain('proof-malformed', `proof.${name}`)
  for (const [name, date] of Object.entries({ created, expires }))
    if (date !== undefined && !dateOf(date)) complain('proof-malformed', `proof.${name}`)
  // Exactly 64 bytes in base58: 86 to 88 characters.
  if (typeof proofValue !== 'string' || !/^z[1-9A-HJ-NP-Za-km-z]{86,88}$/.test(proofValue))
    return (complain('proof-malformed', 'proof.proofValue'), null)
  if (!isUrl(verificationMethod)) return (complain('proof-malformed', 'proof.verificationMethod'), null)
  return { verificationMethod, proofValue, created: dateOf(created), expires: dateOf(expires) }
}

function checkContext(
  context: unknown,
  complain: Complaint,
  { contexts, inlineContexts }: ModelOptions
): void {
  if (!Array.isArray(context) || context[0] !== VC_CONTEXT) return complain('context-order', '@context')
  if (new Set(context.map((one) => JSON.stringify(one))).size !== context.length)
    complain('context-order', '@context')
  for (const one of context)
    if (isObject(one)) {
      if (!inlineContexts) complain('context-inline', '@context')
    } else if (!contexts.includes(one as string)) complain('context-unknown', '@context')
}

const VALUE_KEYWORDS = new Set(['@value', '@language', '@direction', '@type'])

/**
 * Inside a credential only plain terms may stand. Keywords could say one thing to a reader of JSON and another to
 * the canonical form that is signed. Whatever has an id has a URL: so nothing names a blank node, and no two things can refer to each other in a ring,
 * which is what makes canonicalising expensive.
 */
function checkNames(value: unknown, at: string, complain: Complaint, holds: string | null): void {
  if (Array.isArray(value)) return value.forEach((one) => checkNames(one, at, complain, holds))
  if (!isObject(value)) return
  for (const [name, inner] of Object.entries(value)) {
    const path = at ? `${at}.${name}` : name
    if (name.startsWith('@') && !(at === '' && name === '@context') && !VALUE_KEYWORDS.has(name))
      complain('term-unknown', path)
    else if (name === 'id') {
      if (!isUrl(inner)) complain('id-not-url', path)
    } else if (name !== '@context' && path !== holds) checkNames(inner, path, complain, holds)
  }
}

function checkIssuer(issuer: unknown, complain: Complaint): void {
  if (!isUrl(isObject(issuer) ? issuer['id'] : issuer)) return complain('issuer-not-url', 'issuer')
  if (!isObject(issuer)) return
  checkText(issuer['name'], 'issuer.name', complain)
  checkText(issuer['description'], 'issuer.description', complain)
}

function checkSubjects(subject: unknown, complain: Complaint): void {
  const subjects = listOf(subject)
  if (!subjects.length) complain('subject-missing', 'credentialSubject')
  for (const one of subjects) {
    if (!isObject(one) || !Object.keys(one).length) complain('subject-missing', 'credentialSubject')
  }
}

function checkDates(credential: JsonObject, complain: Complaint): void {
  const { validFrom, validUntil } = credential
  for (const [name, date] of Object.entries({ validFrom, validUntil }))
    if (date !== undefined && !dateOf(date)) complain('date-malformed', name)
  const [from, until] = [dateOf(validFrom), dateOf(validUntil)]
  if (from && until && until < from) complain('dates-reversed', 'validUntil')
}

function checkRelatedResources(resources: readonly unknown[], complain: Complaint): void {
  const seen = new Set<unknown>()
  for (const resource of resources) {
    const id = isObject(resource) ? resource['id'] : undefined
    if (!isObject(resource) || !isUrl(id) || seen.has(id) || !isDigest(resource))
      complain('related-resource-malformed', 'relatedResource')
    seen.add(id)
  }
}

/** At least one digest, each well-formed. */
function isDigest({ digestSRI, digestMultibase, mediaType }: JsonObject): boolean {
  const sri =
    digestSRI === undefined ||
    (typeof digestSRI === 'string' && /^(sha256|sha384|sha512)-[A-Za-z0-9+/]+={0,2}$/.test(digestSRI))
  const multibase =
    digestMultibase === undefined ||
    (typeof digestMultibase === 'string' && /^[uz][\w-]+$/.test(digestMultibase))
  return (
    sri &&
    multibase &&
    (digestSRI !== undefined || digestMultibase !== undefined) &&
    (mediaType === undefined || typeof mediaType === 'string')
  )
}

/** A text, or a text with its language, or several of those. */
function checkText(text: unknown, at: string, complain: Complaint): void {
  if (text === undefined || typeof text === 'string') return
  const values = listOf(text)
  const isWell = values.every(
    (value) =>
      isObject(value) &&
      Object.keys(value).every((name) => ['@value', '@language', '@direction'].includes(name)) &&
      Object.values(value).every((part) => typeof part === 'string') &&
      '@value' in value &&
      (value['@direction'] === undefined || value['@direction'] === 'ltr' || value['@direction'] === 'rtl')
  )
  if (!values.length || !isWell) complain('text-malformed', at)
}

/** Something with a `type`; a text alone has none. */
const isTyped = (value: unknown): value is JsonObject =>
  isObject(value) &&
  typesOf(value).length > 0 &&
  listOf(value['type']).every((type) => typeof type === 'string')

export const typesOf = (value: JsonObject): string[] =>
  listOf(value['type']).filter((type): type is string => typeof type === 'string' && type !== '')

export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** An absolute URL of any scheme: `did:web:…` and `urn:uuid:…` are ones. */
export const isUrl = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(value) && URL.canParse(value)

const isOptionalUrl = (value: unknown): boolean => value === undefined || isUrl(value)

const DATE_TIME_STAMP =
  /^-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)$/

/** The instant of an XML Schema dateTimeStamp, which says its offset; null for anything else. */
export function dateOf(value: unknown): Date | null {
  if (typeof value !== 'string' || !DATE_TIME_STAMP.test(value)) return null
  const date = new Date(value)
  const [year, month, day] = value.split(/[T-]/, 3).map(Number)
  // 31 February is spelled well and is no day.
  const exists = new Date(Date.UTC(year!, month!, 0)).getUTCDate() >= day!
  return Number.isNaN(date.getTime()) || !exists ? null : date
}
