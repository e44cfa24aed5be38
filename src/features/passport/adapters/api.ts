import { z } from 'zod'
import { endpoint, fileEndpoint, type Endpoint } from '#platform/http/endpoint.ts'
import { keptJson } from '#platform/http/kept-json.ts'
import { LOCALES, type LocalText } from '#platform/prelude/index.ts'
import { fileKind } from '../domain/file-kind.ts'
import {
  PAPER,
  PURPOSES,
  type Correction,
  type DisclosedRecord,
  type Disclosure,
  type ListedExtract,
  type PassportContext,
  type PassportRecord,
  type Reading,
  type Totals
} from '../index.ts'

const instantOut = z.iso.datetime()
const dayOut = z.iso.date()
const localTextOut = z.partialRecord(z.enum(LOCALES), z.string())
const volume = { minutes: z.int(), engagements: z.int() }

const totalsOut = z.object({
  ...volume,
  organisers: z.int(),
  first: dayOut.nullable(),
  last: dayOut.nullable(),
  byDirection: z.array(z.object({ direction: z.string(), ...volume })),
  byYear: z.array(z.object({ year: z.int(), ...volume }))
})

const recordOut = z.object({
  contributionId: z.uuid(),
  version: z.int(),
  actionId: z.uuid(),
  organiserId: z.uuid(),
  organiser: localTextOut,
  title: localTextOut,
  role: localTextOut,
  regionCode: z.string(),
  locality: z.string(),
  directions: z.array(z.string()),
  startedAt: instantOut,
  endedAt: instantOut,
  minutes: z.int(),
  grade: z.string(),
  confirmedAt: instantOut,
  confirmerRole: z.string(),
  confirmerName: z.string()
})

const purpose = z.enum([...PURPOSES, PAPER])
/** null of a passport on paper, which whoever is handed it may read. */
const meantFor = z.string().nullable()

const disclosureOut = z.object({
  schema: z.literal('erikti/extract/v1'),
  purpose,
  reader: meantFor,
  holder: z.object({ name: z.string(), passportId: z.uuid() }),
  issuedAt: instantOut,
  expiresAt: instantOut,
  scope: z.object({
    from: dayOut.nullable(),
    to: dayOut.nullable(),
    directions: z.array(z.string()).nullable()
  }),
  totals: totalsOut,
  records: z
    .array(
      z.object({
        day: dayOut,
        minutes: z.int(),
        title: localTextOut,
        role: localTextOut,
        organiser: localTextOut,
        bin: z.string().nullable(),
        regionCode: z.string(),
        locality: z.string(),
        directions: z.array(z.string()),
        grade: z.string(),
        confirmedOn: dayOut,
        confirmerRole: z.string()
      })
    )
    .nullable()
})

const correctionOut = z.object({
  /** Place in the disclosed list from 0; null when it is not in the list. */
  record: z.int().nullable(),
  minutesThen: z.int(),
  /** null when nobody confirms the record any longer. */
  minutesNow: z.int().nullable(),
  at: instantOut
})

const state = z.enum(['valid', 'expired', 'revoked'])

const extractOut = z.object({
  extractId: z.uuid(),
  state,
  expiresAt: instantOut,
  revokedAt: instantOut.nullable(),
  link: z.url(),
  code: z.string(),
  disclosure: disclosureOut,
  corrections: z.array(correctionOut)
})

const listedOut = z.object({
  extractId: z.uuid(),
  state,
  purpose,
  reader: meantFor,
  issuedAt: instantOut,
  expiresAt: instantOut,
  revokedAt: instantOut.nullable(),
  readings: z.int(),
  lastReadAt: instantOut.nullable()
})

const readingOut = z.object({
  readingId: z.uuid(),
  at: instantOut,
  way: z.enum(['token', 'code']),
  reader: z.string().nullable(),
  reason: z.string().nullable()
})

const verificationOut = z.object({
  valid: z.literal(true),
  disclosure: disclosureOut,
  corrections: z.array(correctionOut),
  minutesNow: z.int(),
  readingId: z.uuid().nullable()
})

const presentText = ({ kk, ru, en }: LocalText) => ({ kk, ru, en })

const presentTotals = (totals: Totals) => ({
  minutes: totals.minutes,
  engagements: totals.engagements,
  organisers: totals.organisers,
  first: totals.first,
  last: totals.last,
  byDirection: totals.byDirection.map(({ direction, minutes, engagements }) => ({
    direction,
    minutes,
    engagements
  })),
  byYear: totals.byYear.map(({ year, minutes, engagements }) => ({ year, minutes, engagements }))
})

const presentRecord = (record: PassportRecord) => ({
  contributionId: record.contributionId,
  version: record.version,
  actionId: record.actionId,
  organiserId: record.organiserId,
  organiser: presentText(record.organiserName),
  title: presentText(record.title),
  role: presentText(record.role),
  regionCode: record.regionCode,
  locality: record.locality,
  directions: [...record.directions],
  startedAt: record.startedAt.toISOString(),
  endedAt: record.endedAt.toISOString(),
  minutes: record.minutes,
  grade: record.grade,
  confirmedAt: record.decidedAt.toISOString(),
  confirmerRole: record.confirmerRole,
  confirmerName: record.confirmerName
})

const presentDisclosedRecord = (record: DisclosedRecord) => ({
  day: record.day,
  minutes: record.minutes,
  title: presentText(record.title),
  role: presentText(record.role),
  organiser: presentText(record.organiser),
  bin: record.bin,
  regionCode: record.regionCode,
  locality: record.locality,
  directions: [...record.directions],
  grade: record.grade,
  confirmedOn: record.confirmedOn,
  confirmerRole: record.confirmerRole
})

const presentDisclosure = (disclosure: Disclosure) => ({
  schema: disclosure.schema,
  purpose: disclosure.purpose,
  reader: disclosure.reader,
  holder: { name: disclosure.holder.name, passportId: disclosure.holder.passportId },
  issuedAt: disclosure.issuedAt,
  expiresAt: disclosure.expiresAt,
  scope: {
    from: disclosure.scope.from,
    to: disclosure.scope.to,
    directions: disclosure.scope.directions && [...disclosure.scope.directions]
  },
  totals: presentTotals(disclosure.totals),
  records: disclosure.records && disclosure.records.map(presentDisclosedRecord)
})

const presentCorrection = ({ record, minutesThen, minutesNow, at }: Correction) => ({
  record,
  minutesThen,
  minutesNow,
  at: at.toISOString()
})

const presentListed = (extract: ListedExtract) => ({
  extractId: extract.extractId,
  state: extract.state,
  purpose: extract.purpose,
  reader: extract.reader,
  issuedAt: extract.issuedAt.toISOString(),
  expiresAt: extract.expiresAt.toISOString(),
  revokedAt: extract.revokedAt?.toISOString() ?? null,
  readings: extract.readings,
  lastReadAt: extract.lastReadAt?.toISOString() ?? null
})

const presentReading = ({ readingId, at, way, reader, reason }: Reading) => ({
  readingId,
  at: at.toISOString(),
  way,
  reader,
  reason
})

export const passportApi = ({ queries, commands }: PassportContext): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/me/passport',
    summary: 'Show my passport',
    tag: 'passport',
    useCase: queries.myPassport,
    output: z.object({
      holder: z.object({ name: z.string(), passportId: z.uuid(), regionCode: z.string().nullable() }),
      totals: totalsOut,
      records: z.array(recordOut)
    }),
    present: ({ holder, totals, records }) => ({
      holder: { name: holder.name, passportId: holder.passportId, regionCode: holder.regionCode },
      totals: presentTotals(totals),
      records: records.map(presentRecord)
    })
  }),
  endpoint({
    method: 'post',
    path: '/me/extracts',
    summary: 'Make an extract of my passport for a purpose',
    tag: 'passport',
    useCase: commands.makeExtract,
    status: 201,
    output: z.object({ extractId: z.uuid() }),
    present: ({ extractId }) => ({ extractId })
  }),
  endpoint({
    method: 'post',
    path: '/me/passport/papers',
    summary: 'Put my whole passport on paper: an extract of it that is the same while the passport is',
    tag: 'passport',
    useCase: commands.makePaper,
    status: 201,
    output: z.object({ extractId: z.uuid() }),
    present: ({ extractId }) => ({ extractId })
  }),
  endpoint({
    method: 'get',
    path: '/me/extracts',
    summary: 'List my extracts, the latest first',
    tag: 'passport',
    useCase: queries.myExtracts,
    output: z.object({ items: z.array(listedOut), next: z.string().nullable() }),
    present: ({ items, next }) => ({ items: items.map(presentListed), next })
  }),
  endpoint({
    method: 'get',
    path: '/me/extracts/{extractId}',
    summary: 'Show one of my extracts, with its link and code',
    tag: 'passport',
    useCase: queries.myExtract,
    output: extractOut,
    present: (extract) => ({
      extractId: extract.extractId,
      state: extract.state,
      expiresAt: extract.expiresAt.toISOString(),
      revokedAt: extract.revokedAt?.toISOString() ?? null,
      link: extract.link,
      code: extract.code,
      disclosure: presentDisclosure(extract.disclosure),
      corrections: extract.corrections.map(presentCorrection)
    })
  }),
  endpoint({
    method: 'post',
    path: '/me/extracts/{extractId}/revoke',
    summary: 'Revoke one of my extracts for good',
    tag: 'passport',
    useCase: commands.revokeExtract,
    output: z.object({ extractId: z.uuid() }),
    present: ({ extractId }) => ({ extractId })
  }),
  endpoint({
    method: 'get',
    path: '/me/extracts/{extractId}/readings',
    summary: 'List who opened one of my extracts, the latest first',
    tag: 'passport',
    useCase: queries.readings,
    output: z.object({ items: z.array(readingOut), next: z.string().nullable() }),
    present: ({ items, next }) => ({ items: items.map(presentReading), next })
  }),
  endpoint({
    method: 'get',
    path: '/verify',
    summary: 'Verify an extract by the token of its link or by its short code; its holder sees the reading',
    tag: 'passport',
    useCase: queries.readExtract,
    output: verificationOut,
    // The disclosure goes out as it was kept: naming its fields was done when it was made.
    present: ({ disclosure, corrections, minutesNow, readingId }) => ({
      valid: true as const,
      disclosure: keptJson<z.input<typeof disclosureOut>>(disclosure),
      corrections: corrections.map(presentCorrection),
      minutesNow,
      readingId
    })
  }),
  fileEndpoint({
    path: '/verify/sd-jwt',
    summary: 'Take an extract as its SD-JWT, by the token of its link or by its short code',
    tag: 'passport',
    useCase: queries.takePresentation,
    file: fileKind('extract.sd-jwt'),
    content: (presentation) => presentation
  }),
  fileEndpoint({
    path: '/verify/pdf',
    summary: 'Take an extract as paper, by the token of its link or by its short code',
    tag: 'passport',
    useCase: queries.printReadExtract,
    file: fileKind('extract.pdf'),
    content: ({ pdf }) => pdf
  }),
  fileEndpoint({
    path: '/me/contributions/{contributionId}/badge',
    summary: 'Take one of my records as an Open Badge 3.0',
    tag: 'passport',
    useCase: queries.takeBadge,
    file: fileKind('badge.json'),
    content: (badge) => badge
  }),
  fileEndpoint({
    path: '/me/contributions/{contributionId}/archive.pdf',
    summary: 'Take one of my records on paper, with its proof from the public log',
    tag: 'passport',
    useCase: queries.printArchiveSheet,
    file: fileKind('archive.pdf'),
    content: (pdf) => pdf
  }),
  fileEndpoint({
    path: '/me/passport/clr',
    summary: 'Take my passport as a Comprehensive Learner Record 2.0',
    tag: 'passport',
    useCase: queries.takeLearnerRecord,
    file: fileKind('clr.json'),
    content: (record) => record
  }),
  fileEndpoint({
    path: '/me/passport/sd-jwt',
    summary: 'Take my passport as an SD-JWT',
    tag: 'passport',
    useCase: queries.takeToken,
    file: fileKind('passport.sd-jwt'),
    content: (token) => token
  }),
  fileEndpoint({
    path: '/me/extracts/{extractId}/sd-jwt',
    summary: 'Take one of my extracts as its SD-JWT',
    tag: 'passport',
    useCase: queries.takeMyPresentation,
    file: fileKind('extract.sd-jwt'),
    content: (presentation) => presentation
  }),
  fileEndpoint({
    path: '/me/extracts/{extractId}/pdf',
    summary: 'Take one of my extracts on paper',
    tag: 'passport',
    useCase: queries.printMyExtract,
    file: fileKind('extract.pdf'),
    content: ({ pdf }) => pdf
  }),
  endpoint({
    method: 'post',
    path: '/verify/readings/{readingId}',
    summary: 'Say who reads an extract and why; once a reading',
    tag: 'passport',
    useCase: commands.introduceReader,
    output: z.object({ readingId: z.uuid() }),
    present: ({ readingId }) => ({ readingId })
  })
]
