import { dateOf } from './data-model.ts'
import { CLR_SCHEMA, OB_SCHEMA, SCHEMA_TYPE, VC_CONTEXT } from './open-badge.ts'
import { isObject, type JsonObject } from './strict-json.ts'

/*
 * The two schemas that credentials of ours name, in our own words: 1EdTech's JSON Schemas of Open Badges 3.0 and
 * CLR 2.0, with all of their classes. docs/guide/conformance.md says how the words were held against the schemas, and
 * the one thing that is taken more widely stands at `instantOrDay`. A schema is never fetched; one that is not here
 * cannot be said to be followed.
 */

/** Where a value first differs from what is asked; null when it does not. */
type Rule = (value: unknown, at: string) => string | null
type Rules = Readonly<Record<string, Rule>>

const when =
  (holds: (value: unknown) => boolean): Rule =>
  (value, at) =>
    holds(value) ? null : at

const either =
  (...rules: readonly Rule[]): Rule =>
  (value, at) =>
    rules.some((rule) => rule(value, at) === null) ? null : at

const first = (places: readonly (string | null)[]): string | null =>
  places.find((place) => place !== null) ?? null

/** A value, or a list of them. */
const some =
  (rule: Rule, least = 0): Rule =>
  (value, at) => {
    if (!Array.isArray(value)) return rule(value, at)
    return value.length < least ? at : first(value.map((one, i) => rule(one, `${at}.${i}`)))
  }

const object =
  (required: Rules, optional: Rules = {}, closed = false): Rule =>
  (value, at) => {
    if (!isObject(value)) return at
    const within = (name: string) => (at ? `${at}.${name}` : name)
    const missing = Object.keys(required).find((name) => !Object.hasOwn(value, name))
    if (missing) return within(missing)
    const rules: Rules = { ...required, ...optional }
    return first(
      Object.entries(value).map(([name, one]) =>
        Object.hasOwn(rules, name) ? rules[name]!(one, within(name)) : closed ? within(name) : null
      )
    )
  }

/** Nothing else may stand in it. */
const closed = (required: Rules, optional: Rules = {}): Rule => object(required, optional, true)

/** The same rule for each of these properties. */
const each = (names: string, rule: Rule): Rules =>
  Object.fromEntries(names.split(' ').map((name) => [name, rule]))

const matches =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && pattern.test(value)

/** A text, or a text in each of some languages, of this form. */
const isSpelled =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    isObject(value)
      ? Object.entries(value).every(([language, one]) => LANGUAGE.test(language) && matches(pattern)(one))
      : matches(pattern)(value)
const LANGUAGE = /^[a-z]{2}(-[A-Z]{2})?$/
const isText = isSpelled(/^/)
const isInstant = (value: unknown): boolean => dateOf(value) !== null
const isDay = matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)

const text = when(isText)
const texts = (names: string): Rules => each(names, text)
const spelled = (pattern: RegExp): Rule => when(isSpelled(pattern))
const number = when((value) => typeof value === 'number')
const truth = when((value) => typeof value === 'boolean')
const day = when(isDay)
const instant = when(isInstant)
/** The schemas want an instant. Badges of ours that say the day alone were issued until November 2026, and hold. */
const instantOrDay = either(instant, day)

const oneOf = (values: string): Rule => {
  const known = values.split(' ')
  return when((value) => known.includes(value as string))
}
/** One of these, or an extension of somebody's own. */
const oneOfOrOwn = (values: string): Rule => either(oneOf(values), when(matches(/ext:[\w|.]/)))

/** A list of types with this one among them; of a type that stands alone the schemas ask nothing. */
const typed = (...types: readonly string[]): Rule =>
  when((value) =>
    Array.isArray(value) ? value.every(isText) && types.some((type) => value.includes(type)) : isText(value)
  )
const both =
  (one: Rule, other: Rule): Rule =>
  (value, at) =>
    one(value, at) ?? other(value, at)
const credentialOf = (...types: readonly string[]): Rule =>
  both(typed('VerifiableCredential'), typed(...types))

/** Contexts of which the list has to begin with ours and with these. */
const contexts = (...begin: readonly RegExp[]): Rule => {
  const isContext = (value: unknown) => typeof value === 'string' || isObject(value)
  return when((value) =>
    Array.isArray(value)
      ? value[0] === VC_CONTEXT &&
        begin.every((pattern, at) => matches(pattern)(value[at + 1])) &&
        value.every(isContext)
      : isContext(value)
  )
}
const OB_CONTEXTS = /^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\/context(-3\.\d\.\d)*\.json$/
const CLR_CONTEXTS = /^https:\/\/purl\.imsglobal\.org\/spec\/clr\/v2p0\/context(-2\.\d\.\d)*\.json$/

type ClassName = 'Achievement' | 'Alignment' | 'EndorsementCredential' | 'Profile'
/** A class by its name: some of them are made of each other. */
const a =
  (name: ClassName): Rule =>
  (value, at) =>
    CLASSES[name](value, at)

const language = spelled(/^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/)
const identifierType = oneOfOrOwn(
  'name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn issn lisSourcedId ' +
    'oneRosterSourcedId sisSourcedId ltiContextId ltiDeploymentId ltiToolId ltiPlatformId ltiUserId identifier'
)
const otherIdentifier = some(closed({ type: spelled(/^IdentifierEntry$/), identifier: text, identifierType }))
const identifier = some(
  closed(
    {
      type: spelled(/^IdentityObject$/),
      hashed: truth,
      identityHash: text,
      identityType: identifierType
    },
    texts('salt')
  )
)
const image = closed({ id: text, type: spelled(/^Image$/) }, texts('caption'))
const evidence = some(
  object({ type: typed('Evidence') }, texts('audience description genre id name narrative'))
)
const endorsed: Rules = {
  endorsement: some(a('EndorsementCredential')),
  endorsementJwt: some(spelled(/^[\w-]+\.[\w-]*\.[\w-]+$/))
}

const rubricCriterionLevel = object(
  { ...texts('id name'), type: typed('RubricCriterionLevel') },
  { ...texts('description level points'), alignment: some(a('Alignment')) }
)

const resultDescription = object(
  {
    ...texts('id name'),
    type: typed('ResultDescription'),
    resultType: oneOfOrOwn(
      'GradePointAverage LetterGrade Percent PerformanceLevel PredictedScore RawScore Result RubricCriterion ' +
        'RubricCriterionLevel RubricScore ScaledScore Status'
    )
  },
  {
    ...texts('requiredLevel requiredValue valueMax valueMin'),
    alignment: some(a('Alignment')),
    allowedValue: some(text),
    rubricCriterionLevel: some(rubricCriterionLevel)
  }
)

const result = object(
  { type: typed('Result') },
  {
    ...texts('achievedLevel resultDescription value'),
    alignment: some(a('Alignment')),
    status: oneOf('Completed Enrolled Failed InProgress OnHold Provisional Withdrew')
  }
)

const address = object(
  { type: typed('Address') },
  {
    ...texts('addressCountry addressCountryCode addressLocality addressRegion'),
    ...texts('postOfficeBoxNumber postalCode streetAddress'),
    geo: object({ type: spelled(/^GeoCoordinates$/), latitude: number, longitude: number })
  }
)

/** What the schemas ask of a part of every credential; the data model looks at each more closely. */
const issuer = either(a('Profile'), text)
const envelope: Rules = {
  validUntil: instant,
  credentialSchema: some(object(texts('id type'))),
  credentialStatus: object(texts('type'), texts('id')),
  evidence,
  proof: some(
    object(texts('type'), {
      ...texts('challenge cryptosuite domain nonce proofPurpose proofValue verificationMethod'),
      created: instant
    })
  ),
  refreshService: object(texts('id type')),
  termsOfUse: some(object(texts('type'), texts('id')))
}

const CLASSES: Readonly<Record<ClassName, Rule>> = {
  Achievement: object(
    {
      ...texts('description id name'),
      type: typed('Achievement'),
      criteria: object({}, texts('id narrative'))
    },
    {
      ...texts('fieldOfStudy humanCode specialization version'),
      ...endorsed,
      achievementType: oneOfOrOwn(
        'Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award Badge BachelorDegree ' +
          'Certificate CertificateOfCompletion Certification CommunityService Competency Course CoCurricular Degree ' +
          'Diploma DoctoralDegree Fieldwork GeneralEducationDevelopment JourneymanCertificate LearningProgram ' +
          'License Membership ProfessionalDoctorate QualityAssuranceCredential MasterCertificate MasterDegree ' +
          'MicroCredential ResearchDoctorate SecondarySchoolDiploma'
      ),
      alignment: some(a('Alignment')),
      creator: a('Profile'),
      creditsAvailable: number,
      image,
      inLanguage: language,
      otherIdentifier,
      related: some(
        object({ id: text, type: typed('Related') }, { inLanguage: language, ...texts('version') })
      ),
      resultDescription: some(resultDescription),
      tag: some(text)
    }
  ),

  Alignment: object(
    { ...texts('targetName targetUrl'), type: typed('Alignment') },
    {
      ...texts('targetCode targetDescription targetFramework'),
      targetType: oneOfOrOwn(
        'ceasn:Competency ceterms:Credential CFItem CFRubric CFRubricCriterion CFRubricCriterionLevel CTDL'
      )
    }
  ),

  EndorsementCredential: object(
    {
      '@context': contexts(OB_CONTEXTS),
      ...texts('id name'),
      type: credentialOf('EndorsementCredential'),
      credentialSubject: object({ id: text, type: typed('EndorsementSubject') }, texts('endorsementComment')),
      issuer,
      validFrom: instant
    },
    { ...envelope, ...texts('description'), awardedDate: instant }
  ),

  Profile: object(
    { id: text, type: typed('Profile') },
    {
      ...texts('additionalName description email familyName familyNamePrefix givenName honorificPrefix'),
      ...texts('honorificSuffix name official patronymicName phone url'),
      ...endorsed,
      address,
      dateOfBirth: day,
      image,
      otherIdentifier,
      parentOrg: a('Profile')
    }
  )
}

const achievementSubject = object(
  { type: typed('AchievementSubject'), achievement: a('Achievement') },
  {
    ...texts('id licenseNumber narrative role term'),
    ...each('activityStartDate activityEndDate', instantOrDay),
    creditsEarned: number,
    identifier,
    image,
    result: some(result),
    source: a('Profile')
  }
)

const badge = object(
  {
    '@context': contexts(OB_CONTEXTS),
    id: text,
    type: credentialOf('AchievementCredential', 'OpenBadgeCredential'),
    credentialSubject: achievementSubject,
    issuer,
    validFrom: instant
  },
  { ...envelope, ...endorsed, ...texts('description name'), awardedDate: instant, image }
)

const clrSubject = object(
  {
    type: typed('ClrSubject'),
    verifiableCredential: some(
      object(
        {
          '@context': contexts(),
          type: typed('VerifiableCredential'),
          credentialSubject: object({}, texts('id')),
          issuer,
          validFrom: instant
        },
        { ...envelope, ...texts('id') }
      ),
      1
    )
  },
  {
    achievement: some(a('Achievement')),
    association: some(
      closed({
        ...texts('sourceId targetId'),
        type: spelled(/^Association$/),
        associationType: oneOf(
          'exactMatchOf isChildOf isParentOf isPartOf isPeerOf isRelatedTo precedes replacedBy'
        )
      })
    ),
    id: text,
    identifier
  }
)

const learnerRecord = object(
  {
    '@context': contexts(CLR_CONTEXTS, OB_CONTEXTS),
    ...texts('id name'),
    type: credentialOf('ClrCredential'),
    credentialSubject: clrSubject,
    issuer,
    validFrom: instant
  },
  { ...envelope, ...endorsed, ...texts('description'), awardedDate: instant, image, partial: truth }
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
