import { checkLog } from './check-log.ts'
import { asCount, asLocalText, asObjects, asText, asTexts, NOTHING_DISCLOSED } from './disclosed.ts'
import type { Disclosed, DisclosedRecord } from './disclosed.ts'
import {
  checkDataModel,
  dateOf,
  listOf,
  OUR_DOCUMENTS,
  readProof,
  typesOf,
  type ModelOptions
} from './data-model.ts'
import type { Issuer, PublicKey } from './keys.ts'
import { CLR_BADGES_MAX } from './open-badge.ts'
import { followsSchema } from './schemas.ts'
import { isObject, type JsonObject } from './strict-json.ts'
import { checkKeyTime, checkStatus, checkTime, chooseKey, findMethod, type Trust } from './trust.ts'
import { Findings, type CredentialForm, type Verdict } from './verdict.ts'

/**
 * Values of one credential, some three times those of ours. Canonicalising takes longer than its length says: without
 * this limit a stranger's list of words would cost seconds.
 */
const VALUES_MAX = 200

const valuesIn = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, one) => sum + valuesIn(one), 1)
    : 1

/** Canonicalises a document and checks its Data Integrity proof with a key that was chosen before. */
export interface LinkedData {
  check(document: JsonObject, key: PublicKey, did: string): Promise<'holds' | 'changed' | 'term-unknown'>
  /** True when a related resource that is kept here has another digest than the document says. */
  isChanged(resource: JsonObject): boolean
}

/** Checks a credential of the W3C data model: a badge, a learner record, or any other by an issuer we know. */
export async function checkDocument(
  document: JsonObject,
  trust: Trust,
  linkedData: LinkedData,
  options: ModelOptions = OUR_DOCUMENTS
): Promise<Verdict> {
  const findings = new Findings()
  const form = formOf(document)
  checkDataModel(document, (code, at) => findings.fails('form', code, at), options)
  const proof = readProof(document, (code, at) => findings.fails('form', code, at))
  const nested = form === 'clr' ? heldBy(document) : []
  if (nested.length > CLR_BADGES_MAX || valuesIn(document) > VALUES_MAX * (nested.length + 1))
    findings.fails('form', 'document-too-large')
  for (const badge of nested)
    checkDataModel(
      badge,
      (code, at) => findings.fails('form', code, `verifiableCredential.${at}`),
      options,
      'in-a-record'
    )
  for (const [at, one] of [document, ...nested].entries())
    checkSchemas(findings, one, at ? `verifiableCredential.${at - 1}` : '', options)
  for (const resource of asObjects(listOf(document['relatedResource'])))
    if (linkedData.isChanged(resource))
      findings.fails('form', 'related-resource-changed', asText(resource['id'])!)

  const statuses = readStatuses(findings, [document, ...nested])
  const issuerId = idOf(document['issuer'])
  const { issuer, keyId } = proof ? findMethod(trust.issuers, proof.verificationMethod) : { keyId: null }
  const key = proof && chooseKey(findings, issuer, keyId, 'Ed25519')
  const about = {
    form,
    keyId,
    issuer: issuer ? { did: issuer.did, name: issuer.name } : null
  }
  if (!key || findings.failed('form', 'signature')) return findings.verdict(about)
  // The controller of the key has to be the one who claims to have issued, here and in every badge within.
  if ([document, ...nested].some((one) => idOf(one['issuer']) !== issuer!.did)) {
    findings.fails('issuer', 'key-not-of-issuer', issuerId ?? 'issuer')
    return findings.verdict(about)
  }

  // A whole record takes sixty times as long as a badge: a stranger's is known by the first badge in it.
  const within = nested[0] ? await checkWithin(findings, nested[0], issuer!, linkedData) : 'holds'
  const checked = within === 'holds' ? await linkedData.check(document, key, issuer!.did) : within
  if (checked !== 'holds') {
    if (checked === 'changed') findings.fails('signature', 'signature-wrong')
    else findings.fails('form', 'term-unknown')
    return findings.verdict(about)
  }
  findings.holds('signature')
  findings.holds('form')
  const [validFrom, validUntil] = [dateOf(document['validFrom']), dateOf(document['validUntil'])]
  checkKeyTime(findings, key, proof.created ?? validFrom)
  checkTime(findings, trust.now, [validFrom, proof.created], earliest(validUntil, proof.expires))
  const disclosed = form === 'credential' ? null : disclosedOf(document, nested)
  const [statusAsOf, log] = await Promise.all([
    checkStatuses(findings, trust, statuses),
    disclosed && checkLog(findings, trust, disclosed)
  ])
  return findings.verdict({
    ...about,
    issuedAt: validFrom ?? proof.created,
    validUntil,
    statusAsOf,
    log,
    disclosed: disclosed ?? document['credentialSubject']
  })
}

/** Checks a badge that stands in a record; it may be signed with an earlier key of the issuer. */
async function checkWithin(
  findings: Findings,
  badge: JsonObject,
  issuer: Issuer,
  linkedData: LinkedData
): ReturnType<LinkedData['check']> {
  const proof = readProof(badge, (code, at) => findings.fails('form', code, `verifiableCredential.0.${at}`))
  const { keyId } = proof ? findMethod([issuer], proof.verificationMethod) : { keyId: null }
  const key = issuer.keys.find((one) => one.keyId === keyId)
  return key ? linkedData.check(badge, key, issuer.did) : 'changed'
}

/** Holds a document against the schemas that it names. One that is malformed itself was complained of before. */
function checkSchemas(
  findings: Findings,
  document: JsonObject,
  within: string,
  { unknownSchemas }: ModelOptions
): void {
  for (const schema of listOf(document['credentialSchema'])) {
    const found = followsSchema(document, schema)
    if (found === 'unknown') {
      if (unknownSchemas === 'open') findings.unknown('form', 'schema-unknown')
    } else if (found !== 'follows')
      findings.fails('form', 'schema-broken', [within, found.at].filter(Boolean).join('.'))
  }
}

function formOf(document: JsonObject): CredentialForm {
  const types = typesOf(document)
  if (types.includes('ClrCredential')) return 'clr'
  return types.includes('AchievementCredential') || types.includes('OpenBadgeCredential')
    ? 'badge'
    : 'credential'
}

const idOf = (value: unknown): string | null => asText(isObject(value) ? value['id'] : value)

const subjectOf = (document: JsonObject): JsonObject =>
  asObjects(listOf(document['credentialSubject']))[0] ?? {}

/** Whatever stands where a record holds credentials; what is no object cannot be one. */
const heldBy = (document: JsonObject): JsonObject[] =>
  asObjects(listOf(document['credentialSubject']))
    .flatMap((subject) => listOf(subject['verifiableCredential']))
    .map((one) => (isObject(one) ? one : {}))

const earliest = (a: Date | null, b: Date | null): Date | null => (a && b ? (a < b ? a : b) : (a ?? b))

interface StatusPlace {
  readonly url: string
  readonly index: number
}

/** Every status that the document and the badges within name. */
function readStatuses(findings: Findings, documents: readonly JsonObject[]): StatusPlace[] {
  return documents
    .flatMap((document) => asObjects(listOf(document['credentialStatus'])))
    .flatMap((status) => {
      const [url, index] = [asText(status['statusListCredential']), asText(status['statusListIndex'])]
      if (
        status['type'] === 'BitstringStatusListEntry' &&
        status['statusPurpose'] === 'revocation' &&
        url &&
        status['id'] !== url &&
        /^\d{1,9}$/.test(index ?? '') &&
        // More than one bit an entry would be another way to count.
        (status['statusSize'] ?? 1) === 1
      )
        return [{ url, index: Number(index) }]
      findings.fails('status', 'status-malformed')
      return []
    })
}

/** Asks for each of them; gives when the oldest list that answered was signed. */
async function checkStatuses(
  findings: Findings,
  trust: Trust,
  statuses: readonly StatusPlace[]
): Promise<Date | null> {
  const answered = await Promise.all(statuses.map((status) => checkStatus(findings, trust, status)))
  return answered.reduce(earliest, null)
}

function disclosedOf(document: JsonObject, nested: readonly JsonObject[]): Disclosed {
  const subject = subjectOf(document)
  const [identity] = asObjects(listOf(subject['identifier']))
  return {
    ...NOTHING_DISCLOSED,
    passportId: asText(subject['id'])?.replace(/^urn:uuid:/, '') ?? null,
    name: asText(identity?.['identityHash']),
    records: (nested.length ? nested : [document]).flatMap(recordOf)
  }
}

function recordOf(badge: JsonObject): DisclosedRecord[] {
  const subject = subjectOf(badge)
  const achievement = subject['achievement']
  if (!isObject(achievement)) return []
  const [result] = asObjects(listOf(subject['result']))
  const [evidence] = asObjects(listOf(badge['evidence']))
  const creator = achievement['creator']
  return [
    {
      contributionId: null,
      title: asLocalText(achievement['name']),
      role: asLocalText(subject['role']),
      organiser: asLocalText(isObject(creator) ? creator['name'] : undefined),
      regionCode: null,
      locality: null,
      directions: asTexts(listOf(achievement['tag'])),
      from: asText(subject['activityStartDate']) ?? '',
      to: asText(subject['activityEndDate']) ?? '',
      minutes: asCount(Number(asText(result?.['value']) ?? Number.NaN)) ?? 0,
      grade: asText(evidence?.['genre']),
      confirmedAt: null,
      confirmerRole: null,
      logIndex: logIndexOf(asText(evidence?.['id']))
    }
  ]
}

/** The place in the log that the evidence of a badge leads to. */
const logIndexOf = (url: string | null): number | null =>
  asCount(Number(/\/entries\/(\d{1,15})$/.exec(url ?? '')?.[1] ?? Number.NaN))
