import { pickText, type Locale } from '#platform/prelude/index.ts'
import { withoutMillis } from './keys.ts'
import { oneText, passportUrn, type Holder, type LogEntry, type StatedRecord } from './statement.ts'
import { bitstringUrl, type StatusSlot } from './status.ts'
import type { JsonObject } from './strict-json.ts'

export const VC_CONTEXT = 'https://www.w3.org/ns/credentials/v2'
export const OB_CONTEXT = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'
export const OB_EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
export const CLR_CONTEXT = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json'

export const OB_SCHEMA =
  'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json'
export const CLR_SCHEMA =
  'https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json'

/** How those two say that they are to be read. */
export const SCHEMA_TYPE = '1EdTechJsonSchemaValidator2019'

/** Badges within one record; a larger passport gives the latest of them and says that it is partial. */
export const CLR_BADGES_MAX = 60

/** What every credential of ours is made with. */
export interface Issue {
  readonly publicUrl: string
  readonly issuer: { readonly did: string; readonly name: string }
  readonly credentialId: string
  readonly slot: StatusSlot
  readonly issuedAt: Date
  readonly locale: Locale
}

/** Words of a credential; they stand in it for good, in the language it was issued in. */
export interface BadgeWords {
  readonly criteria: string
  readonly minutes: string
  readonly evidence: string
  readonly clrName: string
}

/** Open Badges 3.0: one confirmed contribution. */
export function badgeOf(
  issue: Issue,
  holder: Holder,
  record: StatedRecord,
  logEntry: LogEntry | null,
  words: BadgeWords
): JsonObject {
  const { publicUrl, locale } = issue
  const { text: title, locale: language } = pickText(record.title, locale)
  const resultId = `${achievementUrl(publicUrl, record)}#minutes`
  return {
    '@context': [VC_CONTEXT, OB_CONTEXT, OB_EXTENSIONS],
    ...frame(issue, 'AchievementCredential', OB_SCHEMA),
    name: title,
    credentialSubject: {
      id: passportUrn(holder.passportId),
      type: ['AchievementSubject'],
      identifier: [identityOf(holder)],
      // Instants, as the schema and its examples have them, although the context says that they are days.
      activityStartDate: withoutMillis(record.startedAt),
      activityEndDate: withoutMillis(record.endedAt),
      role: oneText(record.role, locale),
      // Credits are hours; only where they are exact, because nobody gets to round somebody's minutes.
      ...(record.minutes % 15 === 0 ? { creditsEarned: record.minutes / 60 } : {}),
      result: [{ type: ['Result'], resultDescription: resultId, value: String(record.minutes) }],
      achievement: {
        id: achievementUrl(publicUrl, record),
        type: ['Achievement'],
        achievementType: 'CommunityService',
        name: title,
        description: `${oneText(record.role, locale)}. ${record.locality}`,
        criteria: { narrative: words.criteria },
        tag: [...record.directions],
        inLanguage: language,
        creator: {
          id: `${publicUrl}/organisers/${record.organiserId}`,
          type: ['Profile'],
          name: oneText(record.organiserName, locale)
        },
        resultDescription: [
          { id: resultId, type: ['ResultDescription'], name: words.minutes, resultType: 'RawScore' }
        ]
      }
    },
    evidence: [
      {
        ...(logEntry ? { id: logEntry.url } : {}),
        type: ['Evidence'],
        name: logEntry ? `${words.evidence} ${logEntry.index}` : words.evidence,
        genre: record.grade
      }
    ]
  }
}

/** Comprehensive Learner Record 2.0: the passport as the badges in it, each signed on its own. */
export const clrOf = (
  issue: Issue,
  holder: Holder,
  badges: readonly JsonObject[],
  partial: boolean,
  words: BadgeWords
): JsonObject => ({
  '@context': [VC_CONTEXT, CLR_CONTEXT, OB_CONTEXT, OB_EXTENSIONS],
  ...frame(issue, 'ClrCredential', CLR_SCHEMA),
  name: words.clrName,
  partial,
  credentialSubject: {
    id: passportUrn(holder.passportId),
    type: ['ClrSubject'],
    identifier: [identityOf(holder)],
    verifiableCredential: badges
  }
})

const achievementUrl = (publicUrl: string, { actionId }: StatedRecord): string =>
  `${publicUrl}/actions/${actionId}`

const identityOf = ({ name }: Holder) => ({
  type: 'IdentityObject',
  identityType: 'name',
  hashed: false,
  identityHash: name
})

const frame = ({ publicUrl, issuer, credentialId, slot, issuedAt }: Issue, type: string, schema: string) => ({
  id: `urn:uuid:${credentialId}`,
  type: ['VerifiableCredential', type],
  issuer: { id: issuer.did, type: ['Profile'], name: issuer.name, url: publicUrl },
  validFrom: withoutMillis(issuedAt),
  credentialSchema: [{ id: schema, type: SCHEMA_TYPE }],
  credentialStatus: statusEntry(publicUrl, slot)
})

/** The status of a credential as Bitstring Status List names it. */
export const statusEntry = (publicUrl: string, { listId, index }: StatusSlot) => ({
  id: `${bitstringUrl(publicUrl, listId)}#${index}`,
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: String(index),
  statusListCredential: bitstringUrl(publicUrl, listId)
})
