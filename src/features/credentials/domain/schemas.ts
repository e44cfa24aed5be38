import { dateOf, isUrl, listOf } from './data-model.ts'
import { CLR_SCHEMA, OB_SCHEMA, SCHEMA_TYPE } from './open-badge.ts'
import { isObject, type JsonObject } from './strict-json.ts'

/*
 * The schemas that credentials of ours name, in our own words: what 1EdTech's schemas of Open Badges 3.0 and CLR 2.0
 * ask of the classes that we issue. A schema is never fetched; one that is not here cannot be said to be followed.
 */

/** Where a value first differs from what is asked; null when it does not. */
type Rule = (value: unknown, at: string) => string | null

const when =
  (holds: (value: unknown) => boolean): Rule =>
  (value, at) =>
    holds(value) ? null : at

const text = when((value) => typeof value === 'string')
const number = when((value) => typeof value === 'number')
const truth = when((value) => typeof value === 'boolean')
const url = when(isUrl)
const instant = when((value) => dateOf(value) !== null)
const day = when(
  (value) => typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(value)
)
const anything = when(() => true)
const oneOf = (...values: readonly string[]): Rule => when((value) => values.includes(value as string))
/** A list of types with this one among them; a single type may stand alone. */
const typed = (type: string): Rule => when((value) => listOf(value).includes(type))

/** A value, or a list of at least one. */
const some =
  (rule: Rule): Rule =>
  (value, at) => {
    const values = listOf(value)
    return values.length
      ? first(values.map((one, i) => rule(one, Array.isArray(value) ? `${at}.${i}` : at)))
      : at
  }

const either =
  (...rules: readonly Rule[]): Rule =>
  (value, at) =>
    rules.some((rule) => rule(value, at) === null) ? null : at

const object =
  (required: Readonly<Record<string, Rule>>, optional: Readonly<Record<string, Rule>> = {}): Rule =>
  (value, at) => {
    if (!isObject(value)) return at
    const within = (name: string) => (at ? `${at}.${name}` : name)
    return first([
      ...Object.entries(required).map(([name, rule]) =>
        name in value ? rule(value[name], within(name)) : within(name)
      ),
      ...Object.entries(optional).map(([name, rule]) =>
        name in value ? rule(value[name], within(name)) : null
      )
    ])
  }

const first = (places: readonly (string | null)[]): string | null =>
  places.find((place) => place !== null) ?? null

const image = either(url, object({ id: url, type: typed('Image') }, { caption: text }))

const profile = object(
  { id: url, type: typed('Profile') },
  { name: text, url, phone: text, description: text, email: text, official: text, image }
)

const identity = object(
  { type: typed('IdentityObject'), hashed: truth, identityHash: text, identityType: text },
  { salt: text }
)

const evidence = object(
  { type: typed('Evidence') },
  { id: url, narrative: text, name: text, description: text, genre: text, audience: text }
)

const resultDescription = object(
  { id: url, type: typed('ResultDescription'), name: text, resultType: text },
  { allowedValue: some(text), requiredValue: text, valueMin: text, valueMax: text }
)

const achievement = object(
  {
    id: url,
    type: typed('Achievement'),
    criteria: object({}, { id: url, narrative: text }),
    description: text,
    name: text
  },
  {
    achievementType: text,
    creator: profile,
    creditsAvailable: number,
    fieldOfStudy: text,
    humanCode: text,
    image,
    inLanguage: when((value) => typeof value === 'string' && /^[a-z]{2,4}(-[A-Za-z\d]{1,8})*$/.test(value)),
    resultDescription: some(resultDescription),
    specialization: text,
    tag: some(text),
    version: text
  }
)

const result = object(
  { type: typed('Result') },
  {
    resultDescription: url,
    achievedLevel: url,
    value: text,
    status: oneOf('Completed', 'Enrolled', 'Failed', 'InProgress', 'OnHold', 'Provisional', 'Withdrew')
  }
)

const achievementSubject = object(
  { type: typed('AchievementSubject'), achievement },
  {
    id: url,
    activityStartDate: either(day, instant),
    activityEndDate: either(day, instant),
    creditsEarned: number,
    identifier: some(identity),
    licenseNumber: text,
    narrative: text,
    result: some(result),
    role: text,
    term: text
  }
)

const envelope = {
  '@context': some(anything),
  id: url,
  issuer: either(url, profile),
  validFrom: instant,
  name: text
}
const extras = {
  validUntil: instant,
  awardedDate: instant,
  description: text,
  image,
  evidence: some(evidence)
}

const badge = object(
  {
    ...envelope,
    type: either(typed('AchievementCredential'), typed('OpenBadgeCredential')),
    credentialSubject: achievementSubject
  },
  extras
)

const learnerRecord = object(
  {
    ...envelope,
    type: typed('ClrCredential'),
    credentialSubject: object(
      {
        type: typed('ClrSubject'),
        verifiableCredential: some(object({ type: typed('VerifiableCredential') }))
      },
      { id: url, identifier: some(identity), achievement: some(achievement) }
    )
  },
  { ...extras, partial: truth }
)

const KNOWN: ReadonlyMap<string, Rule> = new Map([
  [OB_SCHEMA, badge],
  [CLR_SCHEMA, learnerRecord]
])

/** What is found of a schema that a document names; a place says where the document breaks it. */
export function followsSchema(document: JsonObject, schema: unknown): 'follows' | 'unknown' | { at: string } {
  const rule =
    isObject(schema) && schema['type'] === SCHEMA_TYPE ? KNOWN.get(String(schema['id'])) : undefined
  if (!rule) return 'unknown'
  const at = rule(document, '')
  return at === null ? 'follows' : { at }
}
