import { z } from 'zod'
import { logReadingOut, presentLogReading } from '#features/ledger/index.ts'
import { endpoint, type Endpoint } from '#platform/http/endpoint.ts'
import { PDF_BYTES_MAX } from '../domain/pdf.ts'
import { CREDENTIAL_FORMS } from '../domain/verdict.ts'
import { CHECKS, PROBLEMS, type Credentials, type ExplainedVerdict } from '../index.ts'

const finding = z.object({
  check: z.enum(CHECKS),
  outcome: z.enum(['holds', 'fails', 'unknown', 'not-asked']),
  title: z.string(),
  problems: z.array(z.object({ code: z.enum(PROBLEMS), at: z.string().optional(), title: z.string() }))
})

const oneVerdict = z.object({
  form: z.enum(CREDENTIAL_FORMS).nullable(),
  outcome: z.enum(['holds', 'open', 'fails']),
  findings: z.array(finding),
  issuer: z.object({ did: z.string(), name: z.string() }).nullable(),
  keyId: z.string().nullable(),
  issuedAt: z.iso.datetime().nullable(),
  validUntil: z.iso.datetime().nullable(),
  statusAsOf: z.iso.datetime().nullable(),
  log: logReadingOut.nullable(),
  disclosed: z.unknown()
})

/** Of a PDF, the verdict of each credential in it stands among the parts; those have none themselves. */
const verdictOut = oneVerdict.extend({
  parts: z.array(z.object({ name: z.string(), verdict: oneVerdict }))
})

/** The verdict as it leaves: instants as text. */
export const presentVerdict = (verdict: ExplainedVerdict): z.input<typeof verdictOut> => ({
  ...presentOne(verdict),
  parts: verdict.parts.map((part) => ({ name: part.name, verdict: presentOne(part.verdict) }))
})

const presentOne = (verdict: ExplainedVerdict): z.input<typeof oneVerdict> => ({
  form: verdict.form,
  outcome: verdict.outcome,
  findings: verdict.findings.map(({ check, outcome, title, problems }) => ({
    check,
    outcome,
    title,
    problems: problems.map((problem) => ({ code: problem.code, at: problem.at, title: problem.title }))
  })),
  issuer: verdict.issuer,
  keyId: verdict.keyId,
  issuedAt: verdict.issuedAt?.toISOString() ?? null,
  validUntil: verdict.validUntil?.toISOString() ?? null,
  statusAsOf: verdict.statusAsOf?.toISOString() ?? null,
  log: verdict.log && presentLogReading(verdict.log),
  disclosed: verdict.disclosed
})

/** The form is recognised by the content; the type only says that this is no JSON of our own. */
const FILE_TYPES = [
  'application/pdf',
  'application/vc',
  'application/vc+ld+json',
  'application/ld+json',
  'application/dc+sd-jwt',
  'application/vc+sd-jwt',
  'application/octet-stream',
  'text/plain'
]

const problem = z.object({ type: z.string(), title: z.string(), detail: z.string().optional() })

export const credentialsApi = ({
  queries,
  commands
}: Pick<Credentials, 'queries' | 'commands'>): Endpoint[] => [
  endpoint({
    method: 'post',
    path: '/me/wallet-offers',
    summary: 'Offer my passport to a wallet',
    tag: 'credentials',
    useCase: commands.offerToWallet,
    output: z.object({ offerId: z.uuid() }),
    status: 201,
    present: ({ offerId }) => ({ offerId })
  }),
  endpoint({
    method: 'get',
    path: '/me/wallet-offers/{offerId}',
    summary:
      'Show my offer: while it waits for a wallet, the link for it and the digits that it will ask for',
    tag: 'credentials',
    useCase: queries.walletOffer,
    output: z.object({
      state: z.enum(['waiting', 'opened', 'taken', 'over']),
      expiresAt: z.iso.datetime(),
      given: z.object({ link: z.string(), pin: z.string() }).nullable()
    }),
    present: ({ state, expiresAt, given }) => ({
      state,
      expiresAt: expiresAt.toISOString(),
      given: given && { link: given.link, pin: given.pin }
    })
  }),
  endpoint({
    method: 'post',
    path: '/presentations',
    summary: 'Ask a wallet for a passport: a link for it, and the secret that opens the answer',
    tag: 'credentials',
    useCase: commands.askForPresentation,
    output: z.object({
      requestId: z.uuid(),
      secret: z.string(),
      link: z.string(),
      expiresAt: z.iso.datetime()
    }),
    status: 201,
    present: ({ requestId, secret, link, expiresAt }) => ({
      requestId,
      secret,
      link,
      expiresAt: expiresAt.toISOString()
    })
  }),
  endpoint({
    method: 'post',
    path: '/presentations/{requestId}/answer',
    summary: 'Read what a wallet presented; for whoever asked it',
    tag: 'credentials',
    useCase: queries.readPresentation,
    output: z.object({ state: z.enum(['waiting', 'answered']), verdict: verdictOut.nullable() }),
    present: ({ state, verdict }) => ({ state, verdict: verdict && presentVerdict(verdict) })
  }),
  endpoint({
    method: 'post',
    path: '/verify',
    summary:
      'Check a credential of any form, in JSON or as a file: a badge, a learner record, an SD-JWT, the text of a QR code, a proof file of the log, a PDF',
    tag: 'credentials',
    files: { field: 'file', types: FILE_TYPES, bytesMax: PDF_BYTES_MAX },
    useCase: queries.check,
    output: verdictOut,
    present: presentVerdict
  }),
  endpoint({
    method: 'post',
    path: '/credentials/verify',
    summary: 'The same as the W3C VC API asks it',
    tag: 'credentials',
    useCase: queries.checkAsVcApi,
    output: z.object({
      verified: z.boolean(),
      checks: z.array(z.string()),
      warnings: z.array(z.string()),
      errors: z.array(z.string()),
      problemDetails: z.array(problem)
    }),
    present: ({ verified, checks, warnings, errors, problemDetails }) => ({
      verified,
      checks,
      warnings,
      errors,
      problemDetails
    })
  })
]
